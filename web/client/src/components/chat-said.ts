/** What a line says: text as it was written, with addresses to open and mentions to see; nothing is ever fetched. */
import { html, nothing, type TemplateResult } from "lit";
import { piecesOf, type Piece } from "../chat-text.js";
import { text, timeOfDay } from "../i18n.js";
import type { Named } from "../mentions.js";
import type { ChatLine } from "../protocol.js";

/** The words of a line; `people` are those whom it may mention. */
export function said(line: ChatLine, people: readonly Named[], self: string | null): TemplateResult {
  if (line.deleted_at_ms !== null) return html`<p class="said gone">${text("line-deleted")}</p>`;
  const mentioned = people.filter(({ id }) => line.mentions.includes(id));
  const isForSelf = self !== null && line.mentions.includes(self);
  return html`<p class="said ${isForSelf ? "for-me" : ""}" dir="auto">${piecesOf(line.text, mentioned).map((piece) => shown(piece, self))}${edited(line)}</p>`;
}

function shown(piece: Piece, self: string | null) {
  if (piece.kind === "text") return piece.text;
  if (piece.kind === "mention") return html`<mark class=${piece.id === self ? "meant" : ""}>${piece.text}</mark>`;
  return html`<a href=${piece.address} target="_blank" rel="noopener noreferrer nofollow">${piece.text}</a>`;
}

function edited(line: ChatLine) {
  if (line.edited_at_ms === null) return nothing;
  return html` <span class="edited" title=${timeOfDay(line.edited_at_ms)}>${text("line-edited")}</span>`;
}

/** A line in few words, for a quotation or a list. */
export function inFewWords(line: ChatLine): string {
  return line.deleted_at_ms === null ? line.text.replace(/\s+/g, " ") : text("line-deleted");
}
