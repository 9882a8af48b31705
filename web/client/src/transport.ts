/** Watches one RTCPeerConnection and says when it is lost, in growing intervals. */
import type { Clock } from "./clock.js";

/** A pause that heals by itself is shorter. */
const DISCONNECTED_FOR_MS = 4_000;
const FIRST_RENEWAL_MS = 500;
const LONGEST_RENEWAL_MS = 10_000;

/** No servers of anybody else's: the SFU has a public address and answers checks itself. */
export function newPeerConnection(): RTCPeerConnection {
  return new RTCPeerConnection({ iceServers: [], bundlePolicy: "max-bundle" });
}

export class TransportWatch {
  readonly #clock: Clock;
  readonly #lost: () => void;
  #connection: RTCPeerConnection | null = null;
  #losses = 0;
  #cancelDisconnected: () => void = () => undefined;
  #cancelRenewal: () => void = () => undefined;

  constructor(clock: Clock, lost: () => void) {
    this.#clock = clock;
    this.#lost = lost;
  }

  /** Watch this one from now on, or none. */
  watch(connection: RTCPeerConnection | null): void {
    this.#cancelDisconnected();
    this.#cancelRenewal();
    this.#connection = connection;
    connection?.addEventListener("connectionstatechange", () => this.#changed(connection));
  }

  /** Something shows that it is lost; `lost` follows, later each time in a row. */
  lose(): void {
    this.#cancelDisconnected();
    this.#cancelRenewal();
    const delay_ms = this.#losses === 0 ? 0 : Math.min(LONGEST_RENEWAL_MS, FIRST_RENEWAL_MS * 2 ** this.#losses);
    this.#losses += 1;
    this.#cancelRenewal = this.#clock.after(delay_ms, this.#lost);
  }

  #changed(connection: RTCPeerConnection): void {
    if (connection !== this.#connection) return;
    this.#cancelDisconnected();
    switch (connection.connectionState) {
      case "connected":
        this.#losses = 0;
        return;
      case "disconnected":
        this.#cancelDisconnected = this.#clock.after(DISCONNECTED_FOR_MS, () => this.lose());
        return;
      case "failed":
        return this.lose();
      default:
    }
  }
}
