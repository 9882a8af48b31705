/** A trial from its beginning to its report: which ways work, whether media comes back, and how fast it is. */
import { post } from "./browser.js";
import type { Relay } from "./protocol.js";
import { movingPicture, passThrough, type Passage } from "./trial-media.js";
import { TrialPerson } from "./trial-person.js";
import { measureDown, measureUp } from "./trial-speed.js";
import { plansFor, tryWay, type Plan, type Way, type WayName } from "./trial-ways.js";

export type Step = "waiting" | "trying" | "works" | "fails";

export interface TrialState {
  readonly phase: "idle" | "running" | "done";
  /** Why it could not even begin. */
  readonly refusal: "too-fast" | "unavailable" | null;
  readonly ways: readonly Way[];
  readonly media: { readonly step: Step; readonly passage: Passage | null };
  readonly speed: { readonly step: Step; readonly down_bps: number | null; readonly up_bps: number | null };
}

export type Verdict = "udp" | "tcp" | "relay" | "none";

interface Begun {
  readonly room: string;
  readonly tokens: readonly string[];
}

export const NOT_TRIED: TrialState = {
  phase: "idle",
  refusal: null,
  ways: [],
  media: { step: "waiting", passage: null },
  speed: { step: "waiting", down_bps: null, up_bps: null },
};

/** The best of the ways that work. */
export function verdictOf(ways: readonly Way[]): Verdict {
  const works = (name: WayName): boolean => ways.some((way) => way.name === name && way.state === "works");
  if (works("udp")) return "udp";
  if (works("tcp")) return "tcp";
  return ways.some(({ state }) => state === "works") ? "relay" : "none";
}

/** What is tried, before anything was; a server without relays says so in one row. */
export function waitingFor(plans: readonly Plan[]): Way[] {
  const ways: Way[] = plans.map(({ name }) => ({ name, state: "waiting", roundTrip_ms: null }));
  const hasRelays = plans.some(({ servers }) => servers.length > 0);
  return hasRelays ? ways : [...ways, { name: "relay", state: "absent", roundTrip_ms: null }];
}

export class Trial {
  readonly #language: string;
  readonly #changed: (state: TrialState) => void;
  #state = NOT_TRIED;

  constructor(language: string, changed: (state: TrialState) => void) {
    this.#language = language;
    this.#changed = changed;
  }

  async run(): Promise<void> {
    if (this.#state.phase === "running") return;
    this.#set({ ...NOT_TRIED, phase: "running", ways: waitingFor(plansFor([])).slice(0, 2) });
    const begun = await begin();
    if (typeof begun === "string") return this.#set({ ...NOT_TRIED, refusal: begun });
    const speaker = new TrialPerson(begun.room, begun.tokens[0] ?? "", this.#language);
    try {
      await this.#tryAll(begun, speaker, (await speaker.joined).relays);
      this.#set({ ...this.#state, phase: "done" });
    } catch {
      this.#set({ ...NOT_TRIED, refusal: "unavailable" });
    } finally {
      speaker.close();
    }
  }

  async #tryAll(begun: Begun, speaker: TrialPerson, relays: readonly Relay[]): Promise<void> {
    const plans = plansFor(relays);
    this.#set({ ...this.#state, ways: waitingFor(plans) });
    const picture = movingPicture();
    try {
      for (const plan of plans) {
        this.#way({ name: plan.name, state: "trying", roundTrip_ms: null });
        this.#way(await tryWay(plan, picture.track, speaker.ask));
      }
      await this.#send(begun, speaker, plans, picture.track);
    } finally {
      picture.stop();
    }
    await this.#measure(begun.room);
  }

  /** Media on the best way there is. */
  async #send(begun: Begun, speaker: TrialPerson, plans: readonly Plan[], track: MediaStreamTrack): Promise<void> {
    const best = this.#state.ways.find(({ state }) => state === "works");
    const plan = plans.find(({ name }) => name === best?.name);
    if (plan === undefined) return this.#set({ ...this.#state, media: { step: "fails", passage: null } });
    this.#set({ ...this.#state, media: { step: "trying", passage: null } });
    const hearing = (): TrialPerson => new TrialPerson(begun.room, begun.tokens[1] ?? "", this.#language);
    const passage = await passThrough(plan, track, speaker, hearing).catch(() => null);
    this.#set({ ...this.#state, media: { step: passage === null ? "fails" : "works", passage } });
  }

  async #measure(room: string): Promise<void> {
    this.#set({ ...this.#state, speed: { step: "trying", down_bps: null, up_bps: null } });
    const down_bps = await measureDown(room).catch(() => null);
    this.#set({ ...this.#state, speed: { step: "trying", down_bps, up_bps: null } });
    const up_bps = await measureUp(room).catch(() => null);
    const step = down_bps === null || up_bps === null ? "fails" : "works";
    this.#set({ ...this.#state, speed: { step, down_bps, up_bps } });
  }

  #way(way: Way): void {
    const ways = this.#state.ways.map((known) => (known.name === way.name ? way : known));
    this.#set({ ...this.#state, ways });
  }

  #set(state: TrialState): void {
    this.#state = state;
    this.#changed(state);
  }
}

async function begin(): Promise<Begun | "too-fast" | "unavailable"> {
  try {
    const response = await post("/api/v1/tests");
    if (response.ok) return (await response.json()) as Begun;
    return response.status === 429 ? "too-fast" : "unavailable";
  } catch {
    return "unavailable";
  }
}
