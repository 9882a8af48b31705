/** Which screens are shown in the room, one's own included (pure); the same list as long as nothing of it changed. */
import type { Participant } from "../protocol.js";
import type { RoomState } from "../state.js";

export interface ShareView {
  /** The publication's, or "own". */
  readonly id: string;
  readonly participant: string;
  readonly name: string;
  readonly isSelf: boolean;
  readonly track: MediaStreamTrack;
  /** A picture of a whole screen shows this page too, and in it itself, and so on. */
  readonly showsItself: boolean;
}

/** Makes the list of shared screens, and makes it anew only when something in it changed. */
export class ShareViews {
  private inputs: readonly unknown[] = [];
  private views: readonly ShareView[] = [];

  of(state: RoomState): readonly ShareView[] {
    const inputs = [state.participants, state.tracks, state.self, state.screen];
    if (inputs.some((input, position) => input !== this.inputs[position])) {
      this.views = state.participants.flatMap((participant) => sharesOf(state, participant));
      this.inputs = inputs;
    }
    return this.views;
  }
}

function sharesOf(state: RoomState, participant: Participant): ShareView[] {
  const { id, name } = participant;
  if (id === state.self) return ownShare(state, participant);
  return shownBy(participant).flatMap((publication) => {
    const track = state.tracks.find((one) => one.publication === publication)?.track;
    return track ? [{ id: publication, participant: id, name, isSelf: false, track, showsItself: false }] : [];
  });
}

function ownShare({ screen }: RoomState, { id, name }: Participant): ShareView[] {
  const { track } = screen;
  if (track === null) return [];
  const showsItself = track.getSettings().displaySurface === "monitor";
  return [{ id: "own", participant: id, name, isSelf: true, track, showsItself }];
}

/** The publications of somebody's screens. */
export function shownBy({ publications }: Participant): readonly string[] {
  return publications.filter(({ source, muted }) => source === "screen" && !muted).map(({ id }) => id);
}
