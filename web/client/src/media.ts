/** Sending and receiving together, over the life of a visit. */
import type { SubscribeOffer } from "./protocol.js";
import { Publisher, type MediaPorts } from "./publish.js";
import type { RemoteTrack } from "./state.js";
import { Subscriber } from "./subscribe.js";

export class Media {
  readonly publisher: Publisher;
  readonly #subscriber: Subscriber;

  constructor(ports: MediaPorts, changed: (tracks: readonly RemoteTrack[]) => void) {
    this.publisher = new Publisher(ports);
    this.#subscriber = new Subscriber(ports, changed);
  }

  /** A session began: both transports are new, what was sent is sent again. */
  begin(): void {
    this.#subscriber.begin();
    this.publisher.begin();
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
  }
}
