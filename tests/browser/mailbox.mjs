// A mail server on this machine, and the mails that came to it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export class Mailbox {
  mails = [];
  #arrived = () => {};

  static async open() {
    const box = new Mailbox();
    box.child = spawn("/usr/bin/python3", [new URL("smtp.py", import.meta.url).pathname]);
    box.child.stderr.pipe(process.stderr);
    const lines = createInterface({ input: box.child.stdout });
    const [port] = await once(lines, "line");
    box.url = `smtp://127.0.0.1:${port}`;
    lines.on("line", (line) => {
      box.mails.push(JSON.parse(line));
      box.#arrived();
    });
    return box;
  }

  /** Waits for this many mails with such a subject. */
  async like(subject, count) {
    const found = () => this.mails.filter((mail) => subject.test(mail.subject));
    while (found().length < count) await new Promise((done) => (this.#arrived = done));
    return found();
  }

  close() {
    this.child.stdin.end();
  }
}
