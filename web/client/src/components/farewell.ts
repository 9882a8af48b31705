/** The sheets that stand where the room was: left, taken over, full, ended, gone wrong. */
import { html, nothing, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import type { ErrorCode } from "../protocol.js";
import type { RoomState } from "../state.js";
import { icon } from "./drawings.js";

interface Words {
  readonly title: string;
  readonly sentence: string;
  /** What pressing the first button does, or null if there is nothing to come back to. */
  readonly again: string | null;
}

/** Codes after which no room is behind this link any more. */
const GONE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["not-found", "room-ended"]);

/** Whether the door cannot be passed now, so that a sheet of its own says why. */
export function isShut(state: RoomState): boolean {
  return state.joinError === "room-full" || (state.joinError !== null && GONE.has(state.joinError));
}

/** `name` is what the room is called, `again` comes in anew, `keptHours` is how long lines stay after the last person left. */
export function farewell(state: RoomState, name: string, keptHours: number, again: () => void): TemplateResult {
  const { title, sentence, again: label } = words(state, name);
  return html`<div class="door">
    <section class="sheet" aria-labelledby="farewell" role="alert">
      <hgroup>
        <h1 id="farewell">${title}</h1>
        <p class="soft">${sentence}</p>
      </hgroup>
      ${state.end?.reason === "left" ? kept(keptHours) : nothing}
      <div class="two">
        ${label === null ? nothing : againButton(label, again)}
        <a class="button" href="/">${icon("map")}<span>${text("to-the-city")}</span></a>
      </div>
    </section>
  </div>`;
}

function words(state: RoomState, name: string): Words {
  const code = state.end?.code ?? state.joinError;
  const reason = state.end?.reason;
  if (reason === "left") return left();
  if (reason === "replaced" || code === "replaced") {
    return { title: text("replaced-title"), sentence: text("replaced-sentence"), again: text("use-here") };
  }
  if (reason === "room-ended" || (code !== null && GONE.has(code))) {
    return { title: text("room-ended-title"), sentence: text("room-ended-sentence"), again: null };
  }
  if (code === "room-full") return full(name, state.room.capacity);
  const sentence = code ? text(`error-${code}`) : text("lost-sentence");
  return { title: text("lost-title"), sentence, again: text("try-again") };
}

function left(): Words {
  return { title: text("left-title"), sentence: text("left-sentence"), again: text("come-back") };
}

function full(name: string, seats: number): Words {
  return {
    title: text("room-full-title"),
    sentence: text("room-full-sentence", { room: name, seats }),
    again: text("try-again"),
  };
}

function againButton(label: string, again: () => void): TemplateResult {
  return html`<button class="button primary" type="button" @click=${again}>
    ${icon("refresh")}<span>${label}</span>
  </button>`;
}

function kept(hours: number): TemplateResult {
  return html`<p class="kept">${icon("lock")}<span>${text("kept", { hours })}</span></p>`;
}
