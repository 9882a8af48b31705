/** Writes lines to everyone: each on its way until it is stored once or refused with its text kept. */
import { checkedText, withAccepted, withPending, withRefused, withoutKey } from "./chat.js";
import type { Clock } from "./clock.js";
import type { Ask } from "./publish.js";
import { randomKey } from "./random.js";
import { RequestFailed, SessionLost } from "./session.js";
import type { ChatEntry } from "./state.js";

type Chat = readonly ChatEntry[];

const AGAIN_MS = 1_000;

export interface WriterPorts {
  readonly clock: Clock;
  readonly ask: Ask;
  change(how: (chat: Chat) => Chat): void;
}

/** What goes with a text. */
export interface Attachment {
  /** Number of the line that it answers. */
  readonly replyTo: number | null;
  /** Ids of the participants whom it mentions. */
  readonly mentions: readonly string[];
}

const NOTHING: Attachment = { replyTo: null, mentions: [] };

interface Written extends Attachment {
  readonly text: string;
  /** By which the server knows a line that is sent twice. */
  readonly lineKey: string;
}

export class ChatWriter {
  readonly #ports: WriterPorts;
  /** What is not a line yet, by the key of its entry. */
  readonly #written = new Map<number, Written>();
  #last = 0;

  constructor(ports: WriterPorts) {
    this.#ports = ports;
  }

  write(typed: string, attachment: Attachment = NOTHING): void {
    const checked = checkedText(typed);
    if (checked === null) return;
    const key = ++this.#last;
    if ("code" in checked) return this.#ports.change((chat) => withRefused(chat, key, typed, checked.code));
    this.#written.set(key, { ...attachment, text: checked.text, lineKey: randomKey() });
    this.#begin(key);
  }

  /** Send a refused line once more. */
  again(key: number): void {
    this.#begin(key);
  }

  drop(key: number): void {
    this.#written.delete(key);
    this.#ports.change((chat) => withoutKey(chat, key));
  }

  #begin(key: number): void {
    const written = this.#written.get(key);
    if (written === undefined) return;
    this.#ports.change((chat) => withPending(withoutKey(chat, key), key, written.text, written.replyTo));
    void this.#send(key);
  }

  /** Ask until there is an answer. */
  async #send(key: number): Promise<void> {
    const written = this.#written.get(key);
    if (written === undefined) return;
    try {
      const { line } = await this.#ports.ask("chat_send", messageOf(written));
      this.#written.delete(key);
      this.#ports.change((chat) => withAccepted(chat, key, line));
    } catch (error) {
      this.#failed(key, written.text, error);
    }
  }

  #failed(key: number, text: string, error: unknown): void {
    if (error instanceof SessionLost) return void this.#send(key);
    if (!(error instanceof RequestFailed)) throw error;
    if (error.code === "too-fast")
      this.#ports.clock.after(error.retryAfter_ms ?? AGAIN_MS, () => void this.#send(key));
    else this.#ports.change((chat) => withRefused(chat, key, text, error.code));
  }
}

function messageOf({ lineKey, text, replyTo, mentions }: Written) {
  return { key: lineKey, text, mentions, ...(replyTo === null ? {} : { reply_to: replyTo }) };
}
