/** Starts a room from the entrance. */
import { post } from "./browser.js";
import type { ErrorCode } from "./protocol.js";

export type StartedRoom =
  | { readonly id: string; readonly url: string }
  | { readonly code: ErrorCode };

/** Ask the server for a new room; never rejects. */
export async function startRoom(title?: string): Promise<StartedRoom> {
  try {
    const response = await post("/api/v1/rooms", title === undefined ? {} : { title });
    const body = (await response.json()) as { id: string; url: string; error?: { code: ErrorCode } };
    if (response.ok) return { id: body.id, url: body.url };
    return { code: body.error?.code ?? "unavailable" };
  } catch {
    return { code: "unavailable" };
  }
}
