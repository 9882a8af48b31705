/** How the lines of a chat look: from others, from oneself, on their way, refused. */
import { html, nothing, type TemplateResult } from "lit";
import { text, timeOfDay } from "../i18n.js";
import type { ChatLine } from "../protocol.js";
import type { ChatEntry, RoomActions } from "../state.js";
import { face, icon } from "./drawings.js";

const SAME_BREATH_MS = 120_000;

/** What stays the same for one entry as long as it exists. */
export function keyOf(entry: ChatEntry): string {
  return entry.kind === "line" ? `line-${entry.line.number}` : `own-${entry.key}`;
}

/** `before` is the entry above, `self` the id of oneself. */
export function chatEntry(
  entry: ChatEntry,
  before: ChatEntry | undefined,
  self: string | null,
  actions: RoomActions,
): TemplateResult {
  if (entry.kind === "pending") return pending(entry.text);
  if (entry.kind === "refused") return refused(entry, actions);
  const follows = before?.kind === "line" && isSameBreath(before.line, entry.line);
  return entry.line.participant === self ? ownLine(entry.line, follows) : otherLine(entry.line, follows);
}

function isSameBreath(one: ChatLine, next: ChatLine): boolean {
  return one.participant === next.participant && next.sent_at_ms - one.sent_at_ms < SAME_BREATH_MS;
}

function time(at_ms: number): TemplateResult {
  return html`<time datetime=${new Date(at_ms).toISOString()}>${timeOfDay(at_ms)}</time>`;
}

function otherLine(line: ChatLine, follows: boolean): TemplateResult {
  const who = html`${face(line.avatar)}
    <p class="who"><b dir="auto">${line.name}</b>${time(line.sent_at_ms)}</p>`;
  return html`<li class="line ${follows ? "joined" : ""}">
    ${follows ? html`<span class="unseen">${line.name}</span>` : who}
    <p class="said" dir="auto">${line.text}</p>
  </li>`;
}

function ownLine(line: ChatLine, follows: boolean): TemplateResult {
  return html`<li class="line own ${follows ? "joined" : ""}">
    <p class=${follows ? "unseen" : "who"}>
      <span class="unseen">${text("self")}</span>${follows ? nothing : time(line.sent_at_ms)}
    </p>
    <p class="said" dir="auto">${line.text}</p>
  </li>`;
}

function pending(words: string): TemplateResult {
  return html`<li class="line own pending">
    <p class="who soft">${text("line-pending")}</p>
    <p class="said" dir="auto">${words}</p>
  </li>`;
}

function refused(entry: Extract<ChatEntry, { kind: "refused" }>, actions: RoomActions): TemplateResult {
  return html`<li class="line own refused">
    <p class="said" dir="auto">${entry.text}</p>
    <p class="fact wrong" role="alert">${icon("warning")}<span>${text(`error-${entry.code}`)}</span></p>
    <p class="row">
      <button class="button ghost" type="button" @click=${() => actions.dropChat(entry.key)}>${text("drop-line")}</button>
      <button class="button" type="button" @click=${() => actions.retryChat(entry.key)}>
        ${icon("refresh")}<span>${text("try-again")}</span>
      </button>
    </p>
  </li>`;
}
