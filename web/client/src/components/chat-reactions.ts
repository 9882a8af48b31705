/** Reactions to a line: which there are, and how those that were given look under it. */
import { html, nothing, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import type { ChatLine, Emoji, LineReaction } from "../protocol.js";
import { icon } from "./drawings.js";

const EMOJI_ICONS: Readonly<Record<Emoji, string>> = {
  heart: "heart",
  thumb: "thumb",
  laugh: "laugh",
  clap: "clap",
  wow: "wow",
  sad: "sad",
};

export const EMOJIS = Object.keys(EMOJI_ICONS) as readonly Emoji[];

export interface ReactionFacts {
  readonly self: string | null;
  /** What somebody is called who may have left. */
  nameOf(id: string): string;
  react(line: ChatLine, emoji: Emoji, on: boolean): void;
}

export function emojiIcon(emoji: Emoji): TemplateResult {
  return icon(EMOJI_ICONS[emoji], emoji === "heart" ? "heart" : "");
}

/** Whether one has reacted so oneself. */
export function hasReacted(line: ChatLine, emoji: Emoji, self: string | null): boolean {
  return self !== null && line.reactions.some((one) => one.emoji === emoji && one.participants.includes(self));
}

export function pills(line: ChatLine, facts: ReactionFacts): TemplateResult | typeof nothing {
  if (line.reactions.length === 0) return nothing;
  return html`<div class="pills" role="group" aria-label=${text("line-reactions")}>
    ${line.reactions.map((reaction) => pill(line, reaction, facts))}
  </div>`;
}

function pill(line: ChatLine, { emoji, participants }: LineReaction, facts: ReactionFacts): TemplateResult {
  const isOwn = hasReacted(line, emoji, facts.self);
  const names = participants.map((id) => (id === facts.self ? text("self") : facts.nameOf(id))).join(", ");
  const reaction = text(`reaction-${emoji}`);
  const label = text("reacted-by", { reaction, names });
  return html`<button
    class="pill"
    type="button"
    tabindex="-1"
    aria-label=${label}
    aria-pressed=${isOwn}
    title=${label}
    @click=${() => facts.react(line, emoji, !isOwn)}
  >${emojiIcon(emoji)}<span class="num">${participants.length}</span></button>`;
}
