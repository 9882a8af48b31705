/** Keeps one session connected: tokens, sockets, deadlines and coming back; what it does next is a table. */
import { every, type Clock } from "./clock.js";
import type { ErrorCode } from "./protocol.js";
import type { Credentials, Outcome, Session } from "./session.js";

/** What a WebSocket is to this file. */
export interface Socket {
  send(text: string): void;
  close(): void;
}

export interface SocketEvents {
  opened(): void;
  received(text: string): void;
  closed(): void;
}

export type TokenAnswer =
  | { readonly token: string }
  | { readonly code: ErrorCode; readonly retryAfter_ms: number | null };

export interface ConnectionPorts {
  readonly clock: Clock;
  /** From 0 to 1. */
  random(): number;
  openSocket(events: SocketEvents): Socket;
  /** Never rejects: without a network the answer is `unavailable`. */
  fetchToken(): Promise<TokenAnswer>;
}

export interface ConnectionEvents {
  /** In the room, and messages flow. */
  live(): void;
  /** It broke and comes back by itself. */
  cut(): void;
  /** Could not join; the person may try again. */
  refused(code: ErrorCode): void;
  /** For good. */
  over(code: ErrorCode): void;
}

export type LinkState = "idle" | "token" | "opening" | "greeting" | "live" | "waiting" | "over";
type LinkEvent = "start" | "token" | "opened" | "greeted" | "rejoin" | "cut" | "resume" | "refused" | "over";

/** (state, event) → state; what is not here does not happen. */
export const LINK_TABLE: Readonly<Record<LinkState, Partial<Record<LinkEvent, LinkState>>>> = {
  idle: { start: "token", over: "over" },
  token: { token: "opening", cut: "waiting", refused: "idle", over: "over" },
  opening: { opened: "greeting", cut: "waiting", refused: "idle", over: "over" },
  greeting: { greeted: "live", rejoin: "token", cut: "waiting", refused: "idle", over: "over" },
  live: { rejoin: "token", cut: "waiting", over: "over" },
  waiting: { resume: "opening", rejoin: "token", refused: "idle", over: "over" },
  over: {},
};

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5_000;
const PING_EVERY_MS = 5_000;
const REPLY_WITHIN_MS = 5_000;
const REPLY_AFTER_WAKING_MS = 2_000;
const GREETED_WITHIN_MS = 8_000;
const ACKNOWLEDGE_EVERY_MS = 2_000;
const LEAVE_WITHIN_MS = 5_000;
/** Tries before somebody at the door is told that the server cannot be reached. */
const TRIES_AT_THE_DOOR = 4;

/** Codes after which the place is gone, with no way back. */
const FINAL: ReadonlySet<ErrorCode> = new Set(["replaced", "room-ended", "not-found", "version", "not-allowed"]);
/** Codes that a new token or a new session cures. */
const CURED_BY_JOINING: ReadonlySet<ErrorCode> = new Set([
  "resume-refused",
  "token-invalid",
  "token-used",
  "not-joined",
  "already-joined",
]);
/** Codes that time cures. */
const CURED_BY_WAITING: ReadonlySet<ErrorCode> = new Set(["too-fast", "unavailable", "too-slow"]);

type Person = Omit<Credentials, "token">;

export class Connection {
  readonly #session: Session;
  readonly #ports: ConnectionPorts;
  readonly #events: ConnectionEvents;
  #state: LinkState = "idle";
  #person: Person | null = null;
  #token: string | null = null;
  #socket: Socket | null = null;
  /** Cuts in a row. */
  #failures = 0;
  /** New sessions tried in a row. */
  #rejoins = 0;
  /** Whether this person was in the room before, so that coming back is worth any number of tries. */
  #hasBeenIn = false;
  #cancelTimers: (() => void)[] = [];
  #cancelDeadline: () => void = () => undefined;
  #deadline_ms = Infinity;
  /** How long the server wants to be left alone after the next cut. */
  #holdOff_ms = 0;

