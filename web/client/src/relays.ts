/** The operator's relays: every PeerConnection gets them, and fresh credentials before the last ones end. */
import type { Clock } from "./clock.js";
import type { Relay } from "./protocol.js";
import type { Ask } from "./publish.js";
import { SessionLost } from "./session.js";
import { newPeerConnection } from "./transport.js";

/** Credentials hold for an hour. */
const RENEW_AFTER_MS = 45 * 60_000;
const ASK_AGAIN_MS = 60_000;

export class Relays {
  readonly #clock: Clock;
  readonly #ask: Ask;
  readonly #make: (iceServers: RTCIceServer[]) => RTCPeerConnection;
  readonly #open = new Set<RTCPeerConnection>();
  #servers: RTCIceServer[] = [];
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, ask: Ask, make = newPeerConnection) {
    this.#clock = clock;
    this.#ask = ask;
    this.#make = make;
  }

  /** A connection that may use the relays, now and when its ICE begins anew hours later. */
  newPeerConnection(): RTCPeerConnection {
    for (const connection of this.#open) if (connection.connectionState === "closed") this.#open.delete(connection);
    const made = this.#make(this.#servers);
    this.#open.add(made);
    return made;
  }

  /** Use these from now on. */
  take(relays: readonly Relay[]): void {
    this.#servers = relays.map(({ urls, username, credential }) => ({ urls: [...urls], username, credential }));
    for (const connection of this.#open) this.#tell(connection);
    this.#cancel();
    if (relays.length > 0) this.#cancel = this.#clock.after(RENEW_AFTER_MS, () => this.#renew());
  }

  close(): void {
    this.#cancel();
    this.#open.clear();
  }

  #tell(connection: RTCPeerConnection): void {
    if (connection.connectionState === "closed") return;
    connection.setConfiguration({ ...connection.getConfiguration(), iceServers: this.#servers });
  }

  #renew(): void {
    this.#ask("relays_renew", {}).then(
      ({ relays }) => this.take(relays),
      (error: unknown) => {
        // A new session brings relays of its own.
        if (!(error instanceof SessionLost)) this.#cancel = this.#clock.after(ASK_AGAIN_MS, () => this.#renew());
      },
    );
  }
}
