/** <madang-door>: the sheet over the visible scene: who one is, microphone, camera, what is kept, Join. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { language, text } from "../i18n.js";
import { inAppBrowser, type InApp } from "../in-app.js";
import type { RoomActions, RoomState } from "../state.js";
import "./camera.js";
import { deviceNotice, deviceRow } from "./device-row.js";
import "./device-list.js";
import { avatarSlugs, face, icon } from "./drawings.js";
import { MadangElement } from "./element.js";
import { drawOne, friendlyName, rememberedMe, rememberMe } from "./friendly-name.js";
import "./in-app.js";
import { levelMeter } from "./level.js";
import "./looks.js";

export const LONGEST_NAME = 40;

export class Door extends MadangElement {
  static override properties = {
    state: { attribute: false },
    actions: { attribute: false },
    place: { attribute: false },
    welcome: { attribute: false },
    keptHours: { attribute: false },
    name: { state: true },
    avatar: { state: true },
    nameIsMissing: { state: true },
    choosesDevices: { state: true },
    browser: { state: true },
  };

  declare state: RoomState;
  declare actions: RoomActions;
  /** What the room is called. */
  declare place: string;
  /** How one is received here, in one line. */
  declare welcome: string;
  /** How long lines stay after the last person left. */
  declare keptHours: number;
  declare name: string;
  declare avatar: string;
  declare nameIsMissing: boolean;
  declare choosesDevices: boolean;
  /** The app inside which the link was opened, until the visitor chooses to stay there. */
  declare browser: InApp | null;

  constructor() {
    super();
    const before = rememberedMe();
    this.name = before?.name ?? friendlyName();
    this.avatar = before?.avatar ?? drawOne(avatarSlugs()) ?? "";
    this.nameIsMissing = false;
    this.choosesDevices = false;
    this.browser = inAppBrowser(navigator.userAgent);
  }

  protected override willUpdate(changed: PropertyValues): void {
    const before = changed.get("state") as RoomState | undefined;
    const { joinError } = this.state;
    if (changed.has("state") && joinError === "name-invalid" && before?.joinError !== joinError) this.nameIsMissing = true;
  }

  protected override render() {
    if (this.browser !== null) return html`<div class="door">${this.inAppSheet(this.browser)}</div>`;
    return html`<div class="door">${this.choosesDevices ? this.devicesSheet() : this.joinSheet()}</div>`;
  }

  private inAppSheet(browser: InApp): TemplateResult {
    return html`<madang-in-app .browser=${browser} @stay=${() => (this.browser = null)}></madang-in-app>`;
  }

  private joinSheet(): TemplateResult {
    const { presentAtDoor, phase, joinError } = this.state;
    return html`<form class="sheet" aria-labelledby="place" @submit=${this.submit}>
      <hgroup>
        <h1 id="place" dir="auto">${this.place}</h1>
        <p class="soft welcome">${this.welcome}</p>
        <p class="fact">${icon("people")}<span>${text("present-at-door", { count: presentAtDoor })}</span></p>
      </hgroup>
      ${this.me()} ${this.ownCamera ? nothing : this.looks()}
      ${this.deviceRows()}
      ${joinError && joinError !== "name-invalid" ? refusal(text(`error-${joinError}`)) : nothing}
      <p class="kept">${icon("lock")}<span>${text("kept", { hours: this.keptHours })}</span></p>
      <p><a href="/test?lang=${language()}" target="_blank" rel="noopener">${text("test-link")}</a></p>
      <button class="button primary wide" type="submit" ?disabled=${phase === "joining"}>
        ${phase === "joining" ? text("joining") : text("join")}
      </button>
    </form>`;
  }

  /** The preview takes the place of the large avatar. */
  private me(): TemplateResult {
    const track = this.ownCamera;
    return html`<div class="me ${track ? "filmed" : ""}">
      ${track ? mirror(track) : face(this.avatar)}
      <div class="field">
        <label for="name">${text("your-name")}</label>
        <input
          class="input"
          id="name"
          autocomplete="off"
          enterkeyhint="go"
          maxlength=${LONGEST_NAME}
          aria-invalid=${this.nameIsMissing}
          aria-describedby=${this.nameIsMissing ? "name-missing" : nothing}
          .value=${this.name}
          @input=${this.typeName}
        />
        ${this.nameIsMissing ? nameProblem() : nothing}
      </div>
    </div>`;
  }

  private get ownCamera(): MediaStreamTrack | null {
    const { camera, cameraTrack } = this.state.devices;
    return camera === "on" ? cameraTrack : null;
  }

  private looks(): TemplateResult {
    return html`<madang-looks
      .avatar=${this.avatar}
      @choose-avatar=${(event: CustomEvent<string>) => (this.avatar = event.detail)}
    ></madang-looks>`;
  }

  private deviceRows(): TemplateResult {
    const { microphone, camera, level } = this.state.devices;
    const choose = html`<button class="button ghost" type="button" @click=${() => (this.choosesDevices = true)}>
      ${icon("settings")}<span>${text("devices")}</span>
    </button>`;
    return html`<div class="devices">
        ${deviceRow("microphone", microphone, (on) => this.actions.setMicrophone(on), levelMeter(level))}
        ${deviceRow("camera", camera, (on) => this.actions.setCamera(on), choose)}
      </div>
      ${deviceNotice("microphone", microphone) ?? deviceNotice("camera", camera) ?? nothing}`;
  }

  private devicesSheet(): TemplateResult {
    const goBack = () => (this.choosesDevices = false);
    return html`<section class="sheet" aria-labelledby="devices-title">
      <div class="back-row">
        <button class="button ghost only back" type="button" aria-label=${text("back")} @click=${goBack}>
          ${icon("arrow")}
        </button>
        <h1 id="devices-title">${text("devices")}</h1>
      </div>
      <madang-device-list .actions=${this.actions} .devices=${this.state.devices}></madang-device-list>
      <button class="button wide" type="button" @click=${goBack}>${text("use-these")}</button>
    </section>`;
  }

  private typeName(event: InputEvent): void {
    this.name = (event.target as HTMLInputElement).value;
    this.nameIsMissing = false;
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    const name = this.name.trim();
    if (name === "") {
      this.nameIsMissing = true;
      this.querySelector<HTMLInputElement>("#name")?.focus();
      return;
    }
    rememberMe({ name, avatar: this.avatar });
    this.actions.join(name, this.avatar);
  }
}

function mirror(track: MediaStreamTrack): TemplateResult {
  return html`<div class="mirror">
    <madang-camera .track=${track} .mirrored=${true}></madang-camera>
    <span class="plate">${icon("lock")}<span>${text("only-you-see-this")}</span></span>
  </div>`;
}

function nameProblem(): TemplateResult {
  return html`<p class="fact wrong" id="name-missing" role="alert">${text("error-name-invalid")}</p>`;
}

function refusal(sentence: string): TemplateResult {
  return html`<div class="notice wrong" role="alert">${icon("warning")}<p>${sentence}</p></div>`;
}

customElements.define("madang-door", Door);
