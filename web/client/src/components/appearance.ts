/** Light, dark or as the system says; how much contrast; and whether it is night in the scenes. */
import { chosen, onChoice } from "./choices.js";

export type Appearance = "system" | "light" | "dark";

const STORED_AS = "madang-appearance";
const NIGHT_BEGINS_HOUR = 19;
const NIGHT_ENDS_HOUR = 6;
const LOOK_AT_CLOCK_EVERY_MS = 60_000;
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
const wantsContrast = matchMedia("(prefers-contrast: more)");
const listeners = new Set<() => void>();

export function appearance(): Appearance {
  const chosen = document.documentElement.dataset["theme"];
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

/** What the visitor chose the last time, and what the system asks for; once, when the page starts. */
export function beginAppearance(): void {
  show(stored());
  showContrast();
  onChoice(showContrast);
  wantsContrast.addEventListener("change", showContrast);
  systemIsDark.addEventListener("change", tell);
  setInterval(tell, LOOK_AT_CLOCK_EVERY_MS);
}

export function chooseAppearance(look: Appearance): void {
  show(look);
  try {
    localStorage.setItem(STORED_AS, look);
  } catch {
    // A browser that keeps nothing still shows it for now.
  }
}

/** A dark page has night in its scenes; a page that was not chosen light follows the visitor's clock. */
export function isNight(): boolean {
  const chosen = appearance();
  if (chosen !== "system") return chosen === "dark";
  const hour = new Date().getHours();
  return systemIsDark.matches || hour >= NIGHT_BEGINS_HOUR || hour < NIGHT_ENDS_HOUR;
}

/** Call `listener` when it may have become night or day; the answer stops that. */
export function onNightChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** As chosen, else as the system asks. */
export function hasHighContrast(): boolean {
  return chosen("contrast") ?? wantsContrast.matches;
}

function stored(): Appearance {
  try {
    const value = localStorage.getItem(STORED_AS);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system";
  }
}

function show(chosen: Appearance): void {
  if (chosen === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = chosen;
  tell();
}

function showContrast(): void {
  if (hasHighContrast()) document.documentElement.dataset["contrast"] = "more";
  else delete document.documentElement.dataset["contrast"];
}

function tell(): void {
  for (const listener of listeners) listener();
}
