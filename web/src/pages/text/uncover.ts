/** The toolbar stays at the top of the window: a cursor that moves beneath it is brought out again. */

/** Room between toolbar and cursor, in pixels. */
const ROOM = 24;

export function uncover(bar: HTMLElement, text: HTMLElement): () => void {
  const look = () => {
    const place = placeOfCursor(text);
    const edge = bar.getBoundingClientRect().bottom;
    // A cursor out of the window was left there by somebody who scrolls and reads.
    if (!place || place.bottom <= 0 || place.top >= edge) return;
    scrollBy(0, place.top - edge - ROOM);
  };
  const soon = () => requestAnimationFrame(look);
  document.addEventListener("selectionchange", soon);
  return () => document.removeEventListener("selectionchange", soon);
}

function placeOfCursor(text: HTMLElement): DOMRect | undefined {
  const selection = getSelection();
  const node = selection?.anchorNode;
  if (!selection?.isCollapsed || !node || !text.contains(node)) return undefined;
  const own = selection.getRangeAt(0).getBoundingClientRect();
  if (own.height > 0) return own;
  // An empty line has no place of its own; its block has.
  return node instanceof Element ? node.getBoundingClientRect() : undefined;
}
