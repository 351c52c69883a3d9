// Passkeys, with Chromium's virtual authenticator: enrolling, signing, and every word that does not hold.
import assert from "node:assert/strict";
import { test } from "node:test";
import { enrol, pageWithKey } from "./authenticator.mjs";
import { Server } from "./server.mjs";
import { browser, server, stage } from "./stage.mjs";
import * as story from "./story.mjs";

stage(() => Server.demo());

const ES256 = -7;
const EDDSA = -8;
const RS256 = -257;

const coordinator = () => story.coordinator(server);
const holder = (number) => story.holders(server, number)[0];

/** Up to the last button, which the test presses. */
async function toConfirmation(page, round, verb = "Take a position for") {
  await page.goto(`${story.base(server)}/rounds/${round.id}`);
  await page.getByRole("button", { name: new RegExp(`^${verb}`) }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Sign", exact: true }).check();
  await dialog.getByRole("button", { name: "Go on to confirm" }).click();
  return { dialog, sign: dialog.getByRole("button", { name: /^Sign with your passkey for/ }) };
}

let round;
async function openRound() {
  const { id: text } = server.demo.texts.find((t) => t.kind === "annex");
  await story.api(server, coordinator(), "POST", `/texts/${text}/versions`);
  round ??= await story.openRound(server, [{ text, version: 1 }]);
  return round;
}

const methodOf = async (person) => {
  const { asked } = await story.api(server, coordinator(), "GET", `/rounds/${round.id}`);
  return asked.find((a) => a.organisation === person.organisation).positions[0]?.method;
};

for (const [number, [name, algorithm]] of [["ES256", ES256], ["EdDSA", EDDSA], ["RS256", RS256]].entries()) {
  test(`a passkey with ${name} is enrolled and signs`, async () => {
    const round = await openRound();
    const { page } = await pageWithKey(browser, holder(number), [algorithm]);
    await enrol(server, page, `${name} key`);
    const { dialog, sign } = await toConfirmation(page, round);
    await sign.click();
    await dialog.getByText("is on record").waitFor();
    assert.equal(await methodOf(holder(number)), "passkey");
    assert.deepEqual([page.errors, page.foreign], [[], []]);
    await page.context().close();
  });
}

test("a new passkey is announced to its person and to their colleagues", async () => {
  const { page } = await pageWithKey(browser, holder(6));
  await enrol(server, page, "Announced key");
  const colleague = server.demo.people.find((p) => p.organisation === holder(6).organisation && p.id !== holder(6).id);
  for (const person of [holder(6), colleague]) {
    const [notice] = await story.api(server, person, "GET", "/notices");
    assert.match(notice.subject, / enrolled a passkey$/);
  }
  const stranger = await story.api(server, holder(7), "GET", "/notices");
  assert.ok(stranger.every(({ subject }) => !/enrolled a passkey/.test(subject)));
  await page.context().close();
});

test("a bogus signature and an unverified one are refused, each with its sentence", async () => {
  const round = await openRound();
  const { page, cdp, authenticatorId } = await pageWithKey(browser, holder(3));
  await enrol(server, page, "Broken key");
  const { dialog, sign } = await toConfirmation(page, round);
  await cdp.send("WebAuthn.setResponseOverrideBits", { authenticatorId, isBogusSignature: true });
  await sign.click();
  await dialog.getByText("The passkey's signature does not hold").waitFor();
  await cdp.send("WebAuthn.setResponseOverrideBits", { authenticatorId, isBogusSignature: false, isBadUV: true });
  const again = await toConfirmation(page, round);
  await again.sign.click();
  await again.dialog.getByText("The passkey did not check who you are").waitFor();
  assert.equal(await methodOf(holder(3)), undefined, "nothing was recorded");
  await page.context().close();
});

test("an assertion for another act, one of another person, and a removed passkey are refused", async () => {
  const round = await openRound();
  const { page } = await pageWithKey(browser, holder(4));
  await enrol(server, page, "First key");
  // The page's own client, with one answer kept and sent for the next act.
  let kept;
  await page.route("**/positions", async (route) => {
    const body = route.request().postDataJSON();
    if (kept) return route.continue({ postData: JSON.stringify({ ...body, assertion: kept }) });
    kept = body.assertion;
    return route.abort();
  });
  const { sign } = await toConfirmation(page, round);
  await sign.click();
  await assert.doesNotReject(page.waitForFunction(() => document.querySelector("[role=alert]")));
  const second = await toConfirmation(page, round);
  await second.sign.click();
  await second.dialog.getByText("This was signed for another act").waitFor();
  await page.unroute("**/positions");

  const { page: other } = await pageWithKey(browser, holder(5));
  await enrol(server, other, "Other key");
  await other.route("**/positions", (route) => {
    const body = route.request().postDataJSON();
    return route.continue({ postData: JSON.stringify({ ...body, assertion: kept }) });
  });
  const theirs = await toConfirmation(other, round);
  await theirs.sign.click();
  await theirs.dialog.getByText("This passkey is not one of yours here").waitFor();
  await other.context().close();

  const third = await toConfirmation(page, round);
  const tab = await page.context().newPage();
  await tab.goto(`${story.base(server)}/keys`);
  await story.confirm(tab, "Remove");
  await tab.getByText("You have no passkey here yet.").waitFor();
  await page.bringToFront();
  await third.sign.click();
  await third.dialog.getByText("or was removed").waitFor();
  assert.equal(await methodOf(holder(4)), undefined, "nothing was recorded");
  await page.context().close();
});
