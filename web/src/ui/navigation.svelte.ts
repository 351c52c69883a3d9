/** The current page, kept in step with the address bar. */

import { match, type Route } from "./router";

class Navigation {
  route = $state.raw<Route>(match(location.pathname));

  /** Shows the page at `to`; a `replace` leaves no entry to go back to. */
  go(to: string, how: "push" | "replace" = "push"): void {
    if (how === "push") history.pushState(null, "", to);
    else history.replaceState(null, "", to);
    this.read();
    scrollTo(0, 0);
  }

  read(): void {
    this.route = match(location.pathname);
  }

  /** Follows links inside the application without loading the page again. */
  listen(): () => void {
    const onPop = () => this.read();
    const onClick = (event: MouseEvent) => this.#follow(event);
    addEventListener("popstate", onPop);
    document.addEventListener("click", onClick);
    return () => {
      removeEventListener("popstate", onPop);
      document.removeEventListener("click", onClick);
    };
  }

  #follow(event: MouseEvent): void {
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !isPlain || !(event.target instanceof Element)) return;
    const link = event.target.closest("a");
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (match(link.pathname).page === "missing" || link.hash !== "") return;
    event.preventDefault();
    this.go(link.pathname);
  }
}

export const navigation = new Navigation();
