/** A friendly name for whoever does not want to think of one, and what was chosen the last time in this tab. */
import { text } from "../i18n.js";

const STORED_AS = "madang-me";

export interface Me {
  readonly name: string;
  readonly avatar: string;
}

/** "Easy Bee": one word of each list in the visitor's language. */
export function friendlyName(random: () => number = Math.random): string {
  return text("friendly-name", {
    adjective: draw(text("friendly-adjectives"), random),
    noun: draw(text("friendly-nouns"), random),
  }).replace(/[\u2068\u2069]/g, "");
}

/** One of a list. */
export function drawOne<T>(list: readonly T[], random: () => number = Math.random): T | undefined {
  return list[Math.floor(random() * list.length)];
}

/** Who one was in this tab before; a refresh asks nothing twice. */
export function rememberedMe(): Me | null {
  try {
    const { name, avatar } = JSON.parse(sessionStorage.getItem(STORED_AS) ?? "null") as Me;
    return typeof name === "string" && typeof avatar === "string" ? { name, avatar } : null;
  } catch {
    return null;
  }
}

export function rememberMe(me: Me): void {
  try {
    sessionStorage.setItem(STORED_AS, JSON.stringify(me));
  } catch {
    // A browser that keeps nothing asks again the next time.
  }
}

function draw(words: string, random: () => number): string {
  return drawOne(words.split(",").map((word) => word.trim()), random) ?? "";
}
