/** What one receives: one PeerConnection that the server offers; the newest offer counts, a new transport means a new connection. */
import type { SubscribeOffer, SubscribedStream } from "./protocol.js";
import type { MediaPorts } from "./publish.js";
import type { Reach } from "./reach.js";
import type { RemoteTrack } from "./state.js";
import { RequestFailed } from "./session.js";
import { TransportWatch } from "./transport.js";

const ASK_AGAIN_MS = 1_000;

/** What tells one transport from another: the session that its offers belong to (RFC 8866, 5.2). */
export function transportOf(sdp: string): string {
  return /^o=\S+ (\S+) /m.exec(sdp)?.[1] ?? "";
}

export class Subscriber {
  readonly #ports: MediaPorts;
  readonly #changed: (tracks: readonly RemoteTrack[]) => void;
  readonly #watch: TransportWatch;
  #connection: RTCPeerConnection | null = null;
  #transport = "";
  /** Offers of this transport may still be on their way after it failed. */
  #lostTransport = "";
  #newest: SubscribeOffer | null = null;
  #isNegotiating = false;
  #tracks: readonly RemoteTrack[] = [];

  constructor(ports: MediaPorts, changed: (tracks: readonly RemoteTrack[]) => void, reach: Reach) {
    this.#ports = ports;
    this.#changed = changed;
    this.#watch = new TransportWatch(ports.clock, {
      lost: () => this.restart(),
      stalled: () => this.restartIce(),
      trying: () => reach.trying("subscribe"),
      connected: () => reach.settled("subscribe"),
    });
  }

  get connection(): RTCPeerConnection | null {
    return this.#connection;
  }

  offered(offer: SubscribeOffer): void {
    if (transportOf(offer.sdp) === this.#lostTransport) return;
    this.#newest = offer;
    void this.#negotiate();
  }

  /** A session began: what was received before is over. */
  begin(): void {
    this.#newest = null;
    this.#lostTransport = "";
    this.#replaceConnection(null, "");
    this.#tell([]);
  }

  /** The transport is lost: ask for another. */
  restart(): void {
    if (this.#transport === "") return;
    this.#lostTransport = this.#transport;
    this.#replaceConnection(null, "");
    this.#askAnew();
  }

  /** The way there changed: the same connection, by another way. */
  restartIce(): void {
    if (this.#connection === null) return;
    // Refused or lost with the session: then the watch finds the connection lost.
    this.#ports.ask("subscribe_restart", { keep: true }).catch(() => undefined);
  }

  #askAnew(): void {
    this.#ports.ask("subscribe_restart", { keep: false }).catch((error: unknown) => {
      if (!(error instanceof RequestFailed) || error.code === "not-allowed") return;
      this.#ports.clock.after(error.retryAfter_ms ?? ASK_AGAIN_MS, () => {
        if (this.#connection === null && this.#lostTransport !== "") this.#askAnew();
      });
    });
  }

  /** The server says that it hears nothing any more. */
  lost(): void {
    this.#watch.lose();
  }

  close(): void {
    this.begin();
  }

  #replaceConnection(next: RTCPeerConnection | null, transport: string): void {
    this.#connection?.close();
    this.#connection = next;
    this.#transport = transport;
    this.#watch.watch(next);
  }

  async #negotiate(): Promise<void> {
    if (this.#isNegotiating) return;
    this.#isNegotiating = true;
    for (let offer = this.#newest; offer !== null; offer = this.#newest) {
      this.#newest = null;
      const connection = this.#connectionFor(transportOf(offer.sdp));
      const answered = this.#answer(connection, offer).catch(() => {
        if (connection === this.#connection) this.#watch.lose();
      });
      await this.#watch.whileWatched(answered);
    }
    this.#isNegotiating = false;
  }

  #connectionFor(transport: string): RTCPeerConnection {
    if (this.#connection !== null && transport === this.#transport) return this.#connection;
    const connection = this.#ports.newPeerConnection();
    this.#replaceConnection(connection, transport);
    return connection;
  }

  async #answer(connection: RTCPeerConnection, offer: SubscribeOffer): Promise<void> {
    await connection.setRemoteDescription({ type: "offer", sdp: offer.sdp });
    await connection.setLocalDescription();
    if (connection !== this.#connection) return;
    const sdp = connection.localDescription?.sdp ?? "";
    const told = this.#ports.ask("subscribe_answer", { generation: offer.generation, sdp });
    // Refused because a later generation is on its way, or lost with the session: another offer follows.
    told.catch(() => undefined);
    this.#tell(this.#received(connection, offer.streams));
  }

  #received(connection: RTCPeerConnection, streams: readonly SubscribedStream[]): RemoteTrack[] {
    const tracks = new Map(connection.getTransceivers().map(({ mid, receiver }) => [mid, receiver.track]));
    return streams.flatMap(({ mid, publication, participant, source }) => {
      const track = tracks.get(mid);
      if (track === undefined) return [];
      const known = this.#tracks.find((one) => one.publication === publication && one.track === track);
      return [known ?? { publication, participant, source, track }];
    });
  }

  #tell(tracks: readonly RemoteTrack[]): void {
    if (tracks.length === 0 && this.#tracks.length === 0) return;
    this.#tracks = tracks;
    this.#changed(tracks);
  }
}
