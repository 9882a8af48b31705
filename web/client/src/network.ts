/** Tells when another network carries the page: back online, or from one kind of network to another. */

interface NetworkInformation extends EventTarget {
  /** Not every browser says it; some only guess the speed, which is no reason to act. */
  readonly type?: string;
}

/** Call `changed` at every such change. */
export function networkChanges(changed: () => void): void {
  addEventListener("online", changed);
  const { connection } = navigator as Navigator & { connection?: NetworkInformation };
  let type = connection?.type;
  connection?.addEventListener?.("change", () => {
    if (connection.type === type) return;
    type = connection.type;
    if (type !== "none") changed();
  });
}
