/** Times for people: always in a named zone, never bare. */

/** The zone this person's machine is set to, such as `Europe/Geneva`. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** `25 Nov 2026, 17:00 (Europe/Zurich)`. */
export function moment(at: number, zone: string = ownZone(), locale = "en-GB"): string {
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: zone,
  });
  return `${format.format(at)} (${zone.replaceAll("_", " ")})`;
}

/** `25 Nov 2026`. */
export function day(at: number, zone: string = ownZone(), locale = "en-GB"): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: zone }).format(at);
}

/** `in 3 days`, `2 hours ago`: the largest unit that is not nought. */
export function relative(at: number, now: number, locale = "en"): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "always" });
  const minutes = Math.round((at - now) / 60_000);
  if (Math.abs(minutes) < 60) return format.format(minutes, "minute");
  const hours = Math.round(minutes / 60);
  if (Math.abs(hours) < 48) return format.format(hours, "hour");
  return format.format(Math.round(hours / 24), "day");
}

/** The instant at which clocks in `zone` show `local`, a value such as `2026-11-25T17:00`. */
export function instantIn(local: string, zone: string): number {
  const asUtc = Date.parse(`${local}:00Z`);
  if (Number.isNaN(asUtc)) throw new RangeError("a local time such as 2026-11-25T17:00");
  // Two steps settle the offset also when the first guess lies on the other side of a clock change.
  const first = asUtc - offsetMs(asUtc, zone);
  return asUtc - offsetMs(first, zone);
}

/** The value of a `datetime-local` field for an instant, as clocks in `zone` show it. */
export function localIn(at: number, zone: string): string {
  return new Date(at + offsetMs(at, zone)).toISOString().slice(0, 16);
}

function offsetMs(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value);
  const shown = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return shown - Math.floor(at / 1000) * 1000;
}

/** Every zone this browser knows, the person's own first. */
export function zones(): string[] {
  const own = ownZone();
  return [own, ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== own)];
}
