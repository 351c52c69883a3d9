// A running server for browser tests: start, kill -9, restart.
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  createWriteStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const program = process.env.UNDERSIGNED;
if (!program) throw new Error("UNDERSIGNED names the program under test; `cargo xtask test` sets it");

/** The program with a data folder of its own; `close` ends it and removes the folder. */
export class Server {
  constructor(command) {
    this.command = command;
    this.folder = mkdtempSync(join(tmpdir(), "undersigned-"));
    this.data = join(this.folder, "data");
    this.address = "127.0.0.1:0";
  }

  /** `mail`: the URL of the server that takes its mail; `clock`: a file that says how far its clock is ahead. */
  static async demo({ mail, clock } = {}) {
    const server = new Server(["demo", "--rate-limit", "off"]);
    if (mail) {
      const file = join(server.folder, "smtp-url");
      writeFileSync(file, `${mail}\n`, { mode: 0o600 });
      server.command.push("--smtp-url-file", file, "--mail-from", "statements@coalition.example");
    }
    if (clock) server.environment = { ...process.env, ...movedClock(clock) };
    await server.start();
    return server;
  }

  /** An empty coalition; `loginLink` is what `init` printed. */
  static async empty(coordinator) {
    const server = new Server(["serve"]);
    server.address = "127.0.0.1:18473";
    const printed = await output(["init", "--data", server.data, "--coordinator", coordinator,
      "--base-url", "http://localhost:18473"]);
    server.loginLink = printed.match(/http:\/\/\S+\/login#\S+/)[0];
    await server.start();
    return server;
  }

  async start() {
    const [verb, ...options] = this.command;
    const all = [verb, "--data", this.data, "--listen", this.address, ...options];
    this.child = spawn(program, all, { env: this.environment ?? process.env });
    this.child.stderr.pipe(createWriteStream(join(this.folder, "log"), { flags: "a" }));
    for await (const line of createInterface({ input: this.child.stdout })) {
      const ready = line.match(/^listening on http:\/\/(.*)$/);
      if (ready) {
        this.address = ready[1];
        return;
      }
    }
    throw new Error(`the server ended before it was ready: ${readFileSync(join(this.folder, "log"), "utf8")}`);
  }

  /** What demo.json says, read anew: links are fresh at each start. */
  get demo() {
    return JSON.parse(readFileSync(join(this.data, "demo.json"), "utf8"));
  }

  /** A number that `/metrics` tells. */
  async metric(name) {
    const told = await (await fetch(`http://${this.address}/metrics`)).text();
    return Number(told.match(new RegExp(`^\\S*${name} (\\d+)$`, "m"))[1]);
  }

  async kill(signal = "SIGKILL") {
    const ended = once(this.child, "exit");
    this.child.kill(signal);
    await ended;
  }

  async close() {
    await this.kill();
    rmSync(this.folder, { recursive: true });
  }
}

/** What makes a program read its clock off a file, such as `+73h`: Debian's libfaketime. */
function movedClock(file) {
  const folder = readdirSync("/usr/lib").find((name) => existsSync(`/usr/lib/${name}/faketime/libfaketime.so.1`));
  if (!folder) throw new Error("libfaketime is not installed; `cargo xtask test` says how");
  return {
    LD_PRELOAD: `/usr/lib/${folder}/faketime/libfaketime.so.1`,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  };
}

/** What the program prints, or an error with what it said. */
export async function output(argumentsOf, { status = 0 } = {}) {
  const child = spawn(program, argumentsOf);
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"]) child[stream].on("data", (part) => (said[stream] += part));
  const [code] = await once(child, "close");
  if (code !== status) throw new Error(`${argumentsOf[0]} ended with ${code}: ${said.stdout}${said.stderr}`);
  return said.stdout;
}
