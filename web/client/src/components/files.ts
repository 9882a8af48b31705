/** <madang-files>: the panel with all that lies in the room and what is on its way there. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { chooseFiles } from "../files/choose.js";
import { dayInWords, sizeInWords } from "../files/sizes.js";
import type { FileActions, UploadView } from "../files/upload.js";
import { text, timeOfDay } from "../i18n.js";
import type { SharedFile } from "../protocol.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";
import { downloadLink, drawingOf } from "./shared-file.js";
import "./uploads.js";

export class FilesPanel extends MadangElement {
  static override properties = {
    files: { attribute: false },
    uploads: { attribute: false },
    actions: { attribute: false },
    self: { attribute: false },
    limit_bytes: { attribute: false },
    keptHours: { attribute: false },
    asked: { state: true },
  };

  /** What lies in the room, oldest first. */
  declare files: readonly SharedFile[];
  declare uploads: readonly UploadView[];
  declare actions: FileActions;
  declare self: string | null;
  declare limit_bytes: number;
  declare keptHours: number;
  /** The file that one is about to take back. */
  declare asked: string | null;

  constructor() {
    super();
    this.asked = null;
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>("header .button")?.focus({ preventScroll: true });
  }

  protected override render() {
    const { files, uploads } = this;
    const isEmpty = files.length + uploads.length === 0;
    return html`<aside class="panel" id="files" aria-labelledby="files-title">
      <header>
        <h2 id="files-title">${text("files")} ${files.length > 0 ? html`<span class="num soft">${files.length}</span>` : nothing}</h2>
        <button class="button ghost only" type="button" aria-label=${text("close")} @click=${this.close}>
          ${icon("close")}
        </button>
      </header>
      <div class="on-table">
        <madang-uploads .uploads=${uploads} .actions=${this.actions} .limit_bytes=${this.limit_bytes}></madang-uploads>
        ${isEmpty ? this.invitation() : nothing}
        <ul class="shared" aria-label=${text("shared-files")} ?hidden=${files.length === 0}>
          ${repeat([...files].reverse(), ({ id }) => id, (file) => this.row(file))}
        </ul>
      </div>
      <footer>
        ${isEmpty ? nothing : this.attachButton("wide")}
        <p class="kept">${icon("lock")}<span>${text("kept-files", { hours: this.keptHours })}</span></p>
      </footer>
    </aside>`;
  }

  private invitation(): TemplateResult {
    return html`<div class="empty">
      ${icon("files")}
      <h3>${text("files-empty-title")}</h3>
      <p class="soft">${text("files-empty", { limit: sizeInWords(this.limit_bytes) })}</p>
      ${this.attachButton("primary")}
    </div>`;
  }

  private attachButton(look: string): TemplateResult {
    return html`<button class="button ${look}" type="button" @click=${() => chooseFiles((files) => this.actions.attach(files))}>
      ${icon("attach")}<span>${text("attach")}</span>
    </button>`;
  }

  private row(file: SharedFile): TemplateResult {
    const isOwn = file.participant === this.self;
    return html`<li>
      ${file.preview_url
        ? html`<img src=${file.preview_url} alt="" loading="lazy" decoding="async" />`
        : html`<span class="kind">${icon(drawingOf(file))}</span>`}
      <p>
        <b dir="auto">${file.name}</b>
        <span class="soft num">${facts(file, isOwn)}</span>
      </p>
      <span class="row">${downloadLink(file)} ${isOwn ? this.removeButton(file) : nothing}</span>
      ${this.asked === file.id ? this.question(file) : nothing}
    </li>`;
  }

  private removeButton({ id, name }: SharedFile): TemplateResult {
    const label = text("file-remove", { name });
    return html`<button
      class="button ghost only"
      type="button"
      aria-label=${label}
      title=${label}
      aria-expanded=${this.asked === id}
      @click=${() => (this.asked = this.asked === id ? null : id)}
    >${icon("trash")}</button>`;
  }

  private question(file: SharedFile): TemplateResult {
    const remove = () => {
      this.asked = null;
      this.actions.remove(file.id);
    };
    return html`<div class="todo" role="group" aria-label=${text("file-remove-question")}>
      <p>${text("file-remove-question")}</p>
      <button class="button" type="button" @click=${remove}>${text("file-remove-yes")}</button>
      <button class="button ghost" type="button" @click=${() => (this.asked = null)}>${text("file-remove-no")}</button>
    </div>`;
  }

  private close(): void {
    this.dispatchEvent(new CustomEvent("close-panel"));
  }
}

/** Who, when, how large, until when. */
function facts(file: SharedFile, isOwn: boolean): string {
  const isToday = new Date(file.shared_at_ms).toDateString() === new Date().toDateString();
  const when = isToday ? timeOfDay(file.shared_at_ms) : dayInWords(file.shared_at_ms);
  const who = isOwn ? text("self") : file.owner;
  const size = sizeInWords(file.size_bytes);
  if (file.expires_at_ms === null) return text("file-facts", { who, when, size });
  const until = dayInWords(file.expires_at_ms);
  return text("file-facts-until", { who, when, size, until });
}

customElements.define("madang-files", FilesPanel);
