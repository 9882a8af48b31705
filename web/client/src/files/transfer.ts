/** One request of an upload, as a browser sends it: with progress, and given up at once if wanted. */
import type { ErrorCode } from "../protocol.js";

const TELL_WITHIN_MS = 10_000;
const NOTHING_MOVES_MS = 30_000;
const AGAIN_AFTER_MS = 2_000;

/** What became of a request. */
export type Sent =
  | { readonly kind: "there"; readonly offset: number }
  /** The server knows nothing of this upload, or no longer. */
  | { readonly kind: "gone" }
  | { readonly kind: "again"; readonly after_ms: number }
  | { readonly kind: "refused"; readonly code: ErrorCode }
  | { readonly kind: "cut" };

export interface Sending {
  readonly done: Promise<Sent>;
  abort(): void;
}

export interface Transfer {
  /** How much of an upload the server has. */
  tell(url: string): Promise<Sent>;
  send(url: string, offset: number, part: Blob, progress: (bytes: number) => void): Sending;
}

export const browserTransfer: Transfer = { tell, send };

async function tell(url: string): Promise<Sent> {
  try {
    const response = await fetch(url, {
      method: "HEAD",
      cache: "no-store",
      signal: AbortSignal.timeout(TELL_WITHIN_MS),
    });
    const header = (name: string): string | null => response.headers.get(name);
    return outcome(response.status, header, null);
  } catch {
    return { kind: "cut" };
  }
}

function send(url: string, offset: number, part: Blob, progress: (bytes: number) => void): Sending {
  // fetch tells nothing about the progress of what it sends.
  const request = new XMLHttpRequest();
  let stalled = 0;
  const moves = (): void => {
    clearTimeout(stalled);
    stalled = setTimeout(() => request.abort(), NOTHING_MOVES_MS) as unknown as number;
  };
  const done = new Promise<Sent>((resolve) => {
    request.upload.onprogress = ({ loaded }) => {
      moves();
      progress(loaded);
    };
    request.onloadend = () => {
      clearTimeout(stalled);
      resolve(outcome(request.status, (name) => request.getResponseHeader(name), request.responseText));
    };
  });
  request.open("PATCH", url);
  request.setRequestHeader("Upload-Offset", String(offset));
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.send(part);
  moves();
  return { done, abort: () => request.abort() };
}

function outcome(status: number, header: (name: string) => string | null, body: string | null): Sent {
  const offset = Number(header("Upload-Offset") ?? "x");
  if ((status === 200 || status === 204 || status === 409) && Number.isSafeInteger(offset)) {
    return { kind: "there", offset };
  }
  if (status === 404 || status === 410) return { kind: "gone" };
  if (status === 0 || status === 408 || status >= 502) {
    return status === 507 ? { kind: "refused", code: codeOf(body) ?? "storage-full" } : { kind: "cut" };
  }
  if (status === 429) return { kind: "again", after_ms: (Number(header("Retry-After")) || 2) * 1_000 };
  if (status >= 500) return { kind: "again", after_ms: AGAIN_AFTER_MS };
  return { kind: "refused", code: codeOf(body) ?? "unavailable" };
}

function codeOf(body: string | null): ErrorCode | null {
  try {
    return (JSON.parse(body ?? "") as { error: { code: ErrorCode } }).error.code;
  } catch {
    return null;
  }
}
