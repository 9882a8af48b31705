/** The part of the menu of More that is about seeing and hearing the room. */
import { html, nothing, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import { hasHighContrast } from "./appearance.js";
import { choose, chosen, type Choice } from "./choices.js";
import { icon } from "./drawings.js";
import type { MadangElement } from "./element.js";
import type { SmallPictureState } from "./small-picture.js";

/** `from` is the element that shows them: what needs the room's help is said by its events. */
export function viewItems(from: MadangElement, smallPicture: SmallPictureState): TemplateResult {
  const say = (name: string) => from.dispatchEvent(new CustomEvent(name, { bubbles: true }));
  const set = (choice: Choice, on: boolean) => {
    choose(choice, on);
    from.requestUpdate();
  };
  const speaker = chosen("speaker-large") === true;
  const sounds = chosen("sounds") !== false;
  const contrast = hasHighContrast();
  return html`<hr />
    ${toggle("people", text("speaker-large"), speaker, () => set("speaker-large", !speaker))}
    ${smallPicture === "none"
      ? nothing
      : toggle("small-picture", text("picture-in-picture"), smallPicture === "open", () => say("toggle-small-picture"))}
    ${toggle("bell", text("sounds"), sounds, () => set("sounds", !sounds))}
    ${toggle("contrast", text("high-contrast"), contrast, () => set("contrast", !contrast))}`;
}

/** On or off, said by a tick and by aria-pressed. */
function toggle(drawing: string, label: string, on: boolean, press: () => void): TemplateResult {
  return html`<button class="item" type="button" aria-pressed=${on} @click=${press}>
    ${icon(drawing)}<span>${label}</span>${on ? icon("check") : nothing}
  </button>`;
}
