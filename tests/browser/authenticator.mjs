// Chromium's virtual authenticator, and enrolling with it.
import { login } from "./browser.mjs";
import * as story from "./story.mjs";

/** A page with an authenticator that has its owner's finger on it; only these kinds of key are asked for. */
export async function pageWithKey(browser, person, algorithms = [-7]) {
  const page = await login(browser, person.login_url);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    ctap2Version: "ctap2_1",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  };
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options });
  await page.addInitScript((algorithms) => {
    const create = navigator.credentials.create.bind(navigator.credentials);
    navigator.credentials.create = ({ publicKey }) => {
      const wanted = publicKey.pubKeyCredParams.filter(({ alg }) => algorithms.includes(alg));
      return create({ publicKey: { ...publicKey, pubKeyCredParams: wanted } });
    };
  }, algorithms);
  return { page, cdp, authenticatorId };
}

export async function enrol(server, page, name) {
  await page.goto(`${story.base(server)}/keys`);
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("button", { name: "Enrol a passkey" }).click();
  await page.getByRole("listitem").filter({ hasText: name }).waitFor();
}
