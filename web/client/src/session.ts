/** One participant's conversation with the server over connections that break (no sockets). */
import {
  PROTOCOL_VERSION,
  type ChatAccepted,
  type ChatPage,
  type Done,
  type ErrorCode,
  type Failed,
  type FileGranted,
  type FromParticipant,
  type Join,
  type Joined,
  type Numbered,
  type Pong,
  type Published,
  type Resume,
  type RelaysRenewed,
  type Resumed,
  type ToParticipant,
} from "./protocol.js";

const ACKNOWLEDGE_EVERY = 16;

/** What answers each request once one is in the room. */
interface Replies {
  leave: Done;
  relays_renew: RelaysRenewed;
  set_hand: Done;
  react: Done;
  publish: Published;
  set_muted: Done;
  subscribe_answer: Done;
  subscribe_restart: Done;
  receive_pictures: Done;
  file_offer: FileGranted;
  file_remove: Done;
  chat_send: ChatAccepted;
  chat_edit: Done;
  chat_delete: Done;
  chat_react: Done;
  chat_before: ChatPage;
  chat_search: ChatPage;
}

export type RequestType = keyof Replies;
export type RequestBody<T extends RequestType> = Omit<Extract<FromParticipant, { type: T }>, "type" | "id">;
export type Reply<T extends RequestType> = Replies[T];

/** What happens without having been asked for, and the reply to join, which begins everything. */
export type ServerEvent = Exclude<ToParticipant, Pong | Resumed | Failed | Done | RelaysRenewed | Published | ChatAccepted | ChatPage | FileGranted>;

/** The server refused a request. */
export class RequestFailed extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly retryAfter_ms: number | null,
  ) {
    super(code);
  }
}

/** A new session began before the reply came: nobody knows whether the request was carried out. */
export class SessionLost extends Error {}

export interface Credentials {
  readonly token: string;
  readonly name: string;
  readonly avatar: string;
  readonly language: string;
  /** The resume secret of an earlier session of the same person. */
  readonly previous: string | null;
}

/** What a received message means for the connection that carried it. */
export type Outcome =
  | { readonly kind: "greeted" }
  | { readonly kind: "refused"; readonly code: ErrorCode; readonly retryAfter_ms: number | null }
  | { readonly kind: "failed"; readonly code: ErrorCode; readonly retryAfter_ms: number | null }
  | { readonly kind: "broken" }
  | { readonly kind: "taken" };

interface Unanswered {
  readonly text: string;
  readonly resolve: (reply: ToParticipant) => void;
  readonly reject: (error: Error) => void;
}

export interface SessionPorts {
  /** Put a text frame on the connection that is there now. */
  write(text: string): void;
  deliver(event: ServerEvent): void;
}

const TAKEN: Outcome = { kind: "taken" };

