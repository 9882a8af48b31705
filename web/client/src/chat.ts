/** The chat as a list of entries: accepted lines in their order, then what is on its way or came back (pure). */
import type { ChatLine, ErrorCode } from "./protocol.js";
import type { ChatEntry } from "./state.js";

export const LONGEST_LINE = 4_000;

type Chat = readonly ChatEntry[];

/** Half a surrogate pair, which a cut-off emoji leaves, is no text that JSON can carry. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

/** The text as it is sent, or why it cannot be. */
export function checkedText(typed: string): { readonly text: string } | { readonly code: ErrorCode } | null {
  const text = wellFormed(typed).trim();
  if (text === "") return null;
  return [...text].length > LONGEST_LINE ? { code: "text-invalid" } : { text };
}

/** The lines among the entries. */
export function linesOf(chat: Chat): readonly ChatLine[] {
  return chat.flatMap((entry) => (entry.kind === "line" ? [entry.line] : []));
}

/** Whether there are lines before the first one here; numbers begin with 1 and leave none out. */
export function hasOlder(chat: Chat): boolean {
  return (linesOf(chat)[0]?.number ?? 1) > 1;
}

/** Put a line in its place; one that is there already stays once. */
export function withLine(chat: Chat, line: ChatLine): Chat {
  if (chat.some((entry) => entry.kind === "line" && entry.line.number === line.number)) return chat;
  const later = chat.findIndex((entry) => entry.kind !== "line" || entry.line.number > line.number);
  const at = later === -1 ? chat.length : later;
  return [...chat.slice(0, at), { kind: "line", line }, ...chat.slice(at)];
}

/** A line became another one; one that is not here is older than what one has. */
export function withChangedLine(chat: Chat, line: ChatLine): Chat {
  return chat.map((entry) => (entry.kind === "line" && entry.line.number === line.number ? { kind: "line", line } : entry));
}

/** Older lines before what is there; of a line that is there already, what is there is newer. */
export function withOlder(chat: Chat, older: readonly ChatLine[]): Chat {
  const first = linesOf(chat)[0]?.number ?? Infinity;
  const added = older.filter((line) => line.number < first);
  return [...added.map((line): ChatEntry => ({ kind: "line", line })), ...chat];
}

export function withPending(chat: Chat, key: number, text: string, replyTo: number | null = null): Chat {
  return [...chat, { kind: "pending", key, text, replyTo }];
}

export function withoutKey(chat: Chat, key: number): Chat {
  return chat.filter((entry) => entry.kind === "line" || entry.key !== key);
}

export function withAccepted(chat: Chat, key: number, line: ChatLine): Chat {
  return withLine(withoutKey(chat, key), line);
}

export function withRefused(chat: Chat, key: number, text: string, code: ErrorCode): Chat {
  return [...withoutKey(chat, key), { kind: "refused", key, text, code }];
}

/**
 * The chat of a new session: its lines, and what is still on its way. A line of one's own that was
 * stored although no reply came is shown as the line it became, not twice. Older lines are asked for
 * again when they are wanted: they may have been edited or deleted meanwhile.
 */
export function withHistory(chat: Chat, history: readonly ChatLine[], selves: ReadonlySet<string>): Chat {
  const known = new Set(linesOf(chat).map((line) => line.number));
  const fresh = history.filter((line) => !known.has(line.number));
  const mine = fresh.filter((line) => selves.has(line.participant)).map((line) => line.text);
  const remaining = chat.filter((entry) => {
    if (entry.kind !== "pending") return entry.kind === "refused";
    const at = mine.indexOf(entry.text);
    if (at !== -1) mine.splice(at, 1);
    return at === -1;
  });
  return history.reduce(withLine, remaining);
}

/** The numbers of the lines of others that are in `next` and were not in `chat`. */
export function newLinesOfOthers(chat: Chat, next: Chat, selves: ReadonlySet<string>): readonly number[] {
  const known = new Set(linesOf(chat).map((line) => line.number));
  const news = linesOf(next).filter((line) => !known.has(line.number) && !selves.has(line.participant));
  return news.map((line) => line.number);
}
