/** Figures of one's own line for whoever helps: no name, no address, nothing of what was said (pure but for the clock). */
import type { Line } from "../state.js";

const percent = (share: number | null): string => (share === null ? "?" : `${(share * 100).toFixed(1)} %`);

/** Plain text, the same in every language: whoever helps may speak another. */
export function details({ quality, voice, ownVideo, received, numbers }: Line): string {
  const { lostUp, lostDown, roundTrip_ms, available_bps } = numbers;
  return [
    `Madang connection, ${new Date().toISOString()}`,
    `quality: ${quality}; voice: ${voice}; own video: ${ownVideo}; received video: ${received}`,
    `lost up: ${percent(lostUp)}; lost down: ${percent(lostDown)}`,
    `round trip: ${roundTrip_ms === null ? "?" : `${Math.round(roundTrip_ms)} ms`}`,
    `can send: ${available_bps === null ? "?" : `${Math.round(available_bps / 1000)} kbit/s`}`,
    navigator.userAgent,
  ].join("\n");
}
