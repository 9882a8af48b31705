/** What one sends: one PeerConnection that this browser offers, one m-line a source, muting without negotiating. */
import type { Clock } from "./clock.js";
import type { Source, TrackPublication, TrackSource } from "./protocol.js";
import type { Reply, RequestBody, RequestType } from "./session.js";
import type { Reach } from "./reach.js";
import { RequestFailed, SessionLost } from "./session.js";
import { TransportWatch } from "./transport.js";

export type Ask = <T extends RequestType>(type: T, body: RequestBody<T>) => Promise<Reply<T>>;

export interface MediaPorts {
  readonly clock: Clock;
  readonly ask: Ask;
  newPeerConnection(): RTCPeerConnection;
}

interface Slot {
  readonly source: Source;
  track: MediaStreamTrack | null;
  muted: boolean;
  transceiver: RTCRtpTransceiver | null;
  publication: string | null;
  /** What the server was told last. */
  toldMuted: boolean;
}

/** Sharp text needs bits when a page changes, and few pictures a second. */
const SCREEN_ENCODING: RTCRtpEncodingParameters = { maxBitrate: 2_500_000, maxFramerate: 15 };
/** Beside a screen the camera is small everywhere. */
const CAMERA_BESIDE_SCREEN = 9;

/** A screen is asked for anew each time, so its publication ends; a camera that is off keeps its place. */
const endsWithoutTrack = (source: Source): boolean => source === "screen" || source === "screen-audio";

/** What a camera may use when so many are in the room: every further person costs everybody. */
export function cameraBudget(people: number): { readonly maxBitrate: number; readonly height: number } {
  if (people <= 2) return { maxBitrate: 900_000, height: 720 };
  if (people <= 4) return { maxBitrate: 700_000, height: 360 };
  if (people <= 8) return { maxBitrate: 450_000, height: 360 };
  return { maxBitrate: 250_000, height: 270 };
}

export class Publisher {
  readonly #ports: MediaPorts;
  readonly #watch: TransportWatch;
  readonly #slots = new Map<Source, Slot>();
  /** What is not sent for now, although it is on. */
  readonly #held = new Set<Source>();
  #connection: RTCPeerConnection | null = null;
  #isIn = false;
  #isNegotiating = false;
  #isDirty = false;
  #people = 1;

