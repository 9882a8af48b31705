/** One of the two people that a trial's page is: a session that is not worth coming back to. */
import { browserPorts } from "./browser.js";
import { every, realClock } from "./clock.js";
import type { Joined, SubscribeOffer } from "./protocol.js";
import type { Ask } from "./publish.js";
import { Session } from "./session.js";

const PING_EVERY_MS = 5_000;
const JOINED_WITHIN_MS = 10_000;
const NAME = "Test";
const AVATAR = "bee";

export class TrialPerson {
  /** Newest last; the server waits for an answer before it offers again. */
  onOffer: (offer: SubscribeOffer) => void = () => undefined;
  readonly ask: Ask;
  readonly #session: Session;
  readonly #joined: Promise<Joined>;
  #close: () => void = () => undefined;

  constructor(room: string, token: string, language: string) {
    let begin: (joined: Joined) => void = () => undefined;
    let fail: (error: Error) => void = () => undefined;
    this.#joined = new Promise((resolve, reject) => ([begin, fail] = [resolve, reject]));
    const refuse = (): void => fail(new Error("the trial ended"));
    const greet = (): void => this.#session.join({ token, name: NAME, avatar: AVATAR, language, previous: null });
    const socket = browserPorts(room).openSocket({
      opened: greet,
      received: (text) => {
        if (this.#session.receive(text).kind === "refused") refuse();
      },
      closed: refuse,
    });
    this.#session = new Session({
      write: (text) => socket.send(text),
      deliver: (event) => {
        if (event.type === "joined") begin(event);
        else if (event.type === "subscribe_offer") this.onOffer(event);
      },
    });
    this.ask = this.#session.request.bind(this.#session);
    const stopPinging = every(realClock, PING_EVERY_MS, () => this.#session.ping());
    const stopWaiting = realClock.after(JOINED_WITHIN_MS, refuse);
    this.#close = () => {
      stopPinging();
      stopWaiting();
      socket.close();
    };
  }

  /** Settles once one is in, or cannot be. */
  get joined(): Promise<Joined> {
    return this.#joined;
  }

  close(): void {
    this.#close();
  }
}
