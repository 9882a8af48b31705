/** <madang-bar>: over the stage: which room, how many, how it is looked at; hints lie below it. */
import { html, nothing, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";

export type View = "space" | "work";

export class RoomBar extends MadangElement {
  static override properties = {
    name: { attribute: false },
    count: { attribute: false },
    view: { attribute: false },
    hints: { attribute: false },
  };

  declare name: string;
  declare count: number;
  declare view: View;
  /** What stands below: one sentence at a time. */
  declare hints: TemplateResult | typeof nothing;

  protected override render() {
    return html`<header class="overlay">
      <div class="chip">
        <span class="brand">${icon("mark")}</span>
        <h1 dir="auto">${this.name}</h1>
        <span class="fact wide-only">${text("people-count", { count: this.count })}</span>
        <span class="fact safe wide-only">${icon("shield")}<span>${text("not-recorded")}</span></span>
      </div>
      <div class="switch" role="group" aria-label=${text("view")}>
        ${this.choice("space", "scene", text("view-space"))} ${this.choice("work", "grid", text("view-work"))}
      </div>
      <div class="hint" role="status">${this.hints}</div>
    </header>`;
  }

  private choice(view: View, drawing: string, label: string): TemplateResult {
    return html`<button
      type="button"
      aria-pressed=${this.view === view}
      aria-keyshortcuts="W"
      @click=${() => this.dispatchEvent(new CustomEvent<View>("choose-view", { detail: view }))}
    >${icon(drawing)}<span class="label">${label}</span></button>`;
  }
}

customElements.define("madang-bar", RoomBar);
