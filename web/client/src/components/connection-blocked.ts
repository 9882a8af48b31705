/** Media finds no way: what happened, what was kept, what to do; writing goes on. */
import { html, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import type { RoomActions } from "../state.js";
import { icon } from "./drawings.js";

/** `write` opens the chat. */
export function blockedSheet(actions: RoomActions, write: () => void): TemplateResult {
  const goOn = (): void => {
    actions.dismissMediaBlocked();
    write();
  };
  return html`<div class="listen lost">
    <section class="sheet" role="alert" aria-labelledby="blocked-title">
      <hgroup>
        <h1 id="blocked-title">${text("blocked-title")}</h1>
        <p class="soft">${text("blocked-why")}</p>
      </hgroup>
      <ul class="kept-list">
        <li>${icon("check")}<span>${text("blocked-kept-place")}</span></li>
        <li>${icon("check")}<span>${text("blocked-kept-chat")}</span></li>
      </ul>
      <ol class="how">
        <li>${text("blocked-step-mobile")}</li>
        <li>${text("blocked-step-support")}</li>
      </ol>
      <div class="row wrap">
        <button class="button primary" type="button" @click=${() => actions.retryMedia()}>
          ${icon("refresh")}<span>${text("try-again")}</span>
        </button>
        <button class="button" type="button" @click=${goOn}>${icon("chat")}<span>${text("go-on-writing")}</span></button>
      </div>
    </section>
  </div>`;
}
