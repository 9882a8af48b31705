/** Sending and receiving together, over the life of a visit. */
import type { SubscribeOffer } from "./protocol.js";
import { Publisher, type MediaPorts } from "./publish.js";
import { Reach } from "./reach.js";
import type { RemoteTrack } from "./state.js";
import { Subscriber } from "./subscribe.js";

export class Media {
  readonly publisher: Publisher;
  readonly #subscriber: Subscriber;
  readonly #reach: Reach;
  readonly #ports: MediaPorts;
  #soundOnly = false;

  constructor(ports: MediaPorts, changed: (tracks: readonly RemoteTrack[]) => void, blocked: (blocked: boolean) => void) {
    this.#ports = ports;
    this.#reach = new Reach(ports.clock, blocked);
    this.publisher = new Publisher(ports, this.#reach);
    this.#subscriber = new Subscriber(ports, changed, this.#reach);
  }

  /** The two connections, as far as there are any. */
  get connections(): readonly RTCPeerConnection[] {
    return [this.publisher.connection, this.#subscriber.connection].filter((one) => one !== null);
  }

  /** Receive no cameras and screens, or receive them again. */
  setSoundOnly(on: boolean): void {
    if (on === this.#soundOnly) return;
    this.#soundOnly = on;
    this.#tellSoundOnly();
  }

  /** The network is another one: the same connections, by another way. */
  networkChanged(): void {
    this.publisher.restartIce();
    this.#subscriber.restartIce();
  }

  /** The server can be asked again after a cut. */
  live(): void {
    this.#reach.again();
  }

  /** A session began: both transports are new, what was sent is sent again. */
  begin(): void {
    this.#reach.forget();
    this.#subscriber.begin();
    this.publisher.begin();
    if (this.#soundOnly) this.#tellSoundOnly();
  }

  /** Both transports are likely dead while the session lives: make them anew. */
  renew(): void {
    this.#subscriber.restart();
    this.publisher.renew();
  }

  offered(offer: SubscribeOffer): void {
    this.#subscriber.offered(offer);
  }

  /** The server no longer hears from that transport. */
  lost(transport: string): void {
    if (transport === "publish") this.publisher.lost();
    else this.#subscriber.lost();
  }

  close(): void {
    this.publisher.close();
    this.#subscriber.close();
    this.#reach.forget();
  }

  #tellSoundOnly(): void {
    // Lost with the session: the next one is told when it begins.
    this.#ports.ask("receive_pictures", { wanted: !this.#soundOnly }).catch(() => undefined);
  }
}
