/** <madang-people>: the panel that names everybody who can hear this room. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { nameOfLanguage, text } from "../i18n.js";
import { face, icon } from "./drawings.js";
import { MadangElement } from "./element.js";
import type { PersonView } from "./person-view.js";

export class PeoplePanel extends MadangElement {
  static override properties = { people: { attribute: false } };

  declare people: readonly PersonView[];

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>("header .button")?.focus({ preventScroll: true });
  }

  protected override render() {
    const alone = this.people.length <= 1;
    return html`<aside class="panel" id="people" aria-labelledby="people-title">
      <header>
        <h2 id="people-title">${text("people")} <span class="num soft">${this.people.length}</span></h2>
        <button class="button ghost only" type="button" aria-label=${text("close")} @click=${this.close}>
          ${icon("close")}
        </button>
      </header>
      <div class="with-us">
        <ul class="roster" aria-label=${text("participants")}>
          ${repeat(this.people, ({ id }) => id, onRoster)}
        </ul>
        ${alone ? this.invitation() : nothing}
      </div>
      <footer>
        ${alone ? nothing : this.copyButton("wide")}
        <p class="kept">${icon("shield")}<span>${text("who-hears")}</span></p>
      </footer>
    </aside>`;
  }

  private invitation(): TemplateResult {
    return html`<div class="empty">
      ${icon("people")}
      <h3>${text("alone-title")}</h3>
      <p class="soft">${text("alone")}</p>
      ${this.copyButton("primary")}
    </div>`;
  }

  private copyButton(look: string): TemplateResult {
    const press = () => this.dispatchEvent(new CustomEvent("copy-invitation", { bubbles: true }));
    return html`<button class="button ${look}" type="button" @click=${press}>
      ${icon("copy")}<span>${text("copy-invitation")}</span>
    </button>`;
  }

  private close(): void {
    this.dispatchEvent(new CustomEvent("close-panel"));
  }
}

function onRoster(person: PersonView): TemplateResult {
  const weak = person.quality === "good" ? null : text(`person-quality-${person.quality}`);
  const second = person.reconnecting ? text("person-reconnecting") : (weak ?? nameOfLanguage(person.language));
  return html`<li class="${person.speaking ? "speaking" : ""} ${person.reconnecting ? "away" : ""}">
    ${face(person.avatar)}
    <p>
      <b dir="auto">${person.name}</b> ${person.isSelf ? html`<span class="tag">${text("self")}</span>` : nothing}<br />
      <span class="soft">${second}</span>
    </p>
    <span class="fact ${person.speaking ? "safe" : ""}">
      ${weak === null ? nothing : icon("signal", person.quality === "poor" ? "line-poor" : "line-fair")}
      ${person.hand === null ? nothing : html`<span class="tag due num">${text("hand-tag", { place: person.hand })}</span>`}
      ${heard(person)}
    </span>
  </li>`;
}

function heard(person: PersonView): TemplateResult {
  if (person.speaking) return html`${icon("volume")}<span class="unseen">${text("person-speaking")}</span>`;
  const [drawing, words] = person.muted ? ["mic-off", "person-muted"] : ["mic", "person-heard"];
  return html`${icon(drawing as string)}<span class="unseen">${text(words as string)}</span>`;
}

customElements.define("madang-people", PeoplePanel);
