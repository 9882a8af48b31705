/** <madang-work>: what is shown or pinned takes the largest area; everybody else is a tile, by pages. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { text } from "../i18n.js";
import { arrange, type Arrangement, type Tile } from "./arrangement.js";
import { MadangElement } from "./element.js";
import { toggleFullScreen } from "./full-screen.js";
import { bestGrid, tilesAPage } from "./grid.js";
import { icon } from "./drawings.js";
import type { PersonView } from "./person-view.js";
import type { ShareView } from "./shares.js";
import { tileOf } from "./tile.js";

const GAP_PX = 8;
const TINTS = 4;

export class WorkView extends MadangElement {
  static override properties = {
    people: { attribute: false },
    shares: { attribute: false },
    speakerIsLarge: { attribute: false },
    stopSharing: { attribute: false },
    page: { state: true },
    pinned: { state: true },
    aPage: { state: true },
  };

  declare people: readonly PersonView[];
  declare shares: readonly ShareView[];
  declare speakerIsLarge: boolean;
  declare stopSharing: () => void;
  /** Counted from 0. */
  declare page: number;
  declare pinned: string | null;
  /** So many tiles are large enough to look at. */
  declare aPage: number;
  private lastSpeaker: string | null = null;
  private arranged: Arrangement = { large: [], others: [] };
  private readonly measure = new ResizeObserver(() => this.fit());

  constructor() {
    super();
    this.shares = [];
    this.page = 0;
    this.pinned = null;
    this.aPage = tilesAPage(innerWidth, innerHeight, GAP_PX);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.measure.disconnect();
  }

  /** The first of what is large, over the whole screen and back. */
  toggleFullScreen(): void {
    const large = this.querySelector(".tile.large");
    if (large) toggleFullScreen(large);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("people")) this.noteSpeaker();
    const { pinned, speakerIsLarge, lastSpeaker } = this;
    this.arranged = arrange(this.people, this.shares, { pinned, speakerIsLarge, lastSpeaker });
    this.page = Math.min(this.page, this.pages - 1);
  }

  protected override firstUpdated(): void {
    const area = this.querySelector(".work");
    if (area) this.measure.observe(area);
  }

  protected override updated(): void {
    this.fit();
  }

  protected override render() {
    const { large } = this.arranged;
    return html`<section
        class="work ${large.length > 0 ? "with-large" : ""}"
        aria-label=${text("scene")}
        @pin-tile=${(event: CustomEvent<string>) => this.pin(event.detail)}
        @full-screen=${(event: CustomEvent<string>) => this.showWhole(event.detail)}
        @dblclick=${this.pressedTwice}
      >
        ${large.length > 0 ? this.largeTiles(large) : nothing}
        <ul class="tiles" aria-label=${text("tiles")}>
          ${repeat(this.shown, ({ id }) => id, (tile) => this.tile(tile, false))}
        </ul>
      </section>
      ${this.pages > 1 ? this.turner() : nothing}`;
  }

  private largeTiles(large: readonly Tile[]): TemplateResult {
    return html`<ul class="shown" data-count=${large.length} aria-label=${text("large-tiles")}>
      ${repeat(large, ({ id }) => id, (tile) => this.tile(tile, true))}
    </ul>`;
  }

  private tile(tile: Tile, large: boolean): TemplateResult {
    const tint = (this.people.findIndex(({ id }) => id === tile.id) % TINTS) + 1;
    return tileOf(tile, { large, pinned: tile.id === this.pinned, tint, stop: this.stopSharing });
  }

  private get pages(): number {
    return Math.max(1, Math.ceil(this.arranged.others.length / this.aPage));
  }

  private get shown(): readonly Tile[] {
    return this.arranged.others.slice(this.page * this.aPage, (this.page + 1) * this.aPage);
  }

  private noteSpeaker(): void {
    const speaker = this.people.find(({ speaking, isSelf }) => speaking && !isSelf);
    if (speaker) this.lastSpeaker = speaker.id;
  }

  private pin(id: string): void {
    this.pinned = this.pinned === id ? null : id;
    // The tile moves elsewhere, and with it the button that was pressed.
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>(`[data-tile="${CSS.escape(id)}"] .tile-more`)?.focus(),
    );
  }

  private showWhole(id: string): void {
    const tile = this.querySelector(`[data-tile="${CSS.escape(id)}"]`);
    if (tile) toggleFullScreen(tile);
  }

  private readonly pressedTwice = (event: MouseEvent): void => {
    if (!(event.target instanceof Element) || event.target.closest("button, .menu")) return;
    const tile = event.target.closest(".tile");
    if (tile?.querySelector("video")) toggleFullScreen(tile);
  };

  private fit(): void {
    const area = this.querySelector<HTMLElement>(".work");
    const tiles = this.querySelector<HTMLElement>(".tiles");
    if (!area || !tiles) return;
    this.aPage = tilesAPage(area.clientWidth, area.clientHeight, GAP_PX);
    if (this.arranged.large.length > 0) return;
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

customElements.define("madang-work", WorkView);

declare global {
  interface HTMLElementTagNameMap {
    "madang-work": WorkView;
  }
}
