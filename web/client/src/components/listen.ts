/** The one tap that some browsers want before they play sound. */
import { html, nothing, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import { icon } from "./drawings.js";

/** `speaker` is who speaks now, if anybody does. */
export function listenSheet(speaker: string | null, allow: () => void): TemplateResult {
  return html`<div class="listen">
    <section class="sheet" aria-labelledby="listen-title">
      <button class="button primary" type="button" id="listen-title" @click=${allow}>
        ${icon("volume")}<span>${text("tap-to-hear")}</span>
      </button>
      <p>${text("sound-blocked")}</p>
      ${speaker === null ? nothing : html`<p class="soft">${text("speaks-now", { name: speaker })}</p>`}
    </section>
  </div>`;
}
