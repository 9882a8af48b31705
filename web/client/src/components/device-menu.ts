/** <madang-menu-device>: sound and camera, above the tool that was pressed for long. */
import { html } from "lit";
import { text } from "../i18n.js";
import type { Devices, RoomActions } from "../state.js";
import "./device-list.js";
import { MadangElement } from "./element.js";

export class DeviceMenu extends MadangElement {
  static override properties = { actions: { attribute: false }, devices: { attribute: false } };

  declare actions: RoomActions;
  declare devices: Devices;

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>("input, button")?.focus({ preventScroll: true });
  }

  protected override render() {
    return html`<section class="menu wide" aria-labelledby="device-menu-title">
      <h2 id="device-menu-title">${text("sound-and-camera")}</h2>
      <madang-device-list .actions=${this.actions} .devices=${this.devices}></madang-device-list>
    </section>`;
  }
}

customElements.define("madang-menu-device", DeviceMenu);

const LONG_PRESS_MS = 500;

/** Not what is pressed within the menu itself. */
const isOnTool = ({ target }: Event): boolean => target instanceof Element && target.closest(".tool") !== null;

/** What opens it: the other mouse button, the menu key, or a long press where a browser makes no menu of that. */
export function onLongPress(open: () => void) {
  let timer = 0;
  let wasLong = false;
  const stop = (): void => clearTimeout(timer);
  const act = (): void => {
    stop();
    wasLong = true;
    open();
  };
  return {
    menu: (event: Event): void => {
      if (!isOnTool(event)) return;
      event.preventDefault();
      stop();
      open();
    },
    down: (event: PointerEvent): void => {
      wasLong = false;
      if (isOnTool(event) && event.pointerType !== "mouse") timer = window.setTimeout(act, LONG_PRESS_MS);
    },
    up: stop,
    /** The click that ends a long press is none. */
    click: (event: Event): void => {
      if (wasLong) event.stopPropagation();
      wasLong = false;
    },
  };
}
