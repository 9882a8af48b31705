/** How the lines of a chat look: from others, from oneself, on their way, refused. */
import { html, nothing, type TemplateResult } from "lit";
import { text, timeOfDay } from "../i18n.js";
import type { Named } from "../mentions.js";
import type { ChatLine } from "../protocol.js";
import type { ChatEntry } from "../state.js";
import type { ChatActions } from "../talk.js";
import { pills, type ReactionFacts } from "./chat-reactions.js";
import { inFewWords, said } from "./chat-said.js";
import { face, icon } from "./drawings.js";
import { fileInChat, type StreamEntry } from "./shared-file.js";

const SAME_BREATH_MS = 120_000;

/** What a line needs to know of what is around it. */
export interface Surroundings extends ReactionFacts {
  readonly actions: ChatActions;
  /** Whom a line may mention. */
  readonly people: readonly Named[];
  /** The first line that came while nobody looked. */
  readonly unreadFrom: number | null;
  /** The line whose buttons Tab reaches. */
  readonly current: number | null;
  /** The line that was just looked for. */
  readonly found: number | null;
  /** The face of somebody who is here. */
  avatarOf(id: string): string | undefined;
  lineAt(number: number): ChatLine | undefined;
  openMenu(line: ChatLine, from: HTMLElement): void;
  show(number: number): void;
}

/** What stays the same for one entry as long as it exists. */
export function keyOf(entry: StreamEntry): string {
  if (entry.kind === "file") return `file-${entry.file.id}`;
  return entry.kind === "line" ? `line-${entry.line.number}` : `own-${entry.key}`;
}

/** `before` is the entry above. */
export function chatEntry(entry: StreamEntry, before: StreamEntry | undefined, around: Surroundings): TemplateResult {
  if (entry.kind === "file") return fileInChat(entry.file, around.self, around.avatarOf(entry.file.participant));
  if (entry.kind === "pending") return pending(entry, around);
  if (entry.kind === "refused") return refused(entry, around.actions);
  const isFirstUnread = entry.line.number === around.unreadFrom;
  const follows = !isFirstUnread && before?.kind === "line" && isSameBreath(before.line, entry.line);
  return lineItem(entry.line, { follows, isFirstUnread }, around);
}

function isSameBreath(one: ChatLine, next: ChatLine): boolean {
  return (
    one.participant === next.participant &&
    next.reply_to === null &&
    next.sent_at_ms - one.sent_at_ms < SAME_BREATH_MS
  );
}

interface Place {
  readonly follows: boolean;
  readonly isFirstUnread: boolean;
}

function lineItem(line: ChatLine, { follows, isFirstUnread }: Place, around: Surroundings): TemplateResult {
  const isOwn = line.participant === around.self;
  const looks = [isOwn ? "own" : "", follows ? "joined" : "", line.number === around.found ? "found" : ""];
  return html`<li class="line ${looks.join(" ")}" data-line=${line.number}>
    ${isFirstUnread ? html`<p class="divider"><span>${text("unread-from-here")}</span></p>` : nothing}
    ${isOwn ? ownHead(line, follows) : head(line, follows)}
    <div class="body">
      ${line.reply_to === null ? nothing : quotation(line.reply_to, around)}
      <div class="bubble">${said(line, around.people, around.self)} ${moreButton(line, around)}</div>
      ${pills(line, around)}
    </div>
  </li>`;
}

function time(at_ms: number): TemplateResult {
  return html`<time datetime=${new Date(at_ms).toISOString()}>${timeOfDay(at_ms)}</time>`;
}

function head(line: ChatLine, follows: boolean): TemplateResult {
  if (follows) return html`<span class="unseen">${line.name}</span>`;
  return html`${face(line.avatar)}
    <p class="who"><b dir="auto">${line.name}</b>${time(line.sent_at_ms)}</p>`;
}

function ownHead(line: ChatLine, follows: boolean): TemplateResult {
  return html`<p class=${follows ? "unseen" : "who"}>
    <span class="unseen">${text("self")}</span>${follows ? nothing : time(line.sent_at_ms)}
  </p>`;
}

/** The line that is answered; a press goes there. */
function quotation(number: number, around: Surroundings): TemplateResult {
  const line = around.lineAt(number);
  const words = line
    ? html`<b dir="auto">${line.name}</b> <span dir="auto">${inFewWords(line)}</span>`
    : html`<span>${text("quoted-earlier")}</span>`;
  return html`<button class="quotation" type="button" tabindex="-1" @click=${() => around.show(number)}>
    <span class="unseen">${text("answers")}</span>${icon("reply")}<span class="quoted">${words}</span>
  </button>`;
}

function moreButton(line: ChatLine, around: Surroundings): TemplateResult | typeof nothing {
  if (line.deleted_at_ms !== null) return nothing;
  return html`<button
    class="button ghost only line-more"
    type="button"
    tabindex=${line.number === around.current ? 0 : -1}
    aria-haspopup="dialog"
    aria-label=${text("line-more", { name: line.name })}
    @click=${(event: Event) => around.openMenu(line, event.currentTarget as HTMLElement)}
  >${icon("more")}</button>`;
}

function pending(entry: Extract<ChatEntry, { kind: "pending" }>, around: Surroundings): TemplateResult {
  return html`<li class="line own pending">
    <p class="who soft">${text("line-pending")}</p>
    <div class="body">
      ${entry.replyTo === null ? nothing : quotation(entry.replyTo, around)}
      <p class="said" dir="auto">${entry.text}</p>
    </div>
  </li>`;
}

function refused(entry: Extract<ChatEntry, { kind: "refused" }>, actions: ChatActions): TemplateResult {
  return html`<li class="line own refused">
    <p class="said" dir="auto">${entry.text}</p>
    <p class="fact wrong" role="alert">${icon("warning")}<span>${text(`error-${entry.code}`)}</span></p>
    <p class="row">
      <button class="button ghost" type="button" @click=${() => actions.drop(entry.key)}>${text("drop-line")}</button>
      <button class="button" type="button" @click=${() => actions.again(entry.key)}>
        ${icon("refresh")}<span>${text("try-again")}</span>
      </button>
    </p>
  </li>`;
}
