/** Sizes and times of files, in the words of the visitor's language. */
import { language, text } from "../i18n.js";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** "2.4 MB"; with steps of 1,024, as the limits are set. */
export function sizeInWords(bytes: number): string {
  return inUnit(bytes, stepOf(bytes));
}

/** "15 MB of 24 MB": both in the unit of the whole. */
export function shareInWords(part_bytes: number, whole_bytes: number): string {
  const step = stepOf(whole_bytes);
  return text("upload-share", { part: inUnit(part_bytes, step), whole: inUnit(whole_bytes, step) });
}

/** "about 20 s"; the longer it takes, the less exact. */
export function leftInWords(left_s: number): string {
  if (left_s < 60) return text("upload-left-s", { seconds: Math.max(5, Math.ceil(left_s / 5) * 5) });
  return text("upload-left-min", { minutes: Math.ceil(left_s / 60) });
}

/** A day of this year, which stays in one line. */
export function dayInWords(at_ms: number): string {
  return new Intl.DateTimeFormat(language(), { month: "short", day: "numeric" }).format(at_ms).replaceAll(" ", "\u00a0");
}

function stepOf(bytes: number): number {
  return Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
}

function inUnit(bytes: number, step: number): string {
  const amount = bytes / 1024 ** step;
  const unit = UNITS[step] ?? "byte";
  const maximumFractionDigits = amount < 10 ? 1 : 0;
  return new Intl.NumberFormat(language(), { style: "unit", unit, unitDisplay: "short", maximumFractionDigits }).format(amount);
}
