/** Names that nobody guesses and nothing else has; also without a secure context, where there is no randomUUID. */

export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
