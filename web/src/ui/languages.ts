/** Languages offered by name; every other BCP 47 tag can be typed. */

import type { Direction } from "../api/types";

export const LANGUAGES = [
  { tag: "en", name: "English" },
  { tag: "fr", name: "Français" },
  { tag: "es", name: "Español" },
  { tag: "ar", name: "العربية" },
  { tag: "zh", name: "中文" },
  { tag: "ru", name: "Русский" },
  { tag: "pt", name: "Português" },
  { tag: "fa", name: "فارسی" },
];

const RTL = ["ar", "fa", "he", "ur", "ps", "ckb", "sd", "ug", "yi", "dv"];

/** The direction a language is written in. */
export const directionOf = (tag: string): Direction =>
  RTL.includes(tag.split("-")[0]?.toLowerCase() ?? "") ? "rtl" : "ltr";
