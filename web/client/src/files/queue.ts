/** Uploads: some at once and the others after them; each goes on after cuts until it is there or refused. */
import type { Clock } from "../clock.js";
import type { Ask } from "../publish.js";
import { RequestFailed, SessionLost } from "../session.js";
import { UploadItem } from "./item.js";
import { isSame, type KeptUpload } from "./kept.js";
import type { Sent, Transfer } from "./transfer.js";
import type { FileActions, RefusalCode, UploadView } from "./upload.js";

const AT_ONCE = 3;
const PART_BYTES = 16 * 1024 * 1024;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;
/** The server counts messages: many small files must not use up what the talk needs. */
const BETWEEN_OFFERS_MS = 150;
const SHOW_EVERY_MS = 200;
const MOST_BEGINNINGS = 4;
/** After these there is no sense in asking for the others. */
const FULL = new Set<RefusalCode>(["quota-exceeded", "storage-full"]);

export interface QueuePorts {
  readonly clock: Clock;
  readonly ask: Ask;
  readonly transfer: Transfer;
  readonly limit_bytes: number;
  changed(uploads: readonly UploadView[]): void;
  keep(uploads: readonly KeptUpload[]): void;
}

export class UploadQueue implements FileActions {
  readonly #ports: QueuePorts;
  #items: UploadItem[] = [];
  #lastKey = 0;
  #nextOffer_ms = 0;
  #shown_ms = Number.NEGATIVE_INFINITY;

  constructor(ports: QueuePorts) {
    this.#ports = ports;
  }

  attach(files: readonly File[]): void {
    for (const file of files) {
      const lost = this.#items.find((item) => item.state === "lost" && isSame(item, file));
      if (lost === undefined) this.#add(file);
      else {
        lost.content = file;
        lost.state = "waiting";
      }
    }
    this.#fill();
  }

  pause(key: number): void {
    const item = this.#item(key);
    if (item === undefined || !(item.isActive || item.state === "waiting")) return;
    item.state = "paused";
    item.interrupt?.();
    this.#fill();
  }

  resume(key: number): void {
    const item = this.#item(key);
    if (item?.state !== "paused") return;
    item.state = "waiting";
    this.#fill();
  }

  cancel(key: number): void {
    const item = this.#item(key);
    if (item === undefined) return;
    this.#items = this.#items.filter((other) => other !== item);
    this.#giveUp(item);
    this.#fill();
  }

  cancelAll(): void {
    const items = this.#items;
    this.#items = [];
    for (const item of items) this.#giveUp(item);
    this.#show();
  }

  remove(file: string): void {
    // What cannot be taken back stays as everybody sees it.
    this.#ports.ask("file_remove", { file }).catch(() => undefined);
  }

  /** After a reload: what the server still has part of waits for its file to be chosen again. */
  async recall(kept: readonly KeptUpload[]): Promise<void> {
    for (const one of kept) {
      const sent = await this.#ports.transfer.tell(one.url);
      if (sent.kind !== "there" || sent.offset === one.size_bytes) continue;
      this.#items = [...this.#items, UploadItem.lost(++this.#lastKey, one, sent.offset)];
    }
    this.#show();
  }

  /** The visit is over. */
  close(): void {
    const items = this.#items;
    this.#items = [];
    for (const item of items) this.#stop(item);
    this.#show();
  }

