/** Single keys that do what a tool does, while nobody is typing. */

const TYPING = "input:not([type=radio]), textarea, select, [contenteditable]";

/** Which key does what: letters are capital, and found by their place for those who type in another script. */
export type Shortcuts = Readonly<Record<string, () => void>>;

/** Listen for keys on the window; the answer stops that. */
export function listenForShortcuts(shortcuts: () => Shortcuts): () => void {
  const pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    // The browser itself closes these.
    if (event.key === "Escape" && document.querySelector(":popover-open, :fullscreen")) return;
    const name = event.key === "Escape" ? "Escape" : letterOf(event);
    const isTyping = event.target instanceof Element && event.target.closest(TYPING) !== null;
    if (isTyping && name !== "Escape") return;
    const act = shortcuts()[name];
    if (!act) return;
    // What opens may take the focus: the letter itself must not be typed there.
    if (name !== "Escape") event.preventDefault();
    act();
  };
  window.addEventListener("keydown", pressed);
  return () => window.removeEventListener("keydown", pressed);
}

/** With a Korean keyboard the key M types another letter; its place is the same. */
function letterOf({ key, code }: KeyboardEvent): string {
  return /^[a-z]$/i.test(key) ? key.toUpperCase() : code.replace(/^Key/, "");
}
