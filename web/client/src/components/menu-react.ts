/** <madang-menu-react>: the reactions; choosing one says `chosen`. */
import { html } from "lit";
import { text } from "../i18n.js";
import type { Reaction } from "../protocol.js";
import type { RoomActions } from "../state.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";
import { REACTION_ICONS } from "./person-signs.js";

export class ReactMenu extends MadangElement {
  static override properties = { actions: { attribute: false } };

  declare actions: RoomActions;

  protected override render() {
    return html`<section class="menu wide" aria-label=${text("reactions")}>
      ${reactions(this.actions, this)}
      <p class="note">${text("reactions-note")}</p>
    </section>`;
  }
}

/** The row of reactions, also in the menu of a narrow toolbar. */
export function reactions(actions: RoomActions, from: HTMLElement) {
  const press = (reaction: Reaction) => {
    actions.react(reaction);
    from.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
  };
  const offered = Object.entries(REACTION_ICONS) as [Reaction, string][];
  return html`<div class="reactions">
    ${offered.map(
      ([reaction, drawing]) => html`<button class="reaction" type="button" @click=${() => press(reaction)}>
        ${icon(drawing, drawing === "heart" ? "heart" : "")}<span>${text(`reaction-${reaction}`)}</span>
      </button>`,
    )}
  </div>`;
}

customElements.define("madang-menu-react", ReactMenu);
