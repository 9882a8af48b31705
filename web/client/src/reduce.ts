/** What an event of the server makes of the state (pure). */
import { newLinesOfOthers, withChangedLine, withHistory, withLine } from "./chat.js";
import { NO_LINE } from "./line-keeper.js";
import type { ConnectionQuality, Joined, Participant, Reaction, SharedFile } from "./protocol.js";
import { NO_SCREEN } from "./screen.js";
import type { ServerEvent } from "./session.js";
import type { DeviceStatus, Devices, RoomState } from "./state.js";
import type { Room } from "./protocol.js";

const NO_DEVICES: Devices = {
  microphone: "off",
  camera: "off",
  level: 0,
  cameraTrack: null,
  microphones: [],
  cameras: [],
  speakers: [],
  microphoneId: null,
  cameraId: null,
  speakerId: null,
  noiseReduced: true,
  echoCancelled: true,
  pushToTalk: false,
  canTurnCamera: false,
  isBackCamera: false,
  notice: null,
  speaksMuted: false,
};

export function atTheDoor(room: Room, present: number): RoomState {
  return {
    phase: "door",
    end: null,
    joinError: null,
    room,
    presentAtDoor: present,
    self: null,
    participants: [],
    speaking: new Map(),
    reactions: new Map(),
    chat: [],
    unread: 0,
    unreadFrom: null,
    typing: [],
    files: [],
    uploads: [],
    tracks: [],
    devices: NO_DEVICES,
    screen: NO_SCREEN,
    soundBlocked: false,
    qualities: new Map(),
    line: NO_LINE,
    hearing: "heard",
    mediaBlocked: false,
    soundOnly: false,
  };
}

export interface Circumstances {
  /** Whether the chat is open and looked at, so that nothing in it is unread. */
  readonly chatIsOpen: boolean;
}

export function reduce(state: RoomState, event: ServerEvent, circumstances: Circumstances): RoomState {
  switch (event.type) {
    case "joined":
      return joined(state, event, circumstances);
    case "participant_joined":
    case "participant_changed":
      return { ...state, participants: withParticipant(state.participants, event.participant) };
    case "participant_left":
      return withoutParticipant(state, event.participant);
    case "reacted":
      return { ...state, reactions: withReaction(state.reactions, event.participant, event.reaction) };
    case "speakers":
      return { ...state, speaking: new Map(event.speaking.map((voice) => [voice.participant, voice.level])) };
    case "qualities":
      return { ...state, qualities: withQualities(state.qualities, event.changed) };
    case "chat_written":
      return withChat(state, withLine(state.chat, event.line), circumstances);
    case "file_shared":
      return { ...state, files: withFile(state.files, event.file) };
    case "file_removed":
      return { ...state, files: state.files.filter(({ id }) => id !== event.file) };
    case "chat_changed":
      return { ...state, chat: withChangedLine(state.chat, event.line) };
    default:
      return state;
  }
}

function joined(state: RoomState, event: Joined, circumstances: Circumstances): RoomState {
  const isReturn = state.self !== null;
  const selves = new Set([event.participant, ...(state.self === null ? [] : [state.self])]);
  const next: RoomState = {
    ...state,
    phase: "in-room",
    joinError: null,
    end: null,
    room: event.room,
    self: event.participant,
    participants: event.participants,
    files: event.files,
    speaking: new Map(),
    reactions: new Map(),
    qualities: new Map(),
    tracks: [],
  };
  const chat = withHistory(state.chat, event.chat, selves);
  // What was written before one came for the first time is history, not news.
  return isReturn ? withChat(next, chat, circumstances, selves) : { ...next, chat };
}

function withChat(
  state: RoomState,
  chat: RoomState["chat"],
  circumstances: Circumstances,
  selves: ReadonlySet<string> = new Set(state.self === null ? [] : [state.self]),
): RoomState {
  const news = circumstances.chatIsOpen ? [] : newLinesOfOthers(state.chat, chat, selves);
  const unreadFrom = (state.unread === 0 ? news[0] : undefined) ?? state.unreadFrom;
  return { ...state, chat, unread: circumstances.chatIsOpen ? 0 : state.unread + news.length, unreadFrom };
}

function withFile(files: readonly SharedFile[], one: SharedFile): readonly SharedFile[] {
  return [...files.filter(({ id }) => id !== one.id), one];
}

/** In the order of coming; who is known keeps the place. */
function withParticipant(participants: readonly Participant[], one: Participant): readonly Participant[] {
  if (!participants.some((other) => other.id === one.id)) return [...participants, one];
  return participants.map((other) => (other.id === one.id ? one : other));
}

function withoutParticipant(state: RoomState, id: string): RoomState {
  const speaking = new Map(state.speaking);
  const reactions = new Map(state.reactions);
  speaking.delete(id);
  reactions.delete(id);
  return {
    ...state,
    speaking,
    reactions,
    participants: state.participants.filter((other) => other.id !== id),
    tracks: state.tracks.filter((track) => track.participant !== id),
  };
}

function withQualities(
  qualities: RoomState["qualities"],
  changed: readonly ConnectionQuality[],
): RoomState["qualities"] {
  const next = new Map(qualities);
  for (const { participant, quality } of changed) next.set(participant, quality);
  return next;
}

export function withReaction(
  reactions: ReadonlyMap<string, Reaction>,
  participant: string,
  reaction: Reaction,
): ReadonlyMap<string, Reaction> {
  return new Map(reactions).set(participant, reaction);
}

/** A reaction that has risen goes, unless a newer one took its place. */
export function withoutReaction(
  reactions: ReadonlyMap<string, Reaction>,
  participant: string,
): ReadonlyMap<string, Reaction> {
  const left = new Map(reactions);
  left.delete(participant);
  return left;
}

/** Whether a device is on or about to be. */
export function isWanted(status: DeviceStatus): boolean {
  return status === "on" || status === "starting";
}
