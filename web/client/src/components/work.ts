/** <madang-work>: everybody as a tile, in the best grid for the window, by pages of twelve. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { text } from "../i18n.js";
import "./camera.js";
import { figure, icon } from "./drawings.js";
import { MadangElement } from "./element.js";
import { bestGrid } from "./grid.js";
import { nameOnPlate, signs } from "./person-signs.js";
import { describe, type PersonView } from "./person-view.js";

const TILES_A_PAGE = 12;
const GAP_PX = 8;

export class WorkView extends MadangElement {
  static override properties = { people: { attribute: false }, page: { state: true } };

  declare people: readonly PersonView[];
  /** Counted from 0. */
  declare page: number;
  private readonly measure = new ResizeObserver(() => this.arrange());

  constructor() {
    super();
    this.page = 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.measure.disconnect();
  }

  protected override willUpdate(): void {
    this.page = Math.min(this.page, this.pages - 1);
  }

  protected override firstUpdated(): void {
    const area = this.querySelector(".work");
    if (area) this.measure.observe(area);
  }

  protected override updated(): void {
    this.arrange();
  }

  protected override render() {
    return html`<section class="work" aria-label=${text("scene")}>
        <ul class="tiles" aria-label=${text("tiles")}>
          ${repeat(this.shown, ({ id }) => id, tile)}
        </ul>
      </section>
      ${this.pages > 1 ? this.turner() : nothing}`;
  }

  private get pages(): number {
    return Math.max(1, Math.ceil(this.people.length / TILES_A_PAGE));
  }

  private get shown(): readonly PersonView[] {
    return this.people.slice(this.page * TILES_A_PAGE, (this.page + 1) * TILES_A_PAGE);
  }

  private arrange(): void {
    const area = this.querySelector<HTMLElement>(".work");
    const tiles = this.querySelector<HTMLElement>(".tiles");
    if (!area || !tiles) return;
    const grid = bestGrid(this.shown.length, area.clientWidth, area.clientHeight, GAP_PX);
    tiles.style.setProperty("--tile-inline", `${grid.width}px`);
    tiles.style.setProperty("--tile-block", `${grid.height}px`);
    tiles.style.setProperty("--tiles-inline", `${grid.columns * (grid.width + GAP_PX) - GAP_PX}px`);
  }

  private turner(): TemplateResult {
    const turn = (by: number, label: string, end: boolean, extra: string) => html`<button
      class="button ghost only ${extra}"
      type="button"
      aria-label=${label}
      ?disabled=${end}
      @click=${() => (this.page += by)}
    >${icon("arrow")}</button>`;
    return html`<div class="pages">
      ${turn(-1, text("page-before"), this.page === 0, "back")}
      <span class="num">${this.page + 1} / ${this.pages}</span>
      ${turn(1, text("page-after"), this.page === this.pages - 1, "")}
    </div>`;
  }
}

function tile(person: PersonView): TemplateResult {
  const state = `${person.speaking ? "speaking" : ""} ${person.reconnecting ? "away" : ""}`;
  const camera = html`<madang-camera
    .track=${person.camera}
    .participant=${person.id}
    .mirrored=${person.isSelf}
  ></madang-camera>`;
  return html`<li class="tile ${state}">
    ${person.camera ? camera : figure(person.avatar)}
    <span class="unseen">${describe(person)}</span>
    <span class="name" aria-hidden="true">${nameOnPlate(person)}</span>
    ${signs(person)}
  </li>`;
}

customElements.define("madang-work", WorkView);
