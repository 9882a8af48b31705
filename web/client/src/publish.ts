/** What one sends: one PeerConnection that this browser offers, one m-line a source, muting without negotiating. */
import type { Clock } from "./clock.js";
import type { Source, TrackPublication, TrackSource } from "./protocol.js";
import type { Reply, RequestBody, RequestType } from "./session.js";
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
  #connection: RTCPeerConnection | null = null;
  #isIn = false;
  #isNegotiating = false;
  #isDirty = false;
  #people = 1;

  constructor(ports: MediaPorts) {
    this.#ports = ports;
    this.#watch = new TransportWatch(ports.clock, () => this.renew());
  }

  /** Send this from now on; the m-line is made when something is there for the first time. */
  set(source: Source, track: MediaStreamTrack | null, muted: boolean): void {
    const slot = this.#slot(source, track);
    if (slot === null) return;
    const isNewTrack = slot.track !== track;
    slot.track = track;
    slot.muted = muted;
    if (isNewTrack) void slot.transceiver?.sender.replaceTrack(track).catch(() => this.#watch.lose());
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

  /** The server says that it hears nothing any more. */
  lost(): void {
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
    while (this.#isDirty && this.#isIn && this.#slots.size > 0) {
      this.#isDirty = false;
      if (this.#connection === null) this.#replaceConnection(this.#ports.newPeerConnection());
      const connection = this.#connection;
      if (connection === null) break;
      await this.#offer(connection).catch((error: unknown) => {
        if (connection === this.#connection) this.#failed(error);
      });
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
    for (const publication of answer.publications) this.#becomes(publication);
    await this.#applyBudget();
  }

  #addTransceiver(connection: RTCPeerConnection, slot: Slot): RTCRtpTransceiver {
    const isSound = slot.source === "microphone" || slot.source === "screen-audio";
    const encoding = slot.source === "camera" ? this.#encoding(slot) : {};
    return connection.addTransceiver(slot.track ?? (isSound ? "audio" : "video"), {
      direction: "sendonly",
      sendEncodings: [encoding],
    });
  }

  #tracks(): TrackSource[] {
    return [...this.#slots.values()].flatMap((slot) => {
      const mid = slot.transceiver?.mid ?? null;
      if (mid === null) return [];
      if (slot.publication === null) slot.toldMuted = slot.muted;
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
    if (slot.publication === null || slot.toldMuted === slot.muted) return;
    slot.toldMuted = slot.muted;
    const told = this.#ports.ask("set_muted", { publication: slot.publication, muted: slot.muted });
    // A publication that is gone has nothing to mute; a new session says it anew.
    told.catch(() => undefined);
  }

  #failed(error: unknown): void {
    if (error instanceof SessionLost) return;
    const code = error instanceof RequestFailed ? error.code : null;
    if (code === "not-allowed") return;
    this.#watch.lose();
  }

  async #applyBudget(): Promise<void> {
    const slot = this.#slots.get("camera");
    const sender = slot?.transceiver?.sender;
    if (slot === undefined || sender === undefined || slot.publication === null) return;
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) Object.assign(encoding, this.#encoding(slot));
    parameters.degradationPreference = "balanced";
    // Some browsers know fewer of these; the picture is then only larger than it must be.
    await sender.setParameters(parameters).catch(() => undefined);
  }

  #encoding(slot: Slot): RTCRtpEncodingParameters {
    const { maxBitrate, height } = cameraBudget(this.#people);
    const captured = slot.track?.getSettings().height ?? height;
    return { maxBitrate, scaleResolutionDownBy: Math.max(1, captured / height) };
  }
}
