/** One tile over the whole screen and back. */

interface PhoneVideo extends HTMLVideoElement {
  /** iPhones can do it with videos only. */
  webkitEnterFullscreen?(): void;
}

export function isFullScreen(): boolean {
  return document.fullscreenElement !== null;
}

/** Show this over the whole screen, or go back if something already is. A refusal changes nothing. */
export function toggleFullScreen(tile: Element): void {
  if (isFullScreen()) return void document.exitFullscreen().catch(() => undefined);
  if (typeof tile.requestFullscreen === "function") return void tile.requestFullscreen().catch(() => undefined);
  tile.querySelector<PhoneVideo>("video")?.webkitEnterFullscreen?.();
}
