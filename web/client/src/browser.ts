/** The connection's ports as a browser has them: fetch and WebSocket. */
import type { ConnectionPorts, Socket, SocketEvents, TokenAnswer } from "./connection.js";
import { realClock } from "./clock.js";

const FETCH_WITHIN_MS = 8_000;

/** Retry-After in milliseconds, when it is given in seconds (RFC 9110, 10.2.3). */
function retryAfter_ms(response: Response): number | null {
  const seconds = Number(response.headers.get("Retry-After") ?? "x");
  return Number.isFinite(seconds) ? seconds * 1_000 : null;
}

/** POST to our own server; the body is JSON both ways. */
export async function post(path: string, body: unknown = {}): Promise<Response> {
  return fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(FETCH_WITHIN_MS),
  });
}

async function fetchToken(room: string): Promise<TokenAnswer> {
  try {
    const response = await post(`/api/v1/rooms/${encodeURIComponent(room)}/tokens`);
    if (response.ok) return { token: ((await response.json()) as { token: string }).token };
    if (response.status === 404) return { code: "not-found", retryAfter_ms: null };
    if (response.status === 429) return { code: "too-fast", retryAfter_ms: retryAfter_ms(response) };
  } catch {
    // No network, no answer in time, or not our server's answer.
  }
  return { code: "unavailable", retryAfter_ms: null };
}

function openSocket(room: string, events: SocketEvents): Socket {
  const address = new URL(`/api/v1/rooms/${encodeURIComponent(room)}/socket`, location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(address);
  socket.onopen = () => events.opened();
  socket.onmessage = ({ data }) => events.received(String(data));
  socket.onclose = () => events.closed();
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => socket.close(),
  };
}

export function browserPorts(room: string): ConnectionPorts {
  return {
    clock: realClock,
    random: Math.random,
    openSocket: (events) => openSocket(room, events),
    fetchToken: () => fetchToken(room),
  };
}
