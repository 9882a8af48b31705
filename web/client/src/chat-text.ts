/** A line's text in pieces: plain, addresses that one may open, and mentions (pure). Everything stays text. */
import { mentionsIn, type Named } from "./mentions.js";

export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly address: string }
  | { readonly kind: "mention"; readonly text: string; readonly id: string };

/**
 * ASCII as in RFC 3986, and other letters only where a path or a query goes on, since Korean particles
 * follow an address without a space.
 */
const ADDRESS = /https?:\/(?=\/)(?:[/=_+#?&-][\p{L}\p{N}\p{M}]+|[\w.~:/?#[\]@!$&'()*+,;=%-])+/giu;
/** Punctuation that ends the sentence rather than the address. */
const SENTENCE_END = /[.,;:!?'*_~]+$/;
const BRACKETS: readonly (readonly [string, string])[] = [["(", ")"], ["[", "]"]];

export function piecesOf(text: string, people: readonly Named[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const link = withoutSentence(found);
    const address = safeAddress(link);
    if (address === null) continue;
    pieces.push(...withMentions(text.slice(done, index), people), { kind: "link", text: link, address });
    done = index + link.length;
  }
  return [...pieces, ...withMentions(text.slice(done), people)];
}

/** The address that a text names, if it is one of the web that hides nothing before an "@"; else null. */
export function safeAddress(text: string): string | null {
  let address: URL;
  try {
    address = new URL(text);
  } catch {
    return null;
  }
  const isWeb = address.protocol === "http:" || address.protocol === "https:";
  return isWeb && address.username === "" && address.password === "" ? address.href : null;
}

function withoutSentence(found: string): string {
  let link = found.replace(SENTENCE_END, "");
  for (const [open, close] of BRACKETS)
    while (link.endsWith(close) && count(link, close) > count(link, open))
      link = link.slice(0, -1).replace(SENTENCE_END, "");
  return link;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

function withMentions(text: string, people: readonly Named[]): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { at, id, name } of mentionsIn(text, people)) {
    if (at < done) continue;
    const end = at + 1 + name.length;
    pieces.push({ kind: "text", text: text.slice(done, at) }, { kind: "mention", text: text.slice(at, end), id });
    done = end;
  }
  return [...pieces, { kind: "text", text: text.slice(done) }].filter((piece) => piece.text !== "") as Piece[];
}
