/** One stop of the Tab key for a whole toolbar; arrows, Home and End move inside it. */

const CONTROLS = "button, select";

export function rove(toolbar: HTMLElement): () => void {
  const all = () => [...toolbar.querySelectorAll<HTMLElement>(CONTROLS)];
  const usable = () => all().filter((control) => !control.hasAttribute("disabled"));

  const settle = (current: HTMLElement | undefined) => {
    for (const control of all()) control.tabIndex = control === current ? 0 : -1;
  };
  const onFocus = (event: FocusEvent) => {
    if (event.target instanceof HTMLElement) settle(event.target);
  };
  const onKey = (event: KeyboardEvent) => {
    const controls = usable();
    const at = controls.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    const to = goal(event.key, at, controls.length);
    if (to === undefined) return;
    event.preventDefault();
    controls[to]?.focus();
  };

  settle(all()[0]);
  toolbar.addEventListener("focusin", onFocus);
  toolbar.addEventListener("keydown", onKey);
  return () => {
    toolbar.removeEventListener("focusin", onFocus);
    toolbar.removeEventListener("keydown", onKey);
  };
}

function goal(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowRight":
      return (at + 1) % count;
    case "ArrowLeft":
      return (at + count - 1) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
