/** A server as the protocol describes it, for one participant: numbered delivery, requests taken once, lines stored once. */
import type { Socket, SocketEvents } from "../src/connection.js";
import type { ChatLine, ErrorCode, FromParticipant, Participant, ToParticipant } from "../src/protocol.js";
import type { FakeClock } from "./fake-clock.js";

const LATENCY_MS = 5;

interface Seat {
  readonly resume: string;
  readonly participant: string;
  nextSeq: number;
  lastRequest: number;
  held: { readonly seq: number; readonly text: string }[];
  line: Line | null;
}

/** One connection, seen from the server. */
interface Line {
  events: SocketEvents | null;
  seat: Seat | null;
}

export class FakeServer {
  readonly stored: ChatLine[] = [];
  readonly requests: FromParticipant[] = [];
  readonly frames: string[] = [];
  isUp = true;
  /** Tokens are answered with this instead. */
  tokenRefusal: { code: "not-found" | "too-fast" | "unavailable"; retryAfter_ms: number | null } | null = null;
  joinRefusal: { code: ErrorCode; retry_after_ms: number | null } | null = null;
  /** Whether a frame that crosses the wire now is the last one of its connection. */
  cutAt: (frame: number) => "before" | "after" | null = () => null;
  /** Answers nothing, as behind a dead network. */
  isSilent = false;
  readonly #clock: FakeClock;
  readonly #keys = new Map<string, ChatLine>();
  readonly #usedTokens = new Set<string>();
  #seat: Seat | null = null;
  #lines = new Set<Line>();
  #counter = 0;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  get connections(): number {
    return this.#lines.size;
  }

  fetchToken = async (): Promise<{ token: string } | NonNullable<FakeServer["tokenRefusal"]>> => {
    if (this.tokenRefusal !== null) return this.tokenRefusal;
    if (!this.isUp) return { code: "unavailable", retryAfter_ms: null };
    return { token: `token-${++this.#counter}-0123456789` };
  };

  openSocket = (events: SocketEvents): Socket => {
    const line: Line = { events, seat: null };
    this.#clock.after(LATENCY_MS, () => {
      if (!this.isUp) return this.#close(line);
      this.#lines.add(line);
      line.events?.opened();
    });
    return {
      send: (text) => this.#cross(line, text, () => this.#hear(line, text)),
      close: () => {
        line.events = null;
        this.#lines.delete(line);
      },
    };
  };

  /** Tell the participant something numbered. */
  tell(message: ToParticipant): void {
    if (this.#seat !== null) this.#number(this.#seat, message);
  }

  /** Say something outside the order. */
  say(message: ToParticipant): void {
    for (const line of this.#lines) this.#send(line, JSON.stringify(message));
  }

  cut(): void {
    for (const line of [...this.#lines]) this.#close(line);
  }

  /** Everything but the stored lines is gone. */
  crash(): void {
    this.cut();
    this.#seat = null;
  }

  #cross(line: Line, text: string, arrive: () => void): void {
    if (line.events === null) return;
    this.frames.push(text);
    const cut = this.cutAt(this.frames.length);
    if (cut === "before") return this.#close(line);
    this.#clock.after(LATENCY_MS, () => {
      if (cut === "after") this.#clock.after(0, () => this.#close(line));
      if (line.events !== null) arrive();
    });
  }

  #close(line: Line): void {
    this.#lines.delete(line);
    const { events } = line;
    line.events = null;
    if (line.seat?.line === line) line.seat.line = null;
    events?.closed();
  }

  #send(line: Line, text: string): void {
    this.#cross(line, text, () => line.events?.received(text));
  }

  #number(seat: Seat, message: ToParticipant): void {
    const seq = seat.nextSeq++;
    const text = JSON.stringify({ seq, ...message });
    seat.held.push({ seq, text });
    if (seat.line !== null) this.#send(seat.line, text);
  }

  #hear(line: Line, text: string): void {
    if (this.isSilent) return;
    const message = JSON.parse(text) as FromParticipant;
    switch (message.type) {
      case "ping":
        return this.#send(line, '{"type":"pong"}');
      case "chat_typing":
        return;
      case "ack":
        if (line.seat) line.seat.held = line.seat.held.filter(({ seq }) => seq > message.received);
        return;
      case "join":
        return this.#join(line, message);
      case "resume":
        return this.#resume(line, message);
      default:
        if (line.seat === null || message.id <= line.seat.lastRequest) return;
        line.seat.lastRequest = message.id;
        this.requests.push(message);
        return this.#number(line.seat, this.#reply(message));
    }
  }

  #join(line: Line, join: Extract<FromParticipant, { type: "join" }>): void {
    this.requests.push(join);
    if (this.joinRefusal !== null)
      return this.#send(line, JSON.stringify({ type: "failed", re: join.id, ...this.joinRefusal }));
    if (this.#usedTokens.has(join.token))
      return this.#send(line, JSON.stringify({ type: "failed", re: join.id, code: "token-used", retry_after_ms: null }));
    this.#usedTokens.add(join.token);
    const secret = `secret-${++this.#counter}-0123456789`;
    const seat: Seat = {
      resume: secret,
      participant: "me",
      nextSeq: 1,
      lastRequest: join.id,
      held: [],
      line,
    };
    this.#seat = line.seat = seat;
    this.#number(seat, {
      type: "joined",
      re: join.id,
      participant: seat.participant,
      resume: secret,
      room: ROOM,
      participants: [person("me")],
      chat: [...this.stored],
      files: [],
      relays: [],
    });
  }

  #resume(line: Line, resume: Extract<FromParticipant, { type: "resume" }>): void {
    const seat = this.#seat;
    const oldest = seat?.held[0]?.seq ?? seat?.nextSeq ?? 0;
    if (seat === null || seat.resume !== resume.resume || resume.received + 1 < oldest) {
      const failed = { type: "failed", re: resume.id, code: "resume-refused", retry_after_ms: null };
      return this.#send(line, JSON.stringify(failed));
    }
    if (seat.line !== null && seat.line !== line) this.#close(seat.line);
    seat.line = line;
    line.seat = seat;
    seat.held = seat.held.filter(({ seq }) => seq > resume.received);
    this.#send(line, JSON.stringify({ type: "resumed", re: resume.id, received: seat.lastRequest }));
    for (const { text } of seat.held) this.#send(line, text);
  }

  #reply(request: Exclude<FromParticipant, { type: "join" | "resume" | "ping" | "ack" | "chat_typing" }>): ToParticipant {
    switch (request.type) {
      case "chat_send":
        return { type: "chat_accepted", re: request.id, line: this.#store(request.key, request.text) };
      case "publish":
        return { type: "published", re: request.id, sdp: "answer", publications: [] };
      default:
        return { type: "done", re: request.id };
    }
  }

  #store(key: string, text: string): ChatLine {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    const line = chatLine(this.stored.length + 1, text);
    this.stored.push(line);
    this.#keys.set(key, line);
    return line;
  }
}

export const ROOM = { id: "r", title: "Talk", theme: "courtyard", capacity: 12, opened_at_ms: 0 };

export function chatLine(number: number, text: string, participant = "me", more: Partial<ChatLine> = {}): ChatLine {
  return {
    number,
    participant,
    name: participant,
    avatar: "bee",
    text,
    sent_at_ms: number,
    edited_at_ms: null,
    deleted_at_ms: null,
    reply_to: null,
    mentions: [],
    reactions: [],
    ...more,
  };
}

export function person(id: string): Participant {
  return {
    id,
    name: id,
    role: "speaker",
    avatar: "bee",
    language: "en",
    presence: "here",
    hand_raised_at_ms: null,
    publications: [],
  };
}
