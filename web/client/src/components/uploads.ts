/** <madang-uploads>: files on their way: how far, how long, paused, or refused with what can be done. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { chooseFiles } from "../files/choose.js";
import { leftInWords, shareInWords, sizeInWords } from "../files/sizes.js";
import type { FileActions, RefusalCode, UploadView } from "../files/upload.js";
import { text } from "../i18n.js";
import { canShareScreen } from "../screen.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";

/** More are told as a number: a thousand rows help nobody. */
const MOST_ROWS = 20;

export class UploadList extends MadangElement {
  static override properties = {
    uploads: { attribute: false },
    actions: { attribute: false },
    limit_bytes: { attribute: false },
  };

  declare uploads: readonly UploadView[];
  declare actions: FileActions;
  /** The largest file that the room takes. */
  declare limit_bytes: number;

  protected override render() {
    const { uploads } = this;
    if (uploads.length === 0) return nothing;
    // What needs an answer or moves stands first.
    const waits = (one: UploadView): number => Number(one.state === "waiting");
    const shown = [...uploads].sort((one, other) => waits(one) - waits(other)).slice(0, MOST_ROWS);
    return html`<ul class="uploads" aria-label=${text("uploads")}>
        ${repeat(shown, ({ key }) => key, (upload) => this.row(upload))}
      </ul>
      ${uploads.length > 3 ? this.all(uploads.length - shown.length) : nothing}`;
  }

  private all(more: number): TemplateResult {
    return html`<p class="uploads-all">
      <span class="soft">${more > 0 ? text("uploads-more", { count: more }) : nothing}</span>
      <button class="button ghost" type="button" @click=${() => this.actions.cancelAll()}>${text("uploads-cancel-all")}</button>
    </p>`;
  }

  private row(upload: UploadView): TemplateResult {
    return upload.state === "refused" ? this.refused(upload) : this.moving(upload);
  }

  private moving(upload: UploadView): TemplateResult {
    const { name, size_bytes, sent_bytes, state } = upload;
    const isHeld = state !== "sending";
    return html`<li class="upload ${isHeld ? "held" : ""}">
      ${icon(upload.isPicture ? "picture" : "files")}
      <p><b dir="auto">${name}</b><span class="soft num">${progressInWords(upload)}</span></p>
      <span class="row">${this.holdButton(upload)} ${this.cancelButton(upload, text("upload-cancel", { name }))}</span>
      <progress max=${size_bytes} value=${sent_bytes} aria-label=${name}></progress>
    </li>`;
  }

  private holdButton({ key, name, state }: UploadView): TemplateResult {
    if (state === "lost") {
      return only("attach", text("upload-choose-again", { name }), () => chooseFiles((files) => this.actions.attach(files)));
    }
    return state === "paused"
      ? only("play", text("upload-resume", { name }), () => this.actions.resume(key))
      : only("pause", text("upload-pause", { name }), () => this.actions.pause(key));
  }

  private cancelButton({ key }: UploadView, label: string): TemplateResult {
    return only("close", label, () => this.actions.cancel(key));
  }

  private refused(upload: UploadView): TemplateResult {
    const { key, name, size_bytes, code } = upload;
    const isTooLarge = code === "file-too-large";
    const another = () =>
      chooseFiles((files) => {
        this.actions.cancel(key);
        this.actions.attach(files);
      });
    const size = sizeInWords(size_bytes);
    const limit = sizeInWords(this.limit_bytes);
    return html`<li class="upload failed">
      ${icon("warning")}
      <p><b dir="auto">${name}</b><span class="why" role="alert">${why(code)}</span></p>
      ${this.cancelButton(upload, text("upload-put-away", { name }))}
      ${isTooLarge ? html`<p class="todo">${text("upload-limit", { size, limit })}</p>` : nothing}
      <span class="todo">
        ${isTooLarge && canShareScreen() ? this.shareInstead() : nothing}
        <button class="button ghost" type="button" @click=${another}>${text("upload-another")}</button>
      </span>
    </li>`;
  }

  private shareInstead(): TemplateResult {
    const share = () => this.dispatchEvent(new CustomEvent("share-screen", { bubbles: true }));
    return html`<button class="button" type="button" @click=${share}>${icon("screen")}<span>${text("upload-share-screen")}</span></button>`;
  }
}

function only(drawing: string, label: string, press: () => void): TemplateResult {
  return html`<button class="button ghost only" type="button" aria-label=${label} title=${label} @click=${press}>
    ${icon(drawing)}
  </button>`;
}

function why(code: RefusalCode | null): string {
  return code === "file-unreadable" ? text("file-unreadable") : text(`error-${code ?? "unavailable"}`);
}

function progressInWords({ state, sent_bytes, size_bytes, left_s }: UploadView): string {
  const share = shareInWords(sent_bytes, size_bytes);
  switch (state) {
    case "waiting":
      return text("upload-waiting", { size: sizeInWords(size_bytes) });
    case "paused":
      return text("upload-paused", { share });
    case "lost":
      return text("upload-lost", { share });
    case "cut":
      return text("upload-cut", { share });
    default:
      return left_s === null ? share : text("upload-going", { share, left: leftInWords(left_s) });
  }
}

customElements.define("madang-uploads", UploadList);
