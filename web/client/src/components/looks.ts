/** <madang-looks>: which avatar one is; six are shown, the others on request. */
import { html, nothing, type PropertyValues } from "lit";
import { text } from "../i18n.js";
import { avatarSlugs, face, icon } from "./drawings.js";
import { MadangElement } from "./element.js";

const SHOWN_AT_FIRST = 6;

export class AvatarChoice extends MadangElement {
  static override properties = { avatar: { attribute: false }, showsAll: { state: true } };

  declare avatar: string;
  declare showsAll: boolean;
  private order: readonly string[] = [];

  constructor() {
    super();
    this.showsAll = false;
  }

  protected override willUpdate(changed: PropertyValues): void {
    // Whoever was drawn stands first; after that nothing moves under the pointer.
    if (!changed.has("avatar") || this.order.length > 0) return;
    this.order = [this.avatar, ...avatarSlugs().filter((slug) => slug !== this.avatar)];
  }

  protected override render() {
    const shown = this.showsAll ? this.order : this.order.slice(0, SHOWN_AT_FIRST);
    return html`<fieldset class="looks">
        <legend class="unseen">${text("avatar")}</legend>
        ${shown.map(
          (slug) => html`<label>
            <input
              type="radio"
              name="look"
              aria-label=${text(`avatar-${slug}`)}
              .checked=${slug === this.avatar}
              @change=${() => this.dispatchEvent(new CustomEvent<string>("choose-avatar", { detail: slug }))}
            />
            ${face(slug)}
          </label>`,
        )}
        ${this.showsAll || this.order.length <= SHOWN_AT_FIRST ? nothing : this.moreButton()}
      </fieldset>`;
  }

  private moreButton() {
    const show = () => (this.showsAll = true);
    return html`<button class="more-looks" type="button" aria-label=${text("other-avatars")} @click=${show}>
      ${icon("more")}
    </button>`;
  }
}

customElements.define("madang-looks", AvatarChoice);