  #item(key: number): UploadItem | undefined {
    return this.#items.find((item) => item.key === key);
  }

  #add(file: File): void {
    const item = UploadItem.of(++this.#lastKey, file);
    this.#items = [...this.#items, item];
    if (file.size === 0) this.#refuse(item, "file-empty");
    else if (file.size > this.#ports.limit_bytes) this.#refuse(item, "file-too-large");
  }

  #giveUp(item: UploadItem): void {
    const { grant } = item;
    if (item.state !== "refused" && grant !== null) this.remove(grant.file);
    this.#stop(item);
  }

  #stop(item: UploadItem): void {
    item.state = "refused";
    item.interrupt?.();
  }

  #fill(): void {
    const free = AT_ONCE - this.#items.filter((item) => item.isActive).length;
    const waiting = this.#items.filter((item) => item.state === "waiting" && !item.isCarried);
    const next = waiting.slice(0, Math.max(0, free));
    for (const item of next) void this.#carry(item);
    this.#show();
  }

  /** Bring one file there, whatever happens on the way; ends when its state is no longer active. */
  async #carry(item: UploadItem): Promise<void> {
    item.state = "sending";
    item.isCarried = true;
    item.pace.forget();
    await this.#bring(item);
    item.isCarried = false;
    this.#fill();
  }

  async #bring(item: UploadItem): Promise<void> {
    let wait_ms = FIRST_WAIT_MS;
    let beginnings = 0;
    let isSure = false;
    while (item.isActive) {
      if (item.grant === null) {
        if (++beginnings > MOST_BEGINNINGS) this.#refuse(item, "unavailable");
        else isSure = await this.#offer(item);
        continue;
      }
      const sent = isSure ? await this.#sendPart(item) : await this.#ports.transfer.tell(item.grant.url);
      if (!item.isActive) break;
      isSure = this.#take(item, sent);
      if (sent.kind === "there") wait_ms = FIRST_WAIT_MS;
      else if (item.isActive && sent.kind !== "gone") {
        await this.#pause(item, sent.kind === "again" ? sent.after_ms : wait_ms);
        wait_ms = Math.min(2 * wait_ms, LONGEST_WAIT_MS);
      }
    }
  }

  /** Ask for a place; whether there is one now. */
  async #offer(item: UploadItem): Promise<boolean> {
    await this.#turnToOffer(item);
    if (!item.isActive) return false;
    try {
      const granted = await this.#ports.ask("file_offer", { name: item.name, size_bytes: item.size_bytes });
      item.grant = { file: granted.file, url: granted.upload_url };
      item.sent_bytes = 0;
      if (!this.#items.includes(item)) this.remove(granted.file);
      this.#show();
      return true;
    } catch (error) {
      await this.#offerFailed(item, error);
      return false;
    }
  }

  async #offerFailed(item: UploadItem, error: unknown): Promise<void> {
    if (error instanceof SessionLost) return;
    if (!(error instanceof RequestFailed)) throw error;
    if (error.code === "too-fast") await this.#pause(item, error.retryAfter_ms ?? FIRST_WAIT_MS);
    else this.#refuse(item, error.code);
  }

  async #turnToOffer(item: UploadItem): Promise<void> {
    const { clock } = this.#ports;
    const at_ms = Math.max(clock.now(), this.#nextOffer_ms);
    this.#nextOffer_ms = at_ms + BETWEEN_OFFERS_MS;
    if (at_ms > clock.now()) await this.#pause(item, at_ms - clock.now());
  }

  async #sendPart(item: UploadItem): Promise<Sent> {
    const { content, grant, sent_bytes } = item;
    if (content === null || grant === null) return { kind: "gone" };
    if (!(await isReadable(content, sent_bytes))) {
      this.#refuse(item, "file-unreadable");
      this.remove(grant.file);
      return { kind: "cut" };
    }
    const part = content.slice(sent_bytes, sent_bytes + PART_BYTES);
    const sending = this.#ports.transfer.send(grant.url, sent_bytes, part, (bytes) => {
      item.sent_bytes = Math.min(item.size_bytes, sent_bytes + bytes);
      this.#moved(item);
    });
    item.interrupt = sending.abort;
    const sent = await sending.done;
    item.interrupt = null;
    return sent;
  }

  /** What an answer means; whether it is certain how much is there. */
  #take(item: UploadItem, sent: Sent): boolean {
    switch (sent.kind) {
      case "there":
        item.state = "sending";
        item.sent_bytes = sent.offset;
        this.#moved(item);
        if (sent.offset === item.size_bytes) this.#finished(item);
        return true;
      case "gone":
        item.grant = null;
        item.sent_bytes = 0;
        return false;
      case "refused":
        this.#refuse(item, sent.code);
        return false;
      case "cut":
      case "again":
        item.state = "cut";
        item.pace.forget();
        this.#show();
        return false;
    }
  }

  #finished(item: UploadItem): void {
    this.#items = this.#items.filter((other) => other !== item);
    item.state = "refused";
  }

  #refuse(item: UploadItem, code: RefusalCode): void {
    item.state = "refused";
    item.code = code;
    if (!FULL.has(code)) return;
    for (const other of this.#items.filter(({ state }) => state === "waiting")) {
      other.state = "refused";
      other.code = code;
    }
  }

  #pause(item: UploadItem, delay_ms: number): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        cancel();
        item.interrupt = null;
        resolve();
      };
      const cancel = this.#ports.clock.after(delay_ms, go);
      item.interrupt = go;
    });
  }

  #moved(item: UploadItem): void {
    const now_ms = this.#ports.clock.now();
    item.pace.mark(now_ms, item.sent_bytes);
    if (now_ms - this.#shown_ms >= SHOW_EVERY_MS) this.#show();
  }

  #show(): void {
    this.#shown_ms = this.#ports.clock.now();
    this.#ports.changed(this.#items.map((item) => item.view));
    this.#ports.keep(this.#items.flatMap((item) => item.kept ?? []));
  }
}

/** A file that was deleted or changed after it was chosen cannot be read any more; a folder never could. */
async function isReadable(file: File, offset: number): Promise<boolean> {
  try {
    await file.slice(offset, offset + 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