export class Session {
  readonly #ports: SessionPorts;
  /** In the order of their numbers. */
  readonly #unanswered = new Map<number, Unanswered>();
  #nextId = 1;
  #greetingId = 0;
  #isGreeted = false;
  #resume: string | null = null;
  #received = 0;
  #acknowledged = 0;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  get canResume(): boolean {
    return this.#resume !== null;
  }

  /** The session is gone or will be; only a new one helps. */
  forget(): void {
    this.#resume = null;
  }

  /** The first message of a connection that begins a session. */
  join(credentials: Credentials): void {
    this.#greetingId = this.#nextId++;
    const { previous, ...rest } = credentials;
    const join: Join = { type: "join", id: this.#greetingId, version: PROTOCOL_VERSION, ...rest };
    this.#ports.write(JSON.stringify(previous === null ? join : { ...join, previous }));
  }

  /** The first message of a connection that goes on with the session. */
  resume(): void {
    if (this.#resume === null) throw new Error("there is no session to resume");
    this.#greetingId = this.#nextId++;
    const resume: Resume = {
      type: "resume",
      id: this.#greetingId,
      resume: this.#resume,
      received: this.#received,
    };
    this.#ports.write(JSON.stringify(resume));
  }

  /** The connection is gone; requests wait for the next one. */
  cut(): void {
    this.#isGreeted = false;
  }

  /** Ask for something; survives cuts and is carried out once. Rejects with RequestFailed or SessionLost. */
  request<T extends RequestType>(type: T, body: RequestBody<T>): Promise<Reply<T>> {
    const id = this.#nextId++;
    const text = JSON.stringify({ type, id, ...body });
    return new Promise((resolve, reject) => {
      this.#unanswered.set(id, { text, resolve: resolve as Unanswered["resolve"], reject });
      if (this.#isGreeted) this.#ports.write(text);
    });
  }

  ping(): void {
    this.#ports.write('{"type":"ping"}');
  }

  /** Say that one is writing; while there is no connection nobody hears it. */
  tellTyping(): void {
    if (this.#isGreeted) this.#ports.write('{"type":"chat_typing"}');
  }

  /** Tell the server what arrived, if that is news. */
  acknowledge(): void {
    if (!this.#isGreeted || this.#received === this.#acknowledged) return;
    this.#acknowledged = this.#received;
    this.#ports.write(JSON.stringify({ type: "ack", received: this.#received }));
  }

  /** Take one text frame. */
  receive(text: string): Outcome {
    let message: Numbered<ToParticipant>;
    try {
      message = JSON.parse(text) as Numbered<ToParticipant>;
    } catch {
      return { kind: "broken" };
    }
    if (message.type === "joined") return this.#begin(message);
    if (message.seq !== undefined && !this.#count(message.seq)) return TAKEN;
    return this.#take(message);
  }

  /** Whether this number is new. */
  #count(seq: number): boolean {
    if (seq <= this.#received) return false;
    this.#received = seq;
    if (this.#received - this.#acknowledged >= ACKNOWLEDGE_EVERY) this.acknowledge();
    return true;
  }

  #take(message: ToParticipant): Outcome {
    switch (message.type) {
      case "pong":
        return TAKEN;
      case "resumed":
        return message.re === this.#greetingId ? this.#goOn(message.received) : TAKEN;
      case "failed":
        return this.#fail(message);
      case "done":
      case "relays_renewed":
      case "published":
      case "chat_accepted":
      case "file_granted":
      case "chat_page":
        this.#answered(message.re)?.resolve(message);
        return TAKEN;
      default:
        this.#ports.deliver(message);
        return TAKEN;
    }
  }

  #begin(joined: Numbered<Joined>): Outcome {
    if (joined.re !== this.#greetingId || this.#isGreeted) return TAKEN;
    this.#resume = joined.resume;
    this.#received = joined.seq ?? 0;
    this.#acknowledged = 0;
    this.#isGreeted = true;
    const lost = [...this.#unanswered.values()];
    this.#unanswered.clear();
    this.#ports.deliver(joined);
    for (const request of lost) request.reject(new SessionLost());
    // At once, so that the server knows that the way back is known here.
    this.acknowledge();
    return { kind: "greeted" };
  }

  #goOn(received: number): Outcome {
    this.#isGreeted = true;
    this.#acknowledged = this.#received;
    for (const [id, request] of this.#unanswered) if (id > received) this.#ports.write(request.text);
    return { kind: "greeted" };
  }

  #fail({ re, code, retry_after_ms }: Failed): Outcome {
    const retryAfter_ms = retry_after_ms ?? null;
    if (re === null) return { kind: "failed", code, retryAfter_ms };
    if (re === this.#greetingId) return { kind: "refused", code, retryAfter_ms };
    this.#answered(re)?.reject(new RequestFailed(code, retryAfter_ms));
    return TAKEN;
  }

  #answered(id: number): Unanswered | undefined {
    const request = this.#unanswered.get(id);
    this.#unanswered.delete(id);
    return request;
  }
}
