/** Uploads that a reload of the page interrupts: known again, so that they go on with the same file. */
import type { Memory } from "../storage.js";

export interface KeptUpload {
  readonly name: string;
  readonly size_bytes: number;
  /** When the file was last changed: another version of it would not fit to what is there. */
  readonly changed_ms: number;
  readonly file: string;
  readonly url: string;
}

const keyOf = (room: string): string => `madang.uploads.${room}`;

export function readKept(memory: Memory, room: string): readonly KeptUpload[] {
  const value = memory.read(keyOf(room));
  return Array.isArray(value) ? value.filter(isKept) : [];
}

export function writeKept(memory: Memory, room: string, uploads: readonly KeptUpload[]): void {
  if (uploads.length > 0) memory.write(keyOf(room), uploads);
  else memory.forget(keyOf(room));
}

export function isSame(kept: Pick<KeptUpload, "name" | "size_bytes" | "changed_ms">, file: File): boolean {
  return kept.name === file.name && kept.size_bytes === file.size && kept.changed_ms === file.lastModified;
}

function isKept(value: unknown): value is KeptUpload {
  if (typeof value !== "object" || value === null) return false;
  const { name, size_bytes, changed_ms, file, url } = value as Record<string, unknown>;
  const areTexts = [name, file, url].every((one) => typeof one === "string");
  return areTexts && String(url).startsWith("/") && typeof size_bytes === "number" && typeof changed_ms === "number";
}
