/** One tile of the work view: a person or a shared screen, small or large, with its menu. */
import { html, nothing, type TemplateResult } from "lit";
import { text } from "../i18n.js";
import type { Tile } from "./arrangement.js";
import "./camera.js";
import { figure, icon } from "./drawings.js";
import { nameOnPlate, signs } from "./person-signs.js";
import { describe, type PersonView } from "./person-view.js";
import type { ShareView } from "./shares.js";
import "./tile-menu.js";

export interface TileLook {
  readonly large: boolean;
  readonly pinned: boolean;
  /** Which of the four colours stands behind an avatar; it goes where the person goes. */
  readonly tint: number;
  readonly stop: () => void;
}

/** What the whole tile is called for whoever listens to the page. */
export function nameOfTile(tile: Tile): string {
  return tile.kind === "person" ? tile.person.name : nameOfShare(tile.share);
}

export function tileOf(tile: Tile, look: TileLook): TemplateResult {
  const state = tile.kind === "person" ? stateOf(tile.person) : "shared";
  return html`<li class="tile ${state} ${look.large ? "large" : ""}" data-tile=${tile.id} data-tint=${look.tint}>
    ${tile.kind === "person" ? personPicture(tile.person) : sharePicture(tile.share)}
    <madang-tile-menu
      .tile=${tile.id}
      .name=${nameOfTile(tile)}
      .pinned=${look.pinned}
      .stop=${tile.kind === "share" && tile.share.isSelf ? look.stop : null}
      .hasPicture=${tile.kind === "share" || tile.person.camera !== null}
    ></madang-tile-menu>
  </li>`;
}

function personPicture(person: PersonView): TemplateResult {
  const camera = html`<madang-camera
    .track=${person.camera}
    .participant=${person.id}
    .mirrored=${person.mirrored}
  ></madang-camera>`;
  return html`${person.camera ? camera : figure(person.avatar)}
    <span class="unseen">${describe(person)}</span>
    <span class="name" aria-hidden="true">${nameOnPlate(person)}</span>
    ${signs(person)}`;
}

/** Without cropping and in its own colours; one's own is marked. */
function sharePicture(share: ShareView): TemplateResult {
  return html`<madang-camera .track=${share.track} .participant=${share.participant} kind="screen"></madang-camera>
    <span class="name">${icon("screen")}<span dir="auto">${nameOfShare(share)}</span></span>
    ${share.isSelf ? html`<span class="unseen">${text("own-screen-preview")}</span>` : nothing}`;
}

export function nameOfShare({ isSelf, name }: ShareView): string {
  return isSelf ? text("own-screen") : text("screen-of", { name });
}

function stateOf(person: PersonView): string {
  return `${person.speaking ? "speaking" : ""} ${person.reconnecting ? "away" : ""}`;
}
