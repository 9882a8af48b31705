/** How fast bytes come from the server and go to it, measured for a few seconds each. */

const DOWN_WITHIN_MS = 8_000;
const UP_WITHIN_MS = 8_000;
const UP_FOR_MS = 2_500;
const MOST_POSTS = 12;
const FIRST_POST_BYTES = 100_000;
const POST_BYTES = 1_000_000;

export interface SpeedPorts {
  fetch(address: string, init: RequestInit): Promise<Response>;
  now(): number;
}

export const browserSpeed: SpeedPorts = {
  fetch: (address, init) => fetch(address, init),
  now: () => performance.now(),
};

const addressOf = (room: string): string => `/api/v1/tests/${encodeURIComponent(room)}/bytes`;

/** In bits a second. */
export async function measureDown(room: string, ports = browserSpeed): Promise<number> {
  const response = await ports.fetch(addressOf(room), { signal: AbortSignal.timeout(DOWN_WITHIN_MS) });
  const reader = response.body?.getReader();
  if (!response.ok || reader === undefined) throw new Error("no bytes");
  // The way there and the first bytes are no measure of speed.
  let [bytes, begin_ms, end_ms] = [0, 0, 0];
  for (let first = true; ; first = false) {
    const part = await reader.read().catch(() => null);
    if (part === null || part.done) break;
    end_ms = ports.now();
    if (first) begin_ms = end_ms;
    else bytes += part.value.length;
  }
  return bitsPerSecond(bytes, end_ms - begin_ms);
}

/** In bits a second. */
export async function measureUp(room: string, ports = browserSpeed): Promise<number> {
  const signal = AbortSignal.timeout(UP_WITHIN_MS);
  const post = (bytes: number): Promise<Response> =>
    ports.fetch(addressOf(room), { method: "POST", body: noise(bytes), signal });
  const start_ms = ports.now();
  if (!(await post(FIRST_POST_BYTES)).ok) throw new Error("not taken");
  let speed_bps = bitsPerSecond(FIRST_POST_BYTES, ports.now() - start_ms);
  let bytes = 0;
  const begin_ms = ports.now();
  for (let posts = 0; posts < MOST_POSTS && ports.now() - begin_ms < UP_FOR_MS; posts += 1) {
    // Too slow for a large one: what the small one told is true enough.
    const answer = await post(POST_BYTES).catch(() => null);
    if (answer === null || !answer.ok) break;
    bytes += POST_BYTES;
    speed_bps = bitsPerSecond(bytes, ports.now() - begin_ms);
  }
  return speed_bps;
}

function bitsPerSecond(bytes: number, duration_ms: number): number {
  return (bytes * 8_000) / Math.max(1, duration_ms);
}

/** What no proxy can compress. */
function noise(bytes: number): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(made.subarray(at, at + 65_536));
  return made;
}
