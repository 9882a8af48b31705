/** The ways on which media may reach the server, each tried alone. */
import type { Relay } from "./protocol.js";
import type { Ask } from "./publish.js";

export type WayName = "udp" | "tcp" | "relay-udp" | "relay-tcp" | "relay-tls" | "relay";

/** "absent": the server does not offer it. */
export type WayState = "waiting" | "trying" | "works" | "fails" | "absent";

export interface Way {
  readonly name: WayName;
  readonly state: WayState;
  readonly roundTrip_ms: number | null;
}

/** How to use one way and no other. */
export interface Plan {
  readonly name: WayName;
  readonly servers: readonly RTCIceServer[];
  /** Protocol of the server's candidates that are kept. */
  readonly protocol: "udp" | "tcp";
}

const FOUND_WITHIN_MS = 8_000;

/** The description with candidates of one protocol only (RFC 8839, 5.1). */
export function onlyCandidates(sdp: string, protocol: "udp" | "tcp"): string {
  return sdp.replace(/^a=candidate:\S+ \d+ (\S+) .*\r?\n/gim, (line: string, of: string) =>
    of.toLowerCase() === protocol ? line : "",
  );
}

/** UDP, TCP, and each kind of relay that the room told of. */
export function plansFor(relays: readonly Relay[]): Plan[] {
  const relayed = (["relay-udp", "relay-tcp", "relay-tls"] as const).flatMap((name): Plan[] => {
    const servers = relays.flatMap(({ urls, username, credential }) => {
      const own = urls.filter((url) => kindOf(url) === name);
      return own.length > 0 ? [{ urls: own, username, credential }] : [];
    });
    return servers.length > 0 ? [{ name, servers, protocol: "udp" }] : [];
  });
  return [{ name: "udp", servers: [], protocol: "udp" }, { name: "tcp", servers: [], protocol: "tcp" }, ...relayed];
}

function kindOf(url: string): WayName {
  if (url.startsWith("turns:")) return "relay-tls";
  return url.endsWith("transport=tcp") ? "relay-tcp" : "relay-udp";
}

export function connectionFor({ servers }: Plan): RTCPeerConnection {
  return new RTCPeerConnection({
    iceServers: [...servers],
    iceTransportPolicy: servers.length > 0 ? "relay" : "all",
    bundlePolicy: "max-bundle",
  });
}

/** Publish a picture on this way; false where the server has no such candidate. */
export async function publishOn(
  plan: Plan,
  connection: RTCPeerConnection,
  track: MediaStreamTrack,
  ask: Ask,
): Promise<boolean> {
  const transceiver = connection.addTransceiver(track, { direction: "sendonly", sendEncodings: [{ maxBitrate: 800_000 }] });
  await connection.setLocalDescription();
  const sdp = connection.localDescription?.sdp ?? "";
  const tracks = [{ mid: transceiver.mid ?? "0", source: "camera" as const, muted: false }];
  const answer = onlyCandidates((await ask("publish", { sdp, tracks })).sdp, plan.protocol);
  await connection.setRemoteDescription({ type: "answer", sdp: answer });
  return answer.includes("a=candidate:");
}

/** Settles when both sides have proved who they are; rejects when they do not in time. */
export function connected(connection: RTCPeerConnection, within_ms = FOUND_WITHIN_MS): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no way in time")), within_ms);
    const look = (): void => {
      if (connection.connectionState === "connected") resolve();
      else if (connection.connectionState === "failed") reject(new Error("no way"));
      else return;
      clearTimeout(timer);
    };
    connection.addEventListener("connectionstatechange", look);
    look();
  });
}

/** There and back on the best pair; which one is used for good may not be settled yet. */
export async function roundTripOf(connection: RTCPeerConnection): Promise<number | null> {
  const found_s = [...(await connection.getStats()).values()].flatMap((report: RTCIceCandidatePairStats) => {
    const { type, state, currentRoundTripTime } = report;
    return type === "candidate-pair" && state === "succeeded" ? [currentRoundTripTime ?? Infinity] : [];
  });
  const best_s = Math.min(...found_s);
  return Number.isFinite(best_s) ? Math.max(1, Math.round(best_s * 1_000)) : null;
}

/** Try one way alone. */
export async function tryWay(plan: Plan, track: MediaStreamTrack, ask: Ask): Promise<Way> {
  const { name } = plan;
  const connection = connectionFor(plan);
  try {
    if (!(await publishOn(plan, connection, track, ask))) return { name, state: "absent", roundTrip_ms: null };
    await connected(connection);
    return { name, state: "works", roundTrip_ms: await roundTripOf(connection) };
  } catch {
    return { name, state: "fails", roundTrip_ms: null };
  } finally {
    connection.close();
  }
}
