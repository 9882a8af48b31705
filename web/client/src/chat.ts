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

/** Put a line in its place; one that is there already stays once. */
export function withLine(chat: Chat, line: ChatLine): Chat {
  if (chat.some((entry) => entry.kind === "line" && entry.line.number === line.number)) return chat;
  const later = chat.findIndex((entry) => entry.kind !== "line" || entry.line.number > line.number);
  const at = later === -1 ? chat.length : later;
  return [...chat.slice(0, at), { kind: "line", line }, ...chat.slice(at)];
}

export function withPending(chat: Chat, key: number, text: string): Chat {
  return [...chat, { kind: "pending", key, text }];
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
 * stored although no reply came is shown as the line it became, not twice.
 */
export function withHistory(chat: Chat, history: readonly ChatLine[], selves: ReadonlySet<string>): Chat {
  const known = new Set(chat.flatMap((entry) => (entry.kind === "line" ? [entry.line.number] : [])));
  const fresh = history.filter((line) => !known.has(line.number));
  const mine = fresh.filter((line) => selves.has(line.participant)).map((line) => line.text);
  const remaining = chat.filter((entry) => {
    if (entry.kind !== "pending") return true;
    const at = mine.indexOf(entry.text);
    if (at !== -1) mine.splice(at, 1);
    return at === -1;
  });
  return fresh.reduce(withLine, remaining);
}

/** How many lines of others are in `next` that were not in `chat`. */
export function newLinesOfOthers(chat: Chat, next: Chat, selves: ReadonlySet<string>): number {
  const known = new Set(chat.flatMap((entry) => (entry.kind === "line" ? [entry.line.number] : [])));
  return next.filter(
    (entry) => entry.kind === "line" && !known.has(entry.line.number) && !selves.has(entry.line.participant),
  ).length;
}
