/** Icons as strokes on a 20 by 20 field, drawn for this page. */

export const ICONS = {
  undo: "M4 8h8a4 4 0 0 1 0 8H8M4 8l3.5-3.5M4 8l3.5 3.5",
  redo: "M16 8H8a4 4 0 0 0 0 8h4M16 8l-3.5-3.5M16 8l-3.5 3.5",
  bullets: "M8 5.5h9M8 10h9M8 14.5h9M3.5 5.5h.01M3.5 10h.01M3.5 14.5h.01",
  ordered: "M9 5.5h8M9 10h8M9 14.5h8M3 4.2l1.3-.7V7.5M2.8 12.6c.6-1 2.3-.8 2.3.4 0 .9-1.4 1.5-2.3 2.7h2.5",
  indent: "M3 4.5h14M9 8.2h8M9 11.8h8M3 15.5h14M3 7.8l2.6 2.2L3 12.2",
  outdent: "M3 4.5h14M9 8.2h8M9 11.8h8M3 15.5h14M5.6 7.8L3 10l2.6 2.2",
  clear: "M4 4.5h10M9 4.5l-1.6 7M12.5 12l4 4M16.5 12l-4 4M5.5 16h3",
  link:
    "M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3l1-1",
  rtl: "M8 3.5h7M9.5 3.5v9M12.5 3.5v9M9.5 8a2.2 2.2 0 0 1 0-4.5M16 16H4M4 16l2-2M4 16l2 2",
  ltr: "M8 3.5h7M9.5 3.5v9M12.5 3.5v9M9.5 8a2.2 2.2 0 0 1 0-4.5M4 16h12M16 16l-2-2M16 16l-2 2",
} as const;

export type IconName = keyof typeof ICONS;
