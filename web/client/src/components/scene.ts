/** <madang-scene>: the drawing with the people on its seats. */
import { html, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { text } from "../i18n.js";
import "./camera.js";
import { figure } from "./drawings.js";
import { MadangElement } from "./element.js";
import { nameOnPlate, signs } from "./person-signs.js";
import { describe, type PersonView } from "./person-view.js";
import "./picture.js";
import { properties } from "./properties.js";
import { assignSeats, tallSeat, type Seat } from "./seating.js";

/** A scene as a theme describes it; `middle` is where the eye rests, in per cent of the stage's height. */
export interface Scene {
  readonly address: string;
  readonly ratio: number;
  readonly near: number;
  readonly middle: number;
  readonly seats: readonly Seat[];
}

export class SceneView extends MadangElement {
  static override properties = { scene: { attribute: false }, people: { attribute: false } };

  declare scene: Scene;
  declare people: readonly PersonView[];
  private seats: ReadonlyMap<string, number> = new Map();

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("people")) this.seats = assignSeats(this.seats, this.people, this.scene.seats.length);
  }

  protected override render() {
    const { ratio, near, middle } = this.scene;
    const frame = { "--scene-ratio": `${ratio}`, "--scene-near": `${near}`, "--scene-middle": `${middle}%` };
    const seated = this.people.filter(({ id }) => this.seats.has(id));
    return html`<section class="scene" aria-label=${text("scene")} ${properties(frame)}>
      <div class="scene-box">
        <madang-picture src=${this.scene.address}></madang-picture>
        <ul class="seats" aria-label=${text("seats")}>
          ${repeat(seated, ({ id }) => id, (person) => this.seated(person))}
        </ul>
      </div>
    </section>`;
  }

  private seated(person: PersonView): TemplateResult {
    const number = this.seats.get(person.id) ?? 0;
    const seat = this.scene.seats[number];
    if (!seat) return html``;
    const tall = tallSeat(seat);
    const place = { "--x": seat.x, "--y": seat.y, "--w": seat.width, "--x-tall": tall.x, "--y-tall": tall.y };
    const style = Object.fromEntries(Object.entries(place).map(([name, value]) => [name, `${value}%`]));
    return html`<li
      class="seat"
      data-seat=${number + 1}
      data-side=${seat.x < 50 ? "left" : "right"}
      data-row=${this.isBack(seat) ? "back" : "front"}
      ?data-self=${person.isSelf}
      ${properties(style)}
    >${personInScene(person)}</li>`;
  }

  /** The narrowest seats are the farthest: heads in front would hide a plate below. */
  private isBack(seat: Seat): boolean {
    return seat.width <= Math.min(...this.scene.seats.map(({ width }) => width));
  }
}

function personInScene(person: PersonView): TemplateResult {
  const state = `${person.speaking ? "speaking" : ""} ${person.reconnecting ? "away" : ""}`;
  const camera = html`<madang-camera
    .track=${person.camera}
    .participant=${person.id}
    .mirrored=${person.mirrored}
  ></madang-camera>`;
  return html`<div class="person ${state}" role="group" tabindex="0" aria-label=${describe(person)}>
    ${person.camera ? camera : figure(person.avatar)}
    <span class="plate">${nameOnPlate(person)}</span>
    ${signs(person)}
  </div>`;
}

customElements.define("madang-scene", SceneView);
