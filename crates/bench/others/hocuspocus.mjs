// hocuspocus with SQLite as its documentation sets it up: `node hocuspocus.mjs FOLDER PORT`.
import { SQLite } from "@hocuspocus/extension-sqlite";
import { Server } from "@hocuspocus/server";
import { join } from "node:path";

const [folder, port] = process.argv.slice(2);
const server = new Server({
  address: "127.0.0.1",
  port: Number(port),
  quiet: true,
  extensions: [new SQLite({ database: join(folder, "documents.sqlite") })],
});
await server.listen();
console.log(`listening on http://127.0.0.1:${port}`);
