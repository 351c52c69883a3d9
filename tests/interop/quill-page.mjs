// A stock page with Quill, as somebody else would write it: bound to a text by y-quill and y-websocket's provider.
import Quill from "quill";
import { QuillBinding } from "y-quill";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

/** What the gate admits of Quill's formats, as the README lists them. */
const FORMATS = ["bold", "italic", "underline", "strike", "link", "script", "color", "background", "font", "size",
  "align", "code", "header", "list", "indent", "blockquote", "direction"];

const doc = new Y.Doc();
const provider = new WebsocketProvider(`ws://${location.host}/sync`, window.text, doc, { disableBc: true });
const quill = new Quill("#editor", { formats: FORMATS });
// Bound once the text is here: an empty editor has a newline of its own, which would stand beside the text's.
provider.once("sync", () => {
  new QuillBinding(doc.getText("content"), quill, provider.awareness);
  document.body.classList.add("synced");
});
window.quill = quill;
window.content = doc.getText("content");
window.closes = [];
provider.on("connection-close", (event) => window.closes.push(event?.code));
