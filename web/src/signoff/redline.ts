/** How a redline is laid out: what is shown of it, and its two sides. Pure. */

import type { ChangeClass, Compared, Comparison, Head, Piece, WordChange } from "../api/comparison";

/** A paragraph of the body or of a note; or how many stand here without a change. */
export type Row = { kind: "same"; count: number } | { kind: "block"; block: Compared; note: string };

export type Shown = "changes" | "everything";
export type Side = "old" | "new";

/** The rows of a redline; stretches without a change are counted, unless everything is to be shown. */
export function rows(comparison: Comparison, shown: Shown): Row[] {
  const body = comparison.blocks.map((block) => ({ kind: "block" as const, block, note: "" }));
  const notes = comparison.notes.flatMap(({ from, to, blocks }) =>
    blocks.map((block) => ({ kind: "block" as const, block, note: noteName(from, to) })),
  );
  const all = [...body, ...notes];
  if (shown === "everything") return all;
  return all.reduce<Row[]>((done, row) => {
    const last = done.at(-1);
    if (row.block.change !== "kept") done.push(row);
    else if (last?.kind === "same") last.count += 1;
    else done.push({ kind: "same", count: 1 });
    return done;
  }, []);
}

function noteName(from?: number, to?: number): string {
  if (from === to || from === undefined) return `Note ${to}`;
  return to === undefined ? `Note ${from}` : `Note ${to}, before ${from}`;
}

const shows: Record<Side, (change: WordChange) => boolean> = {
  old: (change) => change !== "added",
  new: (change) => change !== "removed",
};

export const changeOf = (piece: Piece): WordChange => ("border" in piece ? piece.border : piece.change);

/** The pieces that one side of a redline shows. */
export const side = (pieces: Piece[], of: Side): Piece[] => pieces.filter((piece) => shows[of](changeOf(piece)));

/** The kind of paragraph to set a block as: as it is now, or was where it is gone. */
export const headOf = ({ from, to }: Compared): Head | undefined => to[0] ?? from[0];

/** What became of a paragraph, where its words do not say it. */
export function remark({ change, from, to, pieces }: Compared): string {
  if (change === "moved") return "moved here";
  if (change === "moved-away") return "moved to another place";
  if (change === "split") return `one paragraph became ${to.length}`;
  if (change === "joined") return `${from.length} paragraphs became one`;
  const [old, now] = [from[0], to[0]];
  const isOtherKind = old && now && (old.type !== now.type || old.level !== now.level || old.list !== now.list);
  if (isOtherKind) return old.type === now.type ? "another level" : `was a ${NAMES[old.type]}, is a ${NAMES[now.type]}`;
  return pieces.some((piece) => changeOf(piece) === "restyled") ? "emphasis or link changed" : "";
}

const NAMES: Record<Head["type"], string> = {
  title: "title",
  subtitle: "subtitle",
  heading: "heading",
  paragraph: "paragraph",
  numbered: "numbered paragraph",
  item: "list item",
  quote: "quotation",
  signatories: "place for the list",
};

/** What a class means for signatures, in a sentence. */
export const CLASSES: Record<ChangeClass, string> = {
  identical: "The words are the same.",
  layout: "Only the layout changed. Signatures of organisations that chose so are carried over.",
  editorial:
    "Only spelling, spacing or the style of marks changed. Signatures of organisations that chose so are carried over.",
  substantive: "The words changed: no signature is carried over, and each organisation is asked anew.",
};
