/** <madang-room>: the whole page of a room: door, stage, toolbar and panels, and what is open of them. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { Chimes } from "../chimes.js";
import { LANGUAGES, language, switchLanguage, text } from "../i18n.js";
import { canShareScreen } from "../screen.js";
import type { RoomActions, RoomState } from "../state.js";
import "./announcer.js";
import type { Announcer } from "./announcer.js";
import type { View } from "./bar.js";
import { blockedSheet } from "./connection-blocked.js";
import { chosen, onChoice } from "./choices.js";
import "./door.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";
import { farewell, isShut } from "./farewell.js";
import { hint } from "./hints.js";
import { copyInvitation, invitation } from "./invitation.js";
import { listenSheet } from "./listen.js";
import { newsBetween } from "./news.js";
import { PersonViews, type PersonView } from "./person-view.js";
import { ring } from "./ring.js";
import "./scene.js";
import type { Scene } from "./scene.js";
import { ShareViews, type ShareView } from "./shares.js";
import { listenForShortcuts, type Shortcuts } from "./shortcuts.js";
import { SmallPicture, bestPicture } from "./small-picture.js";
import type { Menu, Panel, Toolbar } from "./tools.js";
import { UnseenFiles } from "./unseen-files.js";

const NOTE_STAYS_MS = 6000;

export class RoomPage extends MadangElement {
  static override properties = {
    state: { attribute: false },
    actions: { attribute: false },
    scene: { attribute: false },
    place: { attribute: false },
    welcome: { attribute: false },
    keptHours: { attribute: false },
    fileLimit_bytes: { attribute: false },
    panel: { state: true },
    menu: { state: true },
    chosenView: { state: true },
    dismissed: { state: true },
    note: { state: true },
    viewOfScreens: { state: true },
    hasInside: { state: true },
  };

  declare state: RoomState;
  declare actions: RoomActions;
  declare scene: Scene;
  /** What the room is called that has no title of its own. */
  declare place: string;
  /** How one is received here, in one line. */
  declare welcome: string;
  /** How long lines stay after the last person left. */
  declare keptHours: number;
  /** The largest file that the room takes. */
  declare fileLimit_bytes: number;
  declare panel: Panel | null;
  declare menu: Menu | null;
  /** null: by how many there are. */
  declare chosenView: View | null;
  declare dismissed: ReadonlySet<string>;
  /** Which view while a screen is shown; null: the work view, where it is large. */
  declare viewOfScreens: View | null;
  /** Whether what is needed inside was loaded. */
  declare hasInside: boolean;
  /** A sentence that answers what was just done, for a moment. */
  declare note: string | null;
  private insideComes: Promise<void> | null = null;
  private readonly unseen = new UnseenFiles();
  private readonly views = new PersonViews();
  private people: readonly PersonView[] = [];
  private readonly shareViews = new ShareViews();
  private shares: readonly ShareView[] = [];
  private readonly chimes = new Chimes();
  private readonly smallPicture = new SmallPicture(() => this.requestUpdate());
  private stopChoices: (() => void) | null = null;
  private stopShortcuts: (() => void) | null = null;

  constructor() {
    super();
    this.panel = null;
    this.menu = null;
    this.chosenView = null;
    this.dismissed = new Set();
    this.note = null;
    this.viewOfScreens = null;
    this.hasInside = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopShortcuts = listenForShortcuts(() => (this.isInside ? this.shortcuts() : {}));
    this.stopChoices = onChoice(() => this.requestUpdate());
    this.addEventListener("copy-invitation", this.invite);
    window.addEventListener("pointerdown", this.pressedElsewhere);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopShortcuts?.();
    this.stopChoices?.();
    this.chimes.close();
    this.smallPicture.close();
    this.removeEventListener("copy-invitation", this.invite);
    window.removeEventListener("pointerdown", this.pressedElsewhere);
  }

  protected override willUpdate(): void {
    if (this.state.phase !== "door") this.loadInside();
    this.people = this.views.of(this.state);
    const shares = this.shareViews.of(this.state);
    if (shares.length > this.shares.length) this.viewOfScreens = null;
    this.shares = shares;
    this.smallPicture.follow(bestPicture(shares, this.people, this.smallPicture.track));
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get("state");
    if (!before) return;
    for (const sentence of newsBetween(before, this.state)) this.announcer?.say(sentence);
    ring(this.chimes, before, this.state);
  }

  protected override render() {
    return html`<div class="room" data-phase=${this.state.phase}>
      ${this.isInside ? this.inside() : this.outside()}
      <madang-announcer></madang-announcer>
    </div>`;
  }

  private get isInside(): boolean {
    return this.hasInside && (this.state.phase === "in-room" || this.state.phase === "reconnecting");
  }

  /** A page whose parts are gone was built before the server was renewed: only loading it again helps. */
  private loadInside(): void {
    this.insideComes ??= import("./inside.js").then(
      () => void (this.hasInside = true),
      () => location.reload(),
    );
  }

  private get view(): View {
    if (this.shares.length > 0) return this.viewOfScreens ?? "work";
    return this.chosenView ?? (this.people.length > this.scene.seats.length ? "work" : "space");
  }

  private choose(view: View): void {
    if (this.shares.length > 0) this.viewOfScreens = view;
    else this.chosenView = view;
  }

  private get roomName(): string {
    return this.state.room.title || this.place;
  }

  private get announcer(): Announcer | null {
    return this.querySelector("madang-announcer");
  }

  /** At the door nobody sits in the scene: who is inside is told to those inside. */
  private outside(): TemplateResult {
    const { state, actions, keptHours } = this;
    const again = () => location.reload();
    const isOver = state.phase === "ended" || isShut(state);
    return html`<main class="stage">
      <madang-scene .scene=${this.scene} .people=${[]}></madang-scene>
      <header class="overlay">
        <a class="chip brand" href="/">${icon("mark")}<span>${text("madang")}</span></a>
        ${otherLanguages()}
      </header>
      ${isOver
        ? farewell(state, this.roomName, keptHours, again)
        : html`<madang-door
            .state=${state}
            .actions=${actions}
            .place=${this.roomName}
            .welcome=${this.welcome}
            .keptHours=${keptHours}
          ></madang-door>`}
    </main>`;
  }

  private inside(): TemplateResult {
    return html`${this.stage()}
      <madang-tools
        .actions=${this.actions}
        .devices=${this.state.devices}
        .screen=${this.state.screen}
        .smallPicture=${this.smallPicture.state}
        .handRaised=${this.people.some(({ isSelf, hand }) => isSelf && hand !== null)}
        .unread=${this.state.unread}
        .unseenFiles=${this.unseen.of(this.state, this.panel === "files" || this.panel === "chat")}
        .people=${this.people.length}
        .panel=${this.panel}
        .menu=${this.menu}
        @toggle-panel=${(event: CustomEvent<Panel>) => this.togglePanel(event.detail)}
        @toggle-menu=${(event: CustomEvent<Menu>) => (this.menu = this.menu === event.detail ? null : event.detail)}
        @chosen=${() => this.closeMenu()}
        @open-files=${() => this.togglePanel("files")}
        @open-people=${() => this.togglePanel("people")}
        @open-connection=${() => this.togglePanel("connection")}
        @toggle-small-picture=${() => this.smallPicture.toggle()}
      ></madang-tools>
      ${this.panels()}`;
  }

  private stage(): TemplateResult {
    const { scene, people, view, state } = this;
    const speaker = people.find(({ speaking }) => speaking)?.name ?? null;
    return html`<main class="stage">
      ${view === "space"
        ? html`<madang-scene .scene=${scene} .people=${people}></madang-scene>`
        : html`<madang-work
            .people=${people}
            .shares=${this.shares}
            .speakerIsLarge=${chosen("speaker-large") === true}
            .stopSharing=${() => this.actions.setScreen(false)}
          ></madang-work>`}
      <madang-bar
        .name=${this.roomName}
        .count=${people.length}
        .view=${view}
        .hints=${this.hints()}
        @choose-view=${(event: CustomEvent<View>) => this.choose(event.detail)}
      ></madang-bar>
      ${state.soundBlocked ? listenSheet(speaker, () => this.actions.allowSound()) : nothing}
      ${state.mediaBlocked && state.phase === "in-room"
        ? blockedSheet(this.actions, () => this.showPanel("chat"))
        : nothing}
    </main>`;
  }

  private hints() {
    const standing = this.view === "space" ? Math.max(0, this.people.length - this.scene.seats.length) : 0;
    const sharing = this.view === "space" ? (this.shares.find(({ isSelf }) => !isSelf)?.name ?? null) : null;
    return hint(this.state, { dismissed: this.dismissed, standing, sharing, note: this.note }, {
      retry: (kind) => (kind === "microphone" ? this.actions.setMicrophone(true) : this.actions.setCamera(true)),
      dismiss: (kind) => (this.dismissed = new Set([...this.dismissed, kind])),
      showEverybody: () => this.choose("work"),
      showScreens: () => this.choose("work"),
      dismissScreen: () => this.actions.setScreen(false),
      room: this.actions,
      why: () => this.showPanel("connection"),
      chooseDevices: () => (this.menu = "device"),
    });
  }

  private panels(): TemplateResult {
    const { state, actions, people } = this;
    return html`<madang-chat
        .actions=${actions}
        .entries=${state.chat}
        .files=${state.files}
        .uploads=${state.uploads}
        .fileLimit_bytes=${this.fileLimit_bytes}
        @share-screen=${() => actions.setScreen(true)}
        .self=${state.self}
        .people=${state.participants}
        .typing=${state.typing}
        .unreadFrom=${state.unreadFrom}
        .openedAt_ms=${state.room.opened_at_ms}
        .keptHours=${this.keptHours}
        .isOpen=${this.panel === "chat"}
        @close-panel=${() => this.closePanel()}
      ></madang-chat>
      ${this.panel === "files"
        ? html`<madang-files
            .files=${state.files}
            .uploads=${state.uploads}
            .actions=${actions.files}
            .self=${state.self}
            .limit_bytes=${this.fileLimit_bytes}
            .keptHours=${this.keptHours}
            @share-screen=${() => actions.setScreen(true)}
            @close-panel=${() => this.closePanel()}
          ></madang-files>`
        : nothing}
      <madang-drop @take-files=${(event: CustomEvent<readonly File[]>) => this.attach(event.detail)}></madang-drop>
      ${this.panel === "people"
        ? html`<madang-people .people=${people} @close-panel=${() => this.closePanel()}></madang-people>`
        : nothing}
      ${this.panel === "connection"
        ? html`<madang-connection
            .actions=${actions}
            .state=${state}
            @close-panel=${() => this.closePanel()}
          ></madang-connection>`
        : nothing}`;
  }

  private shortcuts(): Shortcuts {
    const { actions } = this;
    const { microphone, camera } = this.state.devices;
    const { screen } = this.state;
    const handRaised = this.people.some(({ isSelf, hand }) => isSelf && hand !== null);
    return {
      M: () => this.actOnDevice("microphone", () => actions.setMicrophone(microphone !== "on")),
      V: () => this.actOnDevice("camera", () => actions.setCamera(camera !== "on")),
      H: () => actions.setHand(!handRaised),
      C: () => this.togglePanel("chat"),
      P: () => this.togglePanel("people"),
      S: () => actions.setScreen(canShareScreen() && screen.status !== "on" && screen.status !== "starting"),
      F: () => this.querySelector("madang-work")?.toggleFullScreen(),
      W: () => this.choose(this.view === "work" ? "space" : "work"),
      Escape: () => (this.menu ? this.closeMenu() : this.closePanel()),
    };
  }

  private actOnDevice(kind: string, act: () => void): void {
    this.dismissed = new Set([...this.dismissed].filter((one) => one !== kind));
    act();
  }

  /** Dropped and pasted files: what becomes of them is seen. */
  private attach(files: readonly File[]): void {
    this.actions.files.attach(files);
    if (this.panel !== "chat" && this.panel !== "files") this.showPanel("files");
  }

  private togglePanel(panel: Panel): void {
    this.menu = null;
    this.showPanel(this.panel === panel ? null : panel);
  }

  private closePanel(): void {
    const closed = this.panel;
    if (closed === null) return;
    this.showPanel(null);
    this.focusTool(closed);
  }

  private showPanel(panel: Panel | null): void {
    this.panel = panel;
    this.actions.setChatOpen(panel === "chat");
  }

  private closeMenu(): void {
    const closed = this.menu;
    this.menu = null;
    if (closed) this.focusTool(closed);
  }

  private focusTool(name: string): void {
    void this.updateComplete.then(() => this.querySelector<Toolbar>("madang-tools")?.focusTool(name));
  }

  private readonly pressedElsewhere = (event: PointerEvent): void => {
    if (this.menu && event.target instanceof Element && !event.target.closest(".hold")) this.menu = null;
  };

  private readonly invite = (): void => {
    this.closeMenu();
    void copyInvitation().then((copied) => {
      this.note = copied ? text("invitation-copied") : text("invitation-here", { link: invitation() });
      setTimeout(() => (this.note = null), NOTE_STAYS_MS);
    });
  };
}

function otherLanguages(): TemplateResult[] {
  const others = Object.entries(LANGUAGES).filter(([tag]) => tag !== language());
  return others.map(
    ([tag, name]) => html`<button class="button" type="button" lang=${tag} @click=${() => void switchLanguage(tag)}>
      ${icon("globe")}<span>${name}</span>
    </button>`,
  );
}

customElements.define("madang-room", RoomPage);

declare global {
  interface HTMLElementTagNameMap {
    "madang-room": RoomPage;
  }
}
