/** What the room page knows: one immutable value; every change makes a new one. Components render it, nothing else. */
import type { ChatLine, ErrorCode, Participant, Reaction, Room } from "./protocol.js";

export type Phase = "door" | "joining" | "in-room" | "reconnecting" | "ended";

export type EndReason = "left" | "replaced" | "room-ended" | "error";

/** What a device does, or why it cannot. */
export type DeviceStatus = "off" | "starting" | "on" | "denied" | "missing" | "busy";

export interface DeviceChoice {
  readonly id: string;
  readonly label: string;
}

export interface Devices {
  readonly microphone: DeviceStatus;
  readonly camera: DeviceStatus;
  /** 0 to 1, about ten times a second while the microphone is on. */
  readonly level: number;
  /** One's own camera, for the preview and one's own tile. */
  readonly cameraTrack: MediaStreamTrack | null;
  readonly microphones: readonly DeviceChoice[];
  readonly cameras: readonly DeviceChoice[];
  readonly speakers: readonly DeviceChoice[];
  readonly microphoneId: string | null;
  readonly cameraId: string | null;
  readonly speakerId: string | null;
}

/** A line of the chat: accepted by the server, or still on its way, or refused with its text kept. */
export type ChatEntry =
  | { readonly kind: "line"; readonly line: ChatLine }
  | { readonly kind: "pending"; readonly key: number; readonly text: string }
  | { readonly kind: "refused"; readonly key: number; readonly text: string; readonly code: ErrorCode };

/** A track that arrives from somebody else. */
export interface RemoteTrack {
  readonly publication: string;
  readonly participant: string;
  readonly source: "microphone" | "camera" | "screen" | "screen-audio";
  readonly track: MediaStreamTrack;
}

export interface RoomState {
  readonly phase: Phase;
  readonly end: { readonly reason: EndReason; readonly code: ErrorCode | null } | null;
  /** Why joining did not work, shown on the sheet at the door. */
  readonly joinError: ErrorCode | null;
  readonly room: Room;
  /** How many are inside, as the door saw it. */
  readonly presentAtDoor: number;
  readonly self: string | null;
  /** In the order in which they came; stable. */
  readonly participants: readonly Participant[];
  /** Participant to level 1-127, loudest first. */
  readonly speaking: ReadonlyMap<string, number>;
  readonly reactions: ReadonlyMap<string, Reaction>;
  readonly chat: readonly ChatEntry[];
  readonly unread: number;
  readonly tracks: readonly RemoteTrack[];
  readonly devices: Devices;
  /** The browser waits for a tap before it plays sound. */
  readonly soundBlocked: boolean;
}

/** What a person can do; components call these, `room.ts` carries them out. */
export interface RoomActions {
  join(name: string, avatar: string): void;
  leave(): void;
  setMicrophone(on: boolean): void;
  setCamera(on: boolean): void;
  chooseMicrophone(id: string): void;
  chooseCamera(id: string): void;
  chooseSpeaker(id: string): void;
  sendChat(text: string): void;
  /** Put a refused line back: send it again, or drop it. */
  retryChat(key: number): void;
  dropChat(key: number): void;
  setChatOpen(open: boolean): void;
  setHand(raised: boolean): void;
  react(reaction: Reaction): void;
  /** After the tap that allows sound. */
  allowSound(): void;
}