  constructor(ports: MediaPorts, reach: Reach) {
    this.#ports = ports;
    this.#watch = new TransportWatch(ports.clock, {
      lost: () => this.renew(),
      stalled: () => this.restartIce(),
      trying: () => reach.trying("publish"),
      connected: () => reach.settled("publish"),
    });
  }

  get connection(): RTCPeerConnection | null {
    return this.#connection;
  }

  /** What became of a source with the server; null if it is not published. */
  publicationOf(source: Source): string | null {
    return this.#slots.get(source)?.publication ?? null;
  }

  /** Keep it on but send nothing of it, or send it again; the others see it as off. */
  hold(source: Source, held: boolean): void {
    if (held === this.#held.has(source)) return;
    if (held) this.#held.add(source);
    else this.#held.delete(source);
    const slot = this.#slots.get(source);
    if (slot === undefined) return;
    this.#tellMuted(slot);
    void this.#applyBudget();
  }

  /** The way there changed: the same connection, by another way (RFC 8445, 9). */
  restartIce(): void {
    if (!this.#isIn || this.#connection === null) return;
    this.#connection.restartIce();
    void this.#negotiate();
  }

  /** Send this from now on; the m-line is made when something is there for the first time. */
  set(source: Source, track: MediaStreamTrack | null, muted: boolean): void {
    const slot = this.#slot(source, track);
    if (slot === null) return;
    const isNewTrack = slot.track !== track;
    slot.track = track;
    slot.muted = muted;
    if (isNewTrack) void slot.transceiver?.sender.replaceTrack(track).catch(() => this.#watch.lose());
    if (isNewTrack && endsWithoutTrack(source)) return this.#beginOrEnd(slot);
    this.#tellMuted(slot);
    if (slot.transceiver === null) void this.#negotiate();
    else if (isNewTrack) void this.#applyBudget();
  }

  /** A session began: publish all there is, over a new transport. */
  begin(): void {
    this.#isIn = true;
    this.#renewAll();
  }

  /** The transport is lost: make another. */
  renew(): void {
    if (this.#isIn) this.#renewAll();
  }

  /** The server says that it hears nothing any more. Of one that it has not answered yet it means the one before. */
  lost(): void {
    if (!this.#connection?.remoteDescription) return;
    this.#watch.lose();
  }

  /** So many are here now. */
  adapt(people: number): void {
    if (people === this.#people) return;
    this.#people = people;
    void this.#applyBudget();
  }

  close(): void {
    this.#isIn = false;
    this.#forgetConnection();
  }

  #slot(source: Source, track: MediaStreamTrack | null): Slot | null {
    const known = this.#slots.get(source);
    if (known !== undefined || track === null) return known ?? null;
    const slot: Slot = { source, track, muted: false, transceiver: null, publication: null, toldMuted: false };
    this.#slots.set(source, slot);
    return slot;
  }

  /** The m-line stays for the next time; not listed any more, its publication ends. */
  #beginOrEnd(slot: Slot): void {
    slot.publication = null;
    if (slot.transceiver !== null) slot.transceiver.direction = directionOf(slot);
    void this.#negotiate();
  }

  #renewAll(): void {
    this.#forgetConnection();
    void this.#negotiate();
  }

  /** What is to be sent stays known. */
  #forgetConnection(): void {
    this.#replaceConnection(null);
    for (const slot of this.#slots.values()) {
      slot.transceiver = null;
      slot.publication = null;
    }
  }

  #replaceConnection(next: RTCPeerConnection | null): void {
    this.#connection?.close();
    this.#connection = next;
    this.#watch.watch(next);
  }

  /** One negotiation at a time; what changes meanwhile is in the next. */
  async #negotiate(): Promise<void> {
    this.#isDirty = true;
    if (this.#isNegotiating) return;
    this.#isNegotiating = true;
    // What is switched on in one go, a screen and its sound, goes into one offer.
    await null;
    while (this.#isDirty && this.#isIn && this.#slots.size > 0) {
      this.#isDirty = false;
      if (this.#connection === null) this.#replaceConnection(this.#ports.newPeerConnection());
      const connection = this.#connection;
      if (connection === null) break;
      const offered = this.#offer(connection).catch((error: unknown) => {
        if (connection === this.#connection) this.#failed(error);
      });
      await this.#watch.whileWatched(offered);
    }
    this.#isNegotiating = false;
  }

  async #offer(connection: RTCPeerConnection): Promise<void> {
    for (const slot of this.#slots.values()) slot.transceiver ??= this.#addTransceiver(connection, slot);
    await connection.setLocalDescription();
    const sdp = connection.localDescription?.sdp ?? "";
    const answer = await this.#ports.ask("publish", { sdp, tracks: this.#tracks() });
    if (connection !== this.#connection) return;
    await connection.setRemoteDescription({ type: "answer", sdp: answer.sdp });
    if (connection !== this.#connection) return;
    for (const publication of answer.publications) this.#becomes(publication);
    await this.#applyBudget();
  }

  #addTransceiver(connection: RTCPeerConnection, slot: Slot): RTCRtpTransceiver {
    const isSound = slot.source === "microphone" || slot.source === "screen-audio";
    return connection.addTransceiver(slot.track ?? (isSound ? "audio" : "video"), {
      direction: directionOf(slot),
      sendEncodings: [isSound ? {} : this.#encoding(slot)],
    });
  }

  #tracks(): TrackSource[] {
    return [...this.#slots.values()].flatMap((slot) => {
      const mid = slot.transceiver?.mid ?? null;
      if (mid === null || directionOf(slot) === "inactive") return [];
      if (slot.publication === null) slot.toldMuted = this.#isMuted(slot);
      return [{ mid, source: slot.source, muted: slot.toldMuted }];
    });
  }

  #becomes({ mid, publication }: TrackPublication): void {
    for (const slot of this.#slots.values()) {
      if (slot.transceiver?.mid !== mid) continue;
      slot.publication = publication;
      this.#tellMuted(slot);
    }
  }

  #tellMuted(slot: Slot): void {
    const muted = this.#isMuted(slot);
    if (slot.publication === null || slot.toldMuted === muted) return;
    slot.toldMuted = muted;
    const told = this.#ports.ask("set_muted", { publication: slot.publication, muted });
    // A publication that is gone has nothing to mute; a new session says it anew.
    told.catch(() => undefined);
  }

  #isMuted({ source, muted }: Slot): boolean {
    return muted || this.#held.has(source);
  }

  #failed(error: unknown): void {
    if (error instanceof SessionLost) return;
    const code = error instanceof RequestFailed ? error.code : null;
    if (code === "not-allowed") return;
    this.#watch.lose();
  }

  async #applyBudget(): Promise<void> {
    for (const source of ["camera", "screen"] as const) {
      const slot = this.#slots.get(source);
      if (slot !== undefined && slot.publication !== null) await this.#limit(slot);
    }
  }

  async #limit(slot: Slot): Promise<void> {
    const sender = slot.transceiver?.sender;
    if (sender === undefined) return;
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) Object.assign(encoding, this.#encoding(slot));
    parameters.degradationPreference = slot.source === "screen" ? "maintain-resolution" : "balanced";
    // Some browsers know fewer of these; the picture is then only larger than it must be.
    await sender.setParameters(parameters).catch(() => undefined);
  }

  #encoding(slot: Slot): RTCRtpEncodingParameters {
    if (slot.source === "screen") return SCREEN_ENCODING;
    const besideScreen = this.#slots.get("screen")?.track ? CAMERA_BESIDE_SCREEN : 0;
    const { maxBitrate, height } = cameraBudget(Math.max(this.#people, besideScreen));
    const captured = slot.track?.getSettings().height ?? height;
    const active = !this.#held.has(slot.source);
    return { active, maxBitrate, scaleResolutionDownBy: Math.max(1, captured / height) };
  }
}

function directionOf({ source, track }: Slot): RTCRtpTransceiverDirection {
  return track === null && endsWithoutTrack(source) ? "inactive" : "sendonly";
}
