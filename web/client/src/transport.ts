/** Watches one RTCPeerConnection and says when it is lost, in growing intervals. */
import type { Clock } from "./clock.js";

/** So long without an answer, and ICE looks for another way (RFC 8445, 9); the connection and its keys stay. */
const STALLED_FOR_MS = 500;
/** If that finds none either, another connection is made. */
const DISCONNECTED_FOR_MS = 6_000;
const FIRST_RENEWAL_MS = 500;
const LONGEST_RENEWAL_MS = 10_000;

/** No servers of anybody else's: the SFU answers checks itself, and relays are the operator's own. */
export function newPeerConnection(iceServers: RTCIceServer[] = []): RTCPeerConnection {
  return new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
}

export interface TransportEvents {
  /** Make another connection. */
  lost(): void;
  /** Let ICE find its way anew. */
  stalled(): void;
  trying(): void;
  connected(): void;
}

export class TransportWatch {
  readonly #clock: Clock;
  readonly #events: TransportEvents;
  #connection: RTCPeerConnection | null = null;
  #losses = 0;
  #replaced: () => void = () => undefined;
  #cancelDisconnected: () => void = () => undefined;
  #cancelRenewal: () => void = () => undefined;

  constructor(clock: Clock, events: TransportEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  /** Watch this one from now on, or none. */
  watch(connection: RTCPeerConnection | null): void {
    this.#cancelDisconnected();
    this.#cancelRenewal();
    this.#connection = connection;
    this.#replaced();
    if (connection === null) return;
    this.#events.trying();
    connection.addEventListener("connectionstatechange", () => this.#changed(connection));
  }

  /** Wait for this while the connection is watched: what a closed one was asked for never ends (WebRTC 1.0, 4.4.1.5). */
  whileWatched(work: Promise<void>): Promise<void> {
    const replaced = new Promise<void>((resolve) => (this.#replaced = resolve));
    return Promise.race([work, replaced]);
  }

  /** Something shows that it is lost; `lost` follows, later each time in a row. */
  lose(): void {
    this.#cancelDisconnected();
    this.#cancelRenewal();
    const delay_ms = this.#losses === 0 ? 0 : Math.min(LONGEST_RENEWAL_MS, FIRST_RENEWAL_MS * 2 ** this.#losses);
    this.#losses += 1;
    this.#cancelRenewal = this.#clock.after(delay_ms, () => this.#events.lost());
  }

  #changed(connection: RTCPeerConnection): void {
    if (connection !== this.#connection) return;
    this.#cancelDisconnected();
    switch (connection.connectionState) {
      case "connected":
        this.#losses = 0;
        return this.#events.connected();
      case "disconnected":
        this.#events.trying();
        return this.#disconnected();
      case "failed":
        return this.lose();
      default:
    }
  }

  #disconnected(): void {
    this.#cancelDisconnected = this.#clock.after(STALLED_FOR_MS, () => {
      this.#events.stalled();
      this.#cancelDisconnected = this.#clock.after(DISCONNECTED_FOR_MS, () => this.lose());
    });
  }
}
