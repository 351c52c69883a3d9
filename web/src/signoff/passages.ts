/** Passages of a text found again on a page, whatever line breaks and doubled spaces stand between their words. */

const HIGHLIGHT = "concern";

/** Marks the passages in everything under an element for as long as it is shown; gives what takes the marks away. */
export function markPassages(root: Element, passages: string[]): (() => void) | undefined {
  if (passages.length === 0 || !("highlights" in CSS)) return undefined;
  // The words are set by others; a highlight is painted over them and changes no element.
  const mark = () => CSS.highlights.set(HIGHLIGHT, new Highlight(...passages.flatMap((p) => rangesOf(root, p))));
  const observer = new MutationObserver(mark);
  observer.observe(root, { childList: true, subtree: true, characterData: true });
  mark();
  return () => {
    observer.disconnect();
    CSS.highlights.delete(HIGHLIGHT);
  };
}

/** Where a passage stands under an element, as often as it does. */
export function rangesOf(root: Node, passage: string): Range[] {
  const wanted = squeezed([...passage].map((character) => ({ character }))).map(({ character }) => character).join("");
  if (wanted.trim() === "") return [];
  const found = squeezed(charactersOf(root));
  const words = found.map(({ character }) => character).join("");
  const ranges: Range[] = [];
  for (let at = words.indexOf(wanted); at >= 0; at = words.indexOf(wanted, at + wanted.length)) {
    const [first, last] = [found[at], found[at + wanted.length - 1]];
    if (!first || !last) break;
    const range = document.createRange();
    range.setStart(first.node, first.offset);
    range.setEnd(last.node, last.offset + 1);
    ranges.push(range);
  }
  return ranges;
}

interface Placed {
  character: string;
  node: Text;
  offset: number;
}

function charactersOf(root: Node): Placed[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const all: Placed[] = [];
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    // The number of a note's mark is no part of what was quoted.
    if (node.parentElement?.closest(".note-mark, .marker")) continue;
    for (let offset = 0; offset < node.data.length; offset++) {
      all.push({ character: node.data.charAt(offset), node, offset });
    }
  }
  return all;
}

/** One space for as much white space as stands together. */
function squeezed<T extends { character: string }>(all: T[]): T[] {
  return all
    .map((one) => (/\s/.test(one.character) ? { ...one, character: " " } : one))
    .filter(({ character }, i, list) => character !== " " || (i > 0 && list[i - 1]?.character !== " "));
}
