/** <madang-drop>: takes files that are dropped anywhere on the room or pasted into it, under a veil that says so. */
import { html, nothing } from "lit";
import { text } from "../i18n.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";

/** The name that browsers give to every picture from the clipboard. */
const NAMELESS = /^image\.(png|jpe?g|gif|webp)$/i;

export class DropZone extends MadangElement {
  static override properties = { isOver: { state: true } };

  /** Somebody holds files over the page. */
  declare isOver: boolean;

  constructor() {
    super();
    this.isOver = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("dragover", this.dragged);
    window.addEventListener("dragleave", this.left);
    window.addEventListener("drop", this.dropped);
    window.addEventListener("paste", this.pasted);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("dragover", this.dragged);
    window.removeEventListener("dragleave", this.left);
    window.removeEventListener("drop", this.dropped);
    window.removeEventListener("paste", this.pasted);
  }

  protected override render() {
    if (!this.isOver) return nothing;
    return html`<div class="drop-veil" aria-hidden="true">
      <p class="sheet">${icon("attach")}<b>${text("drop-here")}</b><span class="soft">${text("drop-note")}</span></p>
    </div>`;
  }

  private readonly dragged = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this.isOver = true;
  };

  private readonly left = (event: DragEvent): void => {
    if (event.relatedTarget === null) this.isOver = false;
  };

  private readonly dropped = (event: DragEvent): void => {
    this.isOver = false;
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.take([...event.dataTransfer.files]);
  };

  private readonly pasted = (event: ClipboardEvent): void => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    // Office programs put a picture of a text beside the text itself: the text is what is meant.
    if (pasted.length === 0 || event.clipboardData?.types.includes("text/plain")) return;
    event.preventDefault();
    this.take(pasted.map(named));
  };

  private take(files: readonly File[]): void {
    if (files.length > 0) this.dispatchEvent(new CustomEvent("take-files", { detail: files }));
  }
}

function named(file: File): File {
  if (!NAMELESS.test(file.name)) return file;
  const time = new Date().toTimeString().slice(0, 8).replaceAll(":", ".");
  const name = text("pasted-picture", { time }).replace(/[\u2068\u2069]/g, "");
  return new File([file], `${name}.${file.name.split(".").at(-1)}`, { type: file.type, lastModified: Date.now() });
}

customElements.define("madang-drop", DropZone);
