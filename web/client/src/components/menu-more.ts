/** <madang-menu-more>: what a narrow toolbar has no room for, devices, invitation, language and look. */
import { html, nothing, type TemplateResult } from "lit";
import { LANGUAGES, language, switchLanguage, text } from "../i18n.js";
import type { Devices, OwnScreen, RoomActions } from "../state.js";
import { appearance, chooseAppearance, type Appearance } from "./appearance.js";
import { canShareScreen } from "../screen.js";
import "./device-list.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";
import { reactions } from "./menu-react.js";
import { pick } from "./pick.js";
import type { SmallPictureState } from "./small-picture.js";
import { viewItems } from "./view-items.js";

export class MoreMenu extends MadangElement {
  static override properties = {
    actions: { attribute: false },
    devices: { attribute: false },
    screen: { attribute: false },
    smallPicture: { attribute: false },
    people: { attribute: false },
    unseenFiles: { attribute: false },
    choosesDevices: { state: true },
  };

  declare actions: RoomActions;
  declare devices: Devices;
  declare screen: OwnScreen;
  declare smallPicture: SmallPictureState;
  declare people: number;
  declare unseenFiles: number;
  declare choosesDevices: boolean;

  constructor() {
    super();
    this.choosesDevices = false;
  }

  protected override render() {
    return html`<section class="menu ${this.choosesDevices ? "wide" : ""}" aria-label=${text("more")}>
      ${this.choosesDevices ? this.deviceMenu() : this.mainMenu()}
    </section>`;
  }

  private mainMenu(): TemplateResult {
    const looks: readonly Appearance[] = ["light", "dark", "system"];
    return html`<div class="moved">
        ${reactions(this.actions, this)}
        <hr />
        ${this.shareItem()}
        <button
          class="item"
          type="button"
          aria-label=${text("people")}
          aria-description=${text("people-count", { count: this.people })}
          @click=${() => this.say("open-people")}
        >
          ${icon("people")}<span>${text("people")}</span><span class="num soft drawn" data-words=${this.people}></span>
        </button>
        <button class="item" type="button" aria-label=${text("files")} @click=${() => this.say("open-files")}>
          ${icon("files")}<span>${text("files")}</span>
          ${this.unseenFiles > 0 ? html`<span class="num tag due">${this.unseenFiles}</span>` : nothing}
        </button>
      </div>
      ${item("settings", text("devices"), () => (this.choosesDevices = true))}
      ${item("signal", text("my-connection"), () => this.say("open-connection"))}
      ${item("copy", text("copy-invitation"), () => this.say("copy-invitation"))}
      <hr />
      <fieldset class="setting">
        ${icon("globe")}<span aria-hidden="true">${text("language")}</span>
        ${pick("language", text("language"), LANGUAGES, language(), (tag) => void switchLanguage(tag))}
      </fieldset>
      <fieldset class="setting">
        ${icon("moon")}<span aria-hidden="true">${text("look")}</span>
        ${pick(
          "look",
          text("look"),
          Object.fromEntries(looks.map((look) => [look, text(`look-${look}`)])),
          appearance(),
          (look) => chooseAppearance(look as Appearance),
        )}
      </fieldset>
      ${viewItems(this, this.smallPicture)}`;
  }

  private shareItem(): TemplateResult {
    if (!canShareScreen()) return html`<p class="note row">${icon("screen")}<span>${text("share-impossible")}</span></p>`;
    const isShown = this.screen.status === "on" || this.screen.status === "starting";
    const press = () => {
      this.actions.setScreen(!isShown);
      this.say("chosen");
    };
    return html`<button class="item" type="button" aria-label=${text("share")} aria-pressed=${isShown} @click=${press}>
      ${icon("screen")}<span>${text("share")}</span>${isShown ? icon("check") : nothing}
    </button>`;
  }

  private deviceMenu(): TemplateResult {
    return html`<header>
        <button
          class="button ghost only back"
          type="button"
          aria-label=${text("back")}
          @click=${() => (this.choosesDevices = false)}
        >${icon("arrow")}</button>
        <h2>${text("devices")}</h2>
      </header>
      <madang-device-list .actions=${this.actions} .devices=${this.devices}></madang-device-list>`;
  }

  private say(name: string): void {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true }));
  }
}

function item(drawing: string, label: string, press: () => void): TemplateResult {
  return html`<button class="item" type="button" @click=${press}>${icon(drawing)}<span>${label}</span></button>`;
}

customElements.define("madang-menu-more", MoreMenu);
