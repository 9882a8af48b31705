/** What one does in the chat: write, change one's own, react, look back, search, and let others see that one writes. */
import { hasOlder, linesOf, withOlder } from "./chat.js";
import type { Clock } from "./clock.js";
import type { ChatPage, Emoji, ErrorCode } from "./protocol.js";
import type { Ask } from "./publish.js";
import { RequestFailed, SessionLost, type Reply, type RequestBody, type RequestType } from "./session.js";
import type { ChatEntry } from "./state.js";
import { Typing } from "./typing.js";
import { ChatWriter, type Attachment } from "./writer.js";

type Chat = readonly ChatEntry[];
/** null: it was done. */
export type Answer = ErrorCode | null;

const AGAIN_MS = 1_000;
/** So far back one may jump: what lies farther is read where it was found. */
const FARTHEST_LINES = 2_000;

/** What a person can do in the chat; numbers are those of lines, keys those of entries that are none yet. */
export interface ChatActions {
  send(text: string, attachment: Attachment): void;
  /** Put a refused line back: send it again, or drop it. */
  again(key: number): void;
  drop(key: number): void;
  edit(line: number, text: string, mentions: readonly string[]): Promise<Answer>;
  delete(line: number): Promise<Answer>;
  react(line: number, emoji: Emoji, on: boolean): Promise<Answer>;
  loadOlder(): Promise<Answer>;
  /** Load older lines until this one is there; whether it is. */
  reach(line: number): Promise<boolean>;
  search(words: string, before: number | null): Promise<ChatPage | ErrorCode>;
  /** One is typing. */
  typed(): void;
}

export interface TalkPorts {
  readonly clock: Clock;
  readonly ask: Ask;
  chat(): Chat;
  change(how: (chat: Chat) => Chat): void;
  tellTyping(): void;
  typingChanged(participants: readonly string[]): void;
}

export class Talk implements ChatActions {
  readonly #ports: TalkPorts;
  readonly #writer: ChatWriter;
  readonly typing: Typing;
  #loading: Promise<Answer> | null = null;

  constructor(ports: TalkPorts) {
    this.#ports = ports;
    this.#writer = new ChatWriter(ports);
    this.typing = new Typing({
      clock: ports.clock,
      tell: () => ports.tellTyping(),
      changed: (participants) => ports.typingChanged(participants),
    });
  }

  send(text: string, attachment: Attachment): void {
    this.typing.sent();
    this.#writer.write(text, attachment);
  }

  again(key: number): void {
    this.#writer.again(key);
  }

  drop(key: number): void {
    this.#writer.drop(key);
  }

  typed(): void {
    this.typing.typed();
  }

  edit(line: number, text: string, mentions: readonly string[]): Promise<Answer> {
    return this.#do("chat_edit", { line, text, mentions });
  }

  delete(line: number): Promise<Answer> {
    return this.#do("chat_delete", { line });
  }

  react(line: number, emoji: Emoji, on: boolean): Promise<Answer> {
    return this.#do("chat_react", { line, emoji, on });
  }

  /** Asked for again while it is under way, it is the same page. */
  loadOlder(): Promise<Answer> {
    this.#loading ??= this.#loadPage().finally(() => (this.#loading = null));
    return this.#loading;
  }

  async reach(line: number): Promise<boolean> {
    for (;;) {
      const lines = linesOf(this.#ports.chat());
      const first = lines[0]?.number ?? 0;
      if (line >= first) return lines.some(({ number }) => number === line);
      const latest = lines.at(-1)?.number ?? 0;
      if (latest - line > FARTHEST_LINES || (await this.loadOlder()) !== null) return false;
    }
  }

  search(words: string, before: number | null): Promise<ChatPage | ErrorCode> {
    return this.#ask("chat_search", before === null ? { text: words } : { text: words, before });
  }

  async #loadPage(): Promise<Answer> {
    const chat = this.#ports.chat();
    const before = linesOf(chat)[0]?.number;
    if (before === undefined || !hasOlder(chat)) return null;
    const page = await this.#ask("chat_before", { before });
    if (typeof page === "string") return page;
    // Where a new session has begun meanwhile, its lines may not join on to these.
    this.#ports.change((now) => (linesOf(now)[0]?.number === before ? withOlder(now, page.lines) : now));
    return page.lines.length > 0 ? null : "not-found";
  }

  async #do<T extends RequestType>(type: T, body: RequestBody<T>): Promise<Answer> {
    const reply = await this.#ask(type, body);
    return typeof reply === "string" ? reply : null;
  }

  /** Ask until there is an answer: all that is asked here may be asked twice. */
  async #ask<T extends RequestType>(type: T, body: RequestBody<T>): Promise<Reply<T> | ErrorCode> {
    for (;;) {
      try {
        return await this.#ports.ask(type, body);
      } catch (error) {
        if (error instanceof SessionLost) continue;
        if (!(error instanceof RequestFailed)) throw error;
        if (error.code !== "too-fast") return error.code;
        const wait_ms = error.retryAfter_ms ?? AGAIN_MS;
        await new Promise<void>((resolve) => this.#ports.clock.after(wait_ms, resolve));
      }
    }
  }
}
