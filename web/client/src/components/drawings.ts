/** Small drawings: icons from the one drawn set, and the faces of avatars. */
import { html, svg, type TemplateResult } from "lit";

const avatars = new Map<string, string>();
let icons = "";

/** Where the icons and avatars are, as the page tells. */
export function setDrawings(iconFile: string, drawn: readonly { slug: string; url: string }[]): void {
  icons = iconFile;
  for (const { slug, url } of drawn) avatars.set(slug, url);
}

/** An icon is never alone: a label or an accessible name stands with it. */
export function icon(name: string, extra = ""): TemplateResult {
  return html`<svg class="icon ${extra}" aria-hidden="true">${svg`<use href="${icons}#${name}"></use>`}</svg>`;
}

/** The whole figure of an avatar; one that this version does not know becomes the first. */
export function figure(avatar: string): TemplateResult {
  return html`<img src=${avatarAddress(avatar)} alt="" draggable="false" />`;
}

/** An avatar's face in a circle. */
export function face(avatar: string): TemplateResult {
  return html`<span class="face">${figure(avatar)}</span>`;
}

export function avatarSlugs(): readonly string[] {
  return [...avatars.keys()];
}

function avatarAddress(avatar: string): string {
  return avatars.get(avatar) ?? avatars.values().next().value ?? "data:,";
}
