/** Sizes and times of files, in the words of the visitor's language. */
import { language, text } from "../i18n.js";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** "2.4 MB"; with steps of 1,000, as browsers and phones count. */
export function sizeInWords(bytes: number): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return inUnit(bytes, step);
}

/** "15 of 24 MB": the unit stands once. */
export function shareInWords(part_bytes: number, whole_bytes: number): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, whole_bytes)) / 3));
  const part = new Intl.NumberFormat(language(), digits(part_bytes / 1000 ** step)).format(part_bytes / 1000 ** step);
  return text("upload-share", { part, whole: inUnit(whole_bytes, step) });
}

/** "about 20 s"; the longer it takes, the less exact. */
export function leftInWords(left_s: number): string {
  if (left_s < 60) return text("upload-left-s", { seconds: Math.max(5, Math.ceil(left_s / 5) * 5) });
  return text("upload-left-min", { minutes: Math.ceil(left_s / 60) });
}

/** A day, and for today the time as well. */
export function dayInWords(at_ms: number): string {
  return new Intl.DateTimeFormat(language(), { month: "short", day: "numeric" }).format(at_ms);
}

function inUnit(bytes: number, step: number): string {
  const amount = bytes / 1000 ** step;
  const unit = UNITS[step] ?? "byte";
  return new Intl.NumberFormat(language(), { style: "unit", unit, unitDisplay: "short", ...digits(amount) }).format(amount);
}

function digits(amount: number): Intl.NumberFormatOptions {
  return { maximumFractionDigits: amount < 10 ? 1 : 0 };
}
