/** A moving picture out of nothing, sent to the server on one way and received from it again. */
import type { SubscribeOffer } from "./protocol.js";
import { connected, connectionFor, onlyCandidates, publishOn, roundTripOf, type Plan } from "./trial-ways.js";
import type { TrialPerson } from "./trial-person.js";

export interface Passage {
  /** 0 to 1. */
  readonly lost: number;
  readonly roundTrip_ms: number | null;
}

const MEASURED_MS = 3_000;
const FIRST_WITHIN_MS = 8_000;
const LOOK_EVERY_MS = 100;
const FRAMES_PER_S = 15;

/** Needs no camera and no permission; the returned function ends it. */
export function movingPicture(): { readonly track: MediaStreamTrack; stop(): void } {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 360 });
  const brush = canvas.getContext("2d");
  let turn = 0;
  const timer = setInterval(() => {
    turn += 1;
    for (let cell = 0; brush !== null && cell < 144; cell += 1) {
      brush.fillStyle = `hsl(${(cell * 47 + turn * 11) % 360} 70% ${40 + ((cell + turn) % 5) * 8}%)`;
      brush.fillRect((cell % 16) * 40, Math.floor(cell / 16) * 40, 40, 40);
    }
  }, 1_000 / FRAMES_PER_S);
  const [track] = canvas.captureStream(FRAMES_PER_S).getVideoTracks();
  if (track === undefined) throw new Error("this browser films no canvas");
  return { track, stop: () => (clearInterval(timer), track.stop()) };
}

/** Send as one person, receive as the other; rejects where nothing comes back. */
export async function passThrough(
  plan: Plan,
  track: MediaStreamTrack,
  speaker: TrialPerson,
  hearing: () => TrialPerson,
): Promise<Passage> {
  const [up, down] = [connectionFor(plan), connectionFor(plan)];
  let listener: TrialPerson | null = null;
  try {
    await publishOn(plan, up, track, speaker.ask);
    await connected(up);
    listener = hearing();
    receive(listener, down, plan);
    await listener.joined;
    await connected(down);
    return { lost: await lossOf(down), roundTrip_ms: await roundTripOf(up) };
  } finally {
    up.close();
    down.close();
    listener?.close();
  }
}

/** Answer every offer in its turn. */
function receive(listener: TrialPerson, connection: RTCPeerConnection, plan: Plan): void {
  const answer = async ({ sdp, generation }: SubscribeOffer): Promise<void> => {
    await connection.setRemoteDescription({ type: "offer", sdp: onlyCandidates(sdp, plan.protocol) });
    await connection.setLocalDescription();
    await listener.ask("subscribe_answer", { generation, sdp: connection.localDescription?.sdp ?? "" });
  };
  let turn = Promise.resolve();
  listener.onOffer = (offer) => {
    // What fails here shows by what does not arrive.
    turn = turn.then(() => answer(offer)).catch(() => undefined);
  };
}

async function lossOf(connection: RTCPeerConnection): Promise<number> {
  const deadline_ms = performance.now() + FIRST_WITHIN_MS;
  let before = await arrived(connection);
  while (before.packets === 0) {
    if (performance.now() > deadline_ms) throw new Error("nothing came back");
    await pause(LOOK_EVERY_MS);
    before = await arrived(connection);
  }
  await pause(MEASURED_MS);
  const after = await arrived(connection);
  const [packets, lost] = [after.packets - before.packets, Math.max(0, after.lost - before.lost)];
  if (packets <= 0) throw new Error("it stopped coming back");
  return lost / (packets + lost);
}

async function arrived(connection: RTCPeerConnection): Promise<{ packets: number; lost: number }> {
  let [packets, lost] = [0, 0];
  for (const report of (await connection.getStats()).values()) {
    if (report.type !== "inbound-rtp") continue;
    const { packetsReceived = 0, packetsLost = 0 } = report as RTCInboundRtpStreamStats;
    packets += packetsReceived;
    lost += packetsLost;
  }
  return { packets, lost };
}

const pause = (delay_ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delay_ms));
