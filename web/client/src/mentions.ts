/** Who is meant by "@name" in a line, and whom one may mean while typing it (pure). */

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Completion {
  /** Where in the text the "@" stands. */
  readonly at: number;
  readonly people: readonly Named[];
}

const MOST_MENTIONS = 20;
const MOST_OFFERED = 6;
const LONGEST_NAME = 40;

/** A mention in a text: from the "@" to the end of the name. */
export interface Mention extends Named {
  readonly at: number;
}

/**
 * Every "@name" of somebody known, the longest name that fits. After a name in Latin letters none may
 * follow, so that "@Anna" is not Ann; after a Korean one a particle follows without a space.
 */
export function mentionsIn(text: string, people: readonly Named[]): readonly Mention[] {
  const longestFirst = people.filter(({ name }) => name !== "").sort((one, next) => next.name.length - one.name.length);
  const found: Mention[] = [];
  for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
    const named = longestFirst.find(({ name }) => isNamedAt(text, at + 1, name));
    if (named) found.push({ ...named, at });
  }
  return found;
}

function isNamedAt(text: string, at: number, name: string): boolean {
  if (!text.startsWith(name, at)) return false;
  return !/^[\p{Script=Latin}\p{N}]{2}/u.test(name.slice(-1) + text.slice(at + name.length, at + name.length + 1));
}

/** The ids of everybody whom a text mentions; people of one name are all meant. */
export function mentionedIds(text: string, people: readonly Named[]): readonly string[] {
  const names = new Set(mentionsIn(text, people).map(({ name }) => name));
  return people.filter(({ name }) => names.has(name)).map(({ id }) => id).slice(0, MOST_MENTIONS);
}

/** Whom one may mean with what stands between an "@" and the caret; null if nobody. */
export function completionAt(text: string, caret: number, people: readonly Named[]): Completion | null {
  const at = text.lastIndexOf("@", caret - 1);
  if (at === -1 || caret - at > LONGEST_NAME || /\S/.test(text.charAt(at - 1))) return null;
  const typed = text.slice(at + 1, caret).normalize("NFC").toLocaleLowerCase();
  const offered = people.filter(({ name }) => beginsWith(name.normalize("NFC").toLocaleLowerCase(), typed));
  return offered.length === 0 ? null : { at, people: offered.slice(0, MOST_OFFERED) };
}

/** Whether the name or one of its words begins so. */
function beginsWith(name: string, typed: string): boolean {
  return name.startsWith(typed) || name.includes(` ${typed}`);
}
