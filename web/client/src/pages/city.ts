/** The entrance: start a room, or go to one by its link. */
import { beginAppearance } from "../components/appearance.js";
import "../components/picture.js";
import { startRoom } from "../start.js";

/** A room's id as it stands at the end of its link, or alone. */
const ROOM_ID = /(?:^|\/r\/)([A-Za-z0-9_-]{16,64})\/?(?:[?#].*)?$/;

function element<T extends HTMLElement>(id: string): T | null {
  return document.getElementById(id) as T | null;
}

function say(id: string, isSaid: boolean): void {
  element(id)?.toggleAttribute("hidden", !isSaid);
}

async function start(button: HTMLButtonElement): Promise<void> {
  const label = button.querySelector("span");
  const words = label?.textContent ?? "";
  button.disabled = true;
  if (label) label.textContent = button.dataset["busy"] ?? words;
  say("start-failed", false);
  const started = await startRoom();
  if ("url" in started) return location.assign(started.url + location.search);
  button.disabled = false;
  if (label) label.textContent = words;
  say("start-failed", true);
}

function follow(event: SubmitEvent): void {
  event.preventDefault();
  const field = element<HTMLInputElement>("link");
  const id = ROOM_ID.exec(field?.value.trim() ?? "")?.[1];
  say("link-unreadable", id === undefined);
  field?.setAttribute("aria-invalid", String(id === undefined));
  if (id === undefined) field?.focus();
  else location.assign(`/r/${id}${location.search}`);
}

beginAppearance();
const button = element<HTMLButtonElement>("start");
button?.addEventListener("click", () => void start(button));
element<HTMLFormElement>("by-link")?.addEventListener("submit", follow);