  constructor(session: Session, ports: ConnectionPorts, events: ConnectionEvents) {
    this.#session = session;
    this.#ports = ports;
    this.#events = events;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Go in; `previous` brings somebody back to the place of an earlier session. */
  start(person: Person): void {
    if (!this.#go("start")) return;
    this.#person = person;
    this.#failures = 0;
    this.#rejoins = 0;
    this.#hasBeenIn = person.previous !== null;
    this.#fetchToken();
  }

  /** A session began: its secret is the way back when it is gone. */
  joinedAs(resume: string): void {
    this.#comeBackAs(resume);
  }

  /** The network or the page is there again: do not wait any longer, do not trust the old connection. */
  wake(): void {
    if (this.#state === "waiting") this.#retry();
    else if (this.#state === "live") this.#ping(REPLY_AFTER_WAKING_MS);
  }

  /** Another network carries the page: what went over the old one is not waited for. */
  networkChanged(): void {
    if (this.#state === "live") this.#cut();
    if (this.#state === "waiting") this.#retry();
  }

  /** The server said that it goes away: a new session is needed when it is back. */
  serverStops(): void {
    this.#session.forget();
  }

  /** Say goodbye if that is possible soon, then be gone. */
  leave(): void {
    if (this.#state === "idle" || this.#state === "token") return this.close();
    const close = (): void => this.close();
    this.#session.request("leave", {}).then(close, close);
    this.#ports.clock.after(LEAVE_WITHIN_MS, close);
  }

  close(): void {
    if (this.#go("over")) this.#drop();
  }

  /** Put a frame on the wire; frames for a connection that is gone are not worth an error. */
  write(text: string): void {
    this.#socket?.send(text);
  }

  #comeBackAs(previous: string | null): void {
    if (this.#person !== null) this.#person = { ...this.#person, previous };
  }

  #go(event: LinkEvent): boolean {
    const next = LINK_TABLE[this.#state][event];
    if (next === undefined) return false;
    this.#state = next;
    return true;
  }

  #fetchToken(): void {
    void this.#ports.fetchToken().then((answer) => {
      if (this.#state !== "token") return;
      if ("token" in answer) {
        this.#token = answer.token;
        this.#open("token");
      } else this.#failed(answer.code, answer.retryAfter_ms);
    });
  }

  #open(event: "token" | "resume"): void {
    if (!this.#go(event)) return;
    this.#setDeadline(GREETED_WITHIN_MS);
    const isCurrent = (): boolean => this.#socket === socket;
    const socket: Socket = this.#ports.openSocket({
      opened: () => isCurrent() && this.#greet(),
      received: (text) => isCurrent() && this.#receive(text),
      closed: () => isCurrent() && this.#cut(),
    });
    this.#socket = socket;
  }

  #greet(): void {
    if (!this.#go("opened")) return;
    if (this.#token === null) return this.#session.resume();
    const token = this.#token;
    this.#token = null;
    if (this.#person !== null) this.#session.join({ ...this.#person, token });
  }

  #receive(text: string): void {
    if (this.#state === "live") this.#clearDeadline();
    this.#heed(this.#session.receive(text));
  }

  #heed(outcome: Outcome): void {
    switch (outcome.kind) {
      case "taken":
        return;
      case "broken":
        return this.#cut();
      case "greeted":
        return this.#live();
      case "refused":
        return this.#failed(outcome.code, outcome.retryAfter_ms);
      case "failed":
        return this.#warned(outcome.code, outcome.retryAfter_ms);
    }
  }

  #live(): void {
    if (!this.#go("greeted")) return;
    this.#clearDeadline();
    this.#failures = 0;
    this.#rejoins = 0;
    this.#hasBeenIn = true;
    const { clock } = this.#ports;
    this.#cancelTimers = [
      every(clock, PING_EVERY_MS, () => this.#ping(REPLY_WITHIN_MS)),
      every(clock, ACKNOWLEDGE_EVERY_MS, () => this.#session.acknowledge()),
    ];
    this.#events.live();
  }

  #ping(replyWithin_ms: number): void {
    this.#session.ping();
    this.#setDeadline(replyWithin_ms);
  }

  /** Something must arrive by then; a deadline that is nearer stays. */
  #setDeadline(within_ms: number): void {
    const at_ms = this.#ports.clock.now() + within_ms;
    if (at_ms >= this.#deadline_ms) return;
    this.#cancelDeadline();
    this.#deadline_ms = at_ms;
    this.#cancelDeadline = this.#ports.clock.after(within_ms, () => this.#cut());
  }

  #clearDeadline(): void {
    this.#cancelDeadline();
    this.#deadline_ms = Infinity;
  }

  /** A failure that names no request: what ends the session is heeded; after anything else the server closes, or goes on. */
  #warned(code: ErrorCode, retryAfter_ms: number | null): void {
    const isDecisive = this.#state !== "live" || FINAL.has(code) || CURED_BY_JOINING.has(code);
    if (isDecisive) this.#failed(code, retryAfter_ms);
    else this.#holdOff_ms = retryAfter_ms ?? 0;
  }

  /** The server said no: to a token, a greeting, or the session. */
  #failed(code: ErrorCode, retryAfter_ms: number | null): void {
    if (this.#hasBeenIn && FINAL.has(code)) return this.#over(code);
    if (CURED_BY_JOINING.has(code)) return this.#rejoin(code);
    if (CURED_BY_WAITING.has(code) && this.#hasBeenIn) return this.#cut(retryAfter_ms ?? 0);
    this.#refuse(code);
  }

  #rejoin(code: ErrorCode): void {
    const wasJoin = !this.#session.canResume;
    this.#session.forget();
    if (++this.#rejoins > TRIES_AT_THE_DOOR) return this.#refuse(code);
    // The earlier place itself may be what is refused: then take a new one.
    if (wasJoin && (code === "resume-refused" || this.#rejoins > 1)) this.#comeBackAs(null);
    const wasLive = this.#state === "live";
    this.#drop();
    if (wasLive) this.#events.cut();
    if (this.#go("rejoin")) this.#fetchToken();
  }

  #cut(atLeast_ms = 0): void {
    this.#drop();
    if (!this.#go("cut")) return;
    this.#events.cut();
    if (!this.#hasBeenIn && this.#failures + 1 >= TRIES_AT_THE_DOOR) return this.#refuse("unavailable");
    const backoff_ms = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures);
    this.#failures += 1;
    const delay_ms = Math.max(atLeast_ms, this.#holdOff_ms, backoff_ms * (0.5 + this.#ports.random() / 2));
    this.#holdOff_ms = 0;
    this.#cancelTimers = [this.#ports.clock.after(delay_ms, () => this.#retry())];
  }

  #retry(): void {
    this.#stopTimers();
    if (this.#session.canResume) this.#open("resume");
    else if (this.#go("rejoin")) this.#fetchToken();
  }

  #refuse(code: ErrorCode): void {
    this.#drop();
    if (!this.#go("refused")) return this.#over(code);
    this.#session.forget();
    this.#events.refused(code);
  }

  #over(code: ErrorCode): void {
    this.close();
    this.#events.over(code);
  }

  #drop(): void {
    this.#stopTimers();
    const socket = this.#socket;
    this.#socket = null;
    this.#session.cut();
    socket?.close();
  }

  #stopTimers(): void {
    this.#clearDeadline();
    for (const cancel of this.#cancelTimers) cancel();
    this.#cancelTimers = [];
  }
}
