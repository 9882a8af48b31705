/** What lies on a person wherever they are shown: plate, hand, reaction. */
import { html, nothing, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import { icon } from "./drawings.js";
import type { PersonView } from "./person-view.js";

/** The icons of the reactions, in the order in which they are offered. */
export const REACTION_ICONS = { heart: "heart", clap: "clap", laugh: "laugh", wow: "wow", thumb: "thumb" } as const;

/** The name with what is heard of the person, and their language. */
export function nameOnPlate(person: PersonView): TemplateResult {
  const sound = person.speaking ? icon("volume") : person.muted ? icon("mic-off") : nothing;
  const second = person.isSelf ? text("self") : person.language.slice(0, 2).toUpperCase();
  return html`${sound}${person.shares ? icon("screen") : nothing}${weakLine(person)}<span dir="auto">${person.name}</span> <small>${second}</small>`;
}

/** Beside a name only what is in the way of talking. */
function weakLine({ quality }: PersonView): TemplateResult | typeof nothing {
  return quality === "poor" ? icon("signal", "line-poor") : nothing;
}

/** A raised hand with its place in the queue, and a reaction that comes and goes. */
export function signs(person: PersonView): TemplateResult {
  const hand = html`<span class="sign hand">${icon("hand")}<span class="num">${person.hand}</span></span>`;
  return html`<span class="signs">
    ${person.hand === null ? nothing : hand}${person.reaction ? reactionSign(person.reaction) : nothing}
  </span>`;
}

function reactionSign(reaction: keyof typeof REACTION_ICONS): TemplateResult {
  const name = REACTION_ICONS[reaction];
  return html`<span class="sign">${icon(name, name === "heart" ? "heart" : "")}</span>`;
}
