/** <madang-picture>: a scene's drawing in a shadow root, by day or by night. */
import { LitElement, type PropertyValues } from "lit";
import { isNight, onNightChange } from "./appearance.js";

const FRAME = ":host>svg{display:block;inline-size:100%;block-size:100%;pointer-events:none}";

export class ScenePicture extends LitElement {
  static override properties = { src: {} };

  /** Address of the drawing, an SVG of the same origin. */
  declare src: string;
  private stopListening: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopListening = onNightChange(() => this.tellTime());
    this.tellTime();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopListening?.();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("src") && this.src) void this.load(this.src);
  }

  private async load(address: string): Promise<void> {
    const answer = await fetch(address);
    if (!answer.ok || address !== this.src) return;
    const { drawing, sheet } = readDrawing(await answer.text());
    this.renderRoot.replaceChildren(drawing);
    (this.renderRoot as ShadowRoot).adoptedStyleSheets = [sheet];
  }

  private tellTime(): void {
    this.dataset["time"] = isNight() ? "night" : "day";
  }
}

/** Take the drawing apart: the page's policy forbids styles inside the markup, so they are set from here. */
function readDrawing(source: string): { drawing: SVGElement; sheet: CSSStyleSheet } {
  let styles = FRAME;
  const bare = source.replace(/<style>([\s\S]*?)<\/style>/g, (_all, rules: string) => ((styles += rules), ""));
  const drawing = new DOMParser().parseFromString(bare, "image/svg+xml").documentElement as unknown as SVGElement;
  drawing.setAttribute("aria-hidden", "true");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  return { drawing: document.importNode(drawing, true), sheet };
}

customElements.define("madang-picture", ScenePicture);
