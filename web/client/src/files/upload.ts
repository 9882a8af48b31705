/** A file on its way into the room, as the page shows it; and what one can do with files. */
import type { ErrorCode } from "../protocol.js";

/**
 * "cut": it goes on by itself when the connection is back. "lost": the page was loaded again, and only
 * choosing the same file again gives its content back.
 */
export type UploadState = "waiting" | "sending" | "cut" | "paused" | "lost" | "refused";

/** "file-unreadable" is found here, all others by the server. */
export type RefusalCode = ErrorCode | "file-unreadable";

export interface UploadView {
  readonly key: number;
  readonly name: string;
  readonly size_bytes: number;
  readonly sent_bytes: number;
  readonly isPicture: boolean;
  readonly state: UploadState;
  /** Seconds that are left, or null while nobody can know. */
  readonly left_s: number | null;
  /** Why it was refused. */
  readonly code: RefusalCode | null;
}

export interface FileActions {
  /** Lay files into the room, some at once and the others after them. */
  attach(files: readonly File[]): void;
  pause(key: number): void;
  resume(key: number): void;
  /** Give up one on its way, or put away one that was refused. */
  cancel(key: number): void;
  cancelAll(): void;
  /** Take back a file of one's own, for everybody. */
  remove(file: string): void;
}
