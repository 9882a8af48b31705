/** One upload of the queue: what is known of it, and how it looks from outside. */
import type { KeptUpload } from "./kept.js";
import { Pace } from "./pace.js";
import type { RefusalCode, UploadState, UploadView } from "./upload.js";

export class UploadItem {
  state: UploadState = "waiting";
  code: RefusalCode | null = null;
  /** Where to send it, once the server has granted it. */
  grant: { readonly file: string; readonly url: string } | null = null;
  sent_bytes = 0;
  /** Ends the request or the waiting of now. */
  interrupt: (() => void) | null = null;
  /** Somebody sees to it; after a pause it may take a moment until nobody does. */
  isCarried = false;
  readonly pace = new Pace();

  constructor(
    readonly key: number,
    readonly name: string,
    readonly size_bytes: number,
    readonly changed_ms: number,
    /** null after a reload, until the file is chosen again. */
    public content: File | null,
  ) {}

  static of(key: number, file: File): UploadItem {
    return new UploadItem(key, file.name, file.size, file.lastModified, file);
  }

  static lost(key: number, kept: KeptUpload, sent_bytes: number): UploadItem {
    const item = new UploadItem(key, kept.name, kept.size_bytes, kept.changed_ms, null);
    item.state = "lost";
    item.grant = { file: kept.file, url: kept.url };
    item.sent_bytes = sent_bytes;
    return item;
  }

  get isActive(): boolean {
    return this.state === "sending" || this.state === "cut";
  }

  get view(): UploadView {
    const { key, name, size_bytes, sent_bytes, state, code } = this;
    const isPicture = /\.(png|jpe?g|gif|webp|avif|heic)$/i.test(name);
    const left_s = state === "sending" ? this.pace.left_s(size_bytes - sent_bytes) : null;
    return { key, name, size_bytes, sent_bytes, isPicture, state, left_s, code };
  }

  get kept(): KeptUpload | null {
    if (this.grant === null || this.state === "refused") return null;
    const { name, size_bytes, changed_ms, grant } = this;
    return { name, size_bytes, changed_ms, ...grant };
  }
}
