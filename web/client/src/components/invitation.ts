/** The link that brings others here. */

/** The room's address without anything of one's own in it. */
export function invitation(): string {
  return location.origin + location.pathname;
}

/** Put the link where one can paste it from; false if the browser does not allow that. */
export async function copyInvitation(): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(invitation());
    return true;
  } catch {
    return false;
  }
}
