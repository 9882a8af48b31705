/** What the room shows of each person, made from the state (pure); the same list as long as nothing of it changed. */
import { text } from "../i18n.js";
import type { Participant, Quality, Reaction } from "../protocol.js";
import type { RoomState } from "../state.js";
import { shownBy } from "./shares.js";

export interface PersonView {
  readonly id: string;
  readonly name: string;
  readonly avatar: string;
  readonly language: string;
  readonly isSelf: boolean;
  readonly muted: boolean;
  readonly speaking: boolean;
  readonly reconnecting: boolean;
  /** Place in the queue of hands from 1, or null. */
  readonly hand: number | null;
  readonly reaction: Reaction | null;
  readonly camera: MediaStreamTrack | null;
  /** One's own as in a mirror, unless it looks away from oneself. */
  readonly mirrored: boolean;
  /** How the connection is. */
  readonly quality: Quality;
  /** Whether they show a screen. */
  readonly shares: boolean;
}

/** Makes the list of people, and makes it anew only when something in it changed. */
export class PersonViews {
  private inputs: readonly unknown[] = [];
  private views: readonly PersonView[] = [];

  of(state: RoomState): readonly PersonView[] {
    const { microphone, camera, cameraTrack, isBackCamera } = state.devices;
    const { participants, speaking, reactions, tracks, self, qualities, screen } = state;
    const own = [self, microphone, camera, cameraTrack, isBackCamera, screen];
    const inputs = [participants, speaking, reactions, tracks, qualities, ...own];
    if (inputs.some((input, position) => input !== this.inputs[position])) {
      this.views = participants.map((participant) => personView(state, participant));
      this.inputs = inputs;
    }
    return this.views;
  }
}

export function personView(state: RoomState, participant: Participant): PersonView {
  const isSelf = participant.id === state.self;
  return {
    id: participant.id,
    name: participant.name,
    avatar: participant.avatar,
    language: participant.language,
    isSelf,
    muted: isSelf ? state.devices.microphone !== "on" : !isHeard(participant),
    speaking: state.speaking.has(participant.id),
    reconnecting: participant.presence === "reconnecting",
    hand: placeInQueue(state.participants, participant),
    reaction: state.reactions.get(participant.id) ?? null,
    camera: isSelf ? ownCamera(state) : cameraOf(state, participant),
    mirrored: isSelf && !(state.devices.canTurnCamera && state.devices.isBackCamera),
    quality: state.qualities.get(participant.id) ?? "good",
    shares: isSelf ? state.screen.track !== null : shownBy(participant).length > 0,
  };
}

function isHeard(participant: Participant): boolean {
  return participant.publications.some(({ source, muted }) => source === "microphone" && !muted);
}

function ownCamera(state: RoomState): MediaStreamTrack | null {
  return state.devices.camera === "on" ? state.devices.cameraTrack : null;
}

function cameraOf(state: RoomState, participant: Participant): MediaStreamTrack | null {
  const shown = participant.publications.find(({ source, muted }) => source === "camera" && !muted);
  return state.tracks.find(({ publication }) => publication === shown?.id)?.track ?? null;
}

function placeInQueue(participants: readonly Participant[], participant: Participant): number | null {
  const raisedAt_ms = participant.hand_raised_at_ms;
  if (raisedAt_ms === null) return null;
  const before = participants.filter(({ hand_raised_at_ms: at_ms }) => at_ms !== null && at_ms < raisedAt_ms);
  return before.length + 1;
}

/** A person in one sentence: what the eye sees, for whoever listens to the page. */
export function describe(person: PersonView): string {
  const facts = [person.isSelf ? text("person-self", { name: person.name }) : person.name];
  if (person.reconnecting) facts.push(text("person-reconnecting"));
  if (person.speaking) facts.push(text("person-speaking"));
  else if (person.muted) facts.push(text("person-muted"));
  if (person.camera) facts.push(text("person-camera"));
  if (person.quality !== "good") facts.push(text(`person-quality-${person.quality}`));
  if (person.shares) facts.push(text("person-shares"));
  if (person.hand !== null) facts.push(text("person-hand", { place: person.hand }));
  if (person.reaction) facts.push(text("person-reaction", { reaction: text(`reaction-${person.reaction}`) }));
  return facts.join(", ");
}
