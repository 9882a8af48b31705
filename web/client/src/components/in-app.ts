/** <madang-in-app>: before the door, where the link was opened inside another app: out of it with one tap, or stay. */
import { html, nothing, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import { outsideAddress, type InApp } from "../in-app.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";
import { copyInvitation, invitation } from "./invitation.js";

export class InAppSheet extends MadangElement {
  static override properties = { browser: { attribute: false }, copied: { state: true } };

  declare browser: InApp;
  /** Whether the link was copied; null before it was tried. */
  declare copied: boolean | null;

  constructor() {
    super();
    this.copied = null;
  }

  protected override render() {
    const outside = outsideAddress(this.browser, location.href);
    return html`<section class="sheet" aria-labelledby="in-app-title">
      <hgroup>
        <h1 id="in-app-title">${text("in-app-title", { app: text(`app-${this.browser.app}`) })}</h1>
        <p class="soft">${text("in-app-why")}</p>
      </hgroup>
      ${outside ? html`<a class="button primary wide" href=${outside}>${icon("open")}<span>${text("in-app-open")}</span></a>` : nothing}
      <div class="notice">${icon("more")}<p>${text(outside ? "in-app-by-menu" : "in-app-only-by-menu")}</p></div>
      ${this.address()}
      <button class="button ghost wide" type="button" @click=${() => this.dispatchEvent(new CustomEvent("stay"))}>
        ${text("in-app-stay")}
      </button>
    </section>`;
  }

  /** Shown as text too: where nothing may be copied by a button, a long press still can. */
  private address(): TemplateResult {
    const said = this.copied === null ? nothing : text(this.copied ? "in-app-copied" : "in-app-not-copied");
    return html`<div class="address">
        <code>${invitation().replace(/^https?:\/\//, "")}</code>
        <button class="button ghost" type="button" @click=${this.copy}>${icon("copy")}<span>${text("copy-link")}</span></button>
      </div>
      <p class="soft" role="status" ?hidden=${this.copied === null}>${said}</p>`;
  }

  private async copy(): Promise<void> {
    this.copied = await copyInvitation();
  }
}

customElements.define("madang-in-app", InAppSheet);
