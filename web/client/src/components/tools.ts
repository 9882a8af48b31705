/** <madang-tools>: the toolbar; one row, one order, and the two menus that open above it. */
import { html, nothing, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import type { Devices, OwnScreen, RoomActions } from "../state.js";
import { icon } from "./drawings.js";
import { canShareScreen } from "../screen.js";
import { MadangElement } from "./element.js";
import { onLongPress } from "./device-menu.js";
import "./menu-more.js";
import "./menu-react.js";
import type { SmallPictureState } from "./small-picture.js";

export type Panel = "chat" | "people" | "files" | "connection";
export type Menu = "react" | "more" | "device";

interface Tool {
  readonly label: string;
  readonly drawing: string;
  readonly press: () => void;
  readonly key?: string;
  readonly look?: string;
  readonly brief?: string;
  readonly pressed?: boolean;
  readonly controls?: string;
  readonly expanded?: boolean;
  readonly count?: number;
  /** What the count says in words. */
  readonly news?: string;
}

export class Toolbar extends MadangElement {
  static override properties = {
    actions: { attribute: false },
    devices: { attribute: false },
    screen: { attribute: false },
    smallPicture: { attribute: false },
    handRaised: { attribute: false },
    unread: { attribute: false },
    unseenFiles: { attribute: false },
    people: { attribute: false },
    panel: { attribute: false },
    menu: { attribute: false },
  };

  declare actions: RoomActions;
  declare devices: Devices;
  declare screen: OwnScreen;
  declare smallPicture: SmallPictureState;
  declare handRaised: boolean;
  declare unread: number;
  /** How many files others have shared while one looked elsewhere. */
  declare unseenFiles: number;
  /** How many are here. */
  declare people: number;
  declare panel: Panel | null;
  declare menu: Menu | null;

  private readonly longPress = onLongPress(() => this.openDevices());

  /** Put the focus on the tool that opened something, now that it is closed. */
  focusTool(name: string): void {
    const opener = name === "device" ? "microphone" : name;
    const tool = this.querySelector<HTMLElement>(`[data-tool="${opener}"]`);
    const shown = tool && tool.offsetParent !== null ? tool : this.querySelector<HTMLElement>('[data-tool="more"]');
    shown?.focus();
  }

  protected override render() {
    return html`<footer class="dock">
      <div class="tools" role="toolbar" aria-label=${text("tools")} @keydown=${this.walk}>
        ${this.deviceTools()} ${this.shareTool()} ${this.handTool()}
        <span class="hold second">
          ${this.menuTool("react", text("react"), "smile")}
          ${this.menu === "react" ? html`<madang-menu-react .actions=${this.actions}></madang-menu-react>` : nothing}
        </span>
        ${this.panelTools()}
        <span class="hold">
          ${this.menuTool("more", text("more"), "more")} ${this.menu === "more" ? this.moreMenu() : nothing}
        </span>
        ${tool("leave", { label: text("leave"), drawing: "leave", look: "leave", press: () => this.actions.leave() })}
      </div>
    </footer>`;
  }

  private deviceTools(): TemplateResult {
    const { microphone, camera } = this.devices;
    const isOn = (status: string) => status === "on" || status === "starting";
    const press = this.longPress;
    return html`<span
      class="hold devices-hold"
      @contextmenu=${press.menu}
      @pointerdown=${press.down}
      @pointerup=${press.up}
      @pointercancel=${press.up}
      @click=${{ handleEvent: press.click, capture: true }}
      >${tool("microphone", {
      label: text("microphone"),
      brief: text("microphone-brief"),
      drawing: isOn(microphone) ? "mic" : "mic-off",
      key: "M",
      pressed: isOn(microphone),
      press: () => this.actions.setMicrophone(!isOn(microphone)),
    })}
    ${tool("camera", {
      label: text("camera"),
      drawing: isOn(camera) ? "camera" : "camera-off",
      key: "V",
      pressed: isOn(camera),
      press: () => this.actions.setCamera(!isOn(camera)),
    })}
    ${this.menu === "device" ? this.deviceMenu() : nothing}</span>`;
  }

  /** Beside the long press it opens from the menu More. */
  private openDevices(): void {
    if (this.menu !== "device") this.dispatchEvent(new CustomEvent<Menu>("toggle-menu", { detail: "device" }));
  }

  private deviceMenu(): TemplateResult {
    return html`<madang-menu-device .actions=${this.actions} .devices=${this.devices}></madang-menu-device>`;
  }

  /** A phone has no screen to give; its menu says so. */
  private shareTool(): TemplateResult | typeof nothing {
    if (!canShareScreen()) return nothing;
    const isShown = this.screen.status === "on" || this.screen.status === "starting";
    return tool("share", {
      label: text("share"),
      drawing: "screen",
      look: "second",
      key: "S",
      pressed: isShown,
      press: () => this.actions.setScreen(!isShown),
    });
  }

  private handTool(): TemplateResult {
    return tool("hand", {
      label: text("hand"),
      drawing: "hand",
      look: "hand",
      key: "H",
      pressed: this.handRaised,
      press: () => this.actions.setHand(!this.handRaised),
    });
  }

  private panelTools(): TemplateResult {
    const open = (panel: Panel) => this.dispatchEvent(new CustomEvent<Panel>("toggle-panel", { detail: panel }));
    const common = (panel: Panel) => ({
      // What is closed is not on the page.
      ...(this.panel === panel ? { controls: panel } : {}),
      pressed: this.panel === panel,
      press: () => open(panel),
    });
    return html`${tool("chat", {
      ...common("chat"), label: text("chat"), drawing: "chat", key: "C", count: this.unread,
    })}
    ${tool("people", { ...common("people"), label: text("people"), drawing: "people", key: "P", look: "second" })}
    ${tool("files", {
      ...common("files"), label: text("files"), drawing: "files", look: "second", count: this.unseenFiles, news: "unseen-files",
    })}`;
  }

  private menuTool(menu: Menu, label: string, drawing: string): TemplateResult {
    const press = () => this.dispatchEvent(new CustomEvent<Menu>("toggle-menu", { detail: menu }));
    return tool(menu, { label, drawing, press, expanded: this.menu === menu });
  }

  private moreMenu(): TemplateResult {
    return html`<madang-menu-more
      .actions=${this.actions}
      .devices=${this.devices}
      .screen=${this.screen}
      .smallPicture=${this.smallPicture}
      .people=${this.people}
      .unseenFiles=${this.unseenFiles}
    ></madang-menu-more>`;
  }

  /** Left and right walk along the toolbar, as one expects of one. */
  private walk(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const from = event.target as HTMLElement;
    if (!step || !from.classList.contains("tool")) return;
    const tools = [...this.querySelectorAll<HTMLElement>(".tool")].filter((one) => one.offsetParent !== null);
    tools.at((tools.indexOf(from) + step) % tools.length)?.focus();
    event.preventDefault();
  }
}

/** One tool: the accessible name is the whole word, whatever the narrow bar shows. */
function tool(name: string, { label, drawing, press, ...rest }: Tool): TemplateResult {
  const { key, look = "", brief, pressed, controls, expanded, count = 0, news = "unread" } = rest;
  return html`<button
    class="tool ${look}"
    type="button"
    data-tool=${name}
    aria-label=${label}
    aria-pressed=${pressed ?? nothing}
    aria-expanded=${expanded ?? nothing}
    aria-controls=${controls ?? nothing}
    aria-keyshortcuts=${key ?? nothing}
    title=${key ? `${label} (${key})` : nothing}
    aria-description=${count > 0 ? text(news, { count }) : nothing}
    @click=${press}
  >
    ${icon(drawing)} ${brief ? words(label, brief) : html`<span>${label}</span>`}
    ${count > 0 ? html`<span class="count num drawn" data-words=${count > 99 ? "99+" : count}></span>` : nothing}
  </button>`;
}

function words(full: string, brief: string): TemplateResult {
  return html`<span class="full">${full}</span><span class="brief drawn" data-words=${brief}></span>`;
}

customElements.define("madang-tools", Toolbar);
