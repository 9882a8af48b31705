/** What the room page knows: one immutable value; every change makes a new one. Components render it, nothing else. */
import type { FileActions, UploadView } from "./files/upload.js";
import type { ChatLine, ErrorCode, Participant, Quality, Reaction, Room, SharedFile } from "./protocol.js";
import type { ChatActions } from "./talk.js";
import type { HearingState } from "./unheard.js";

export type Phase = "door" | "joining" | "in-room" | "reconnecting" | "ended";

export type EndReason = "left" | "replaced" | "room-ended" | "error";

/** What a device does, or why it cannot. */
export type DeviceStatus = "off" | "starting" | "on" | "denied" | "missing" | "busy" | "insecure";

export interface DeviceChoice {
  readonly id: string;
  readonly label: string;
  /** Devices of one thing, a headset's microphone and speaker, have the same. */
  readonly group: string;
}

/** Something about a device that the visitor did not do here: plugged in, taken away, or silent in other hands. */
export interface DeviceNotice {
  readonly what: "came" | "went" | "held";
  readonly kind: "microphone" | "camera" | "speaker";
  readonly label: string;
  readonly id: string;
  /** What is used instead. */
  readonly now: string | null;
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
  readonly noiseReduced: boolean;
  readonly echoCancelled: boolean;
  /** The microphone is on only while Space is held. */
  readonly pushToTalk: boolean;
  readonly canTurnCamera: boolean;
  readonly isBackCamera: boolean;
  readonly notice: DeviceNotice | null;
  /** Somebody speaks although the microphone is off. */
  readonly speaksMuted: boolean;
}

/** One's own line to the room, in words, with the figures for whoever helps. */
export interface Line {
  readonly quality: Quality;
  readonly voice: "off" | "clear" | "choppy";
  readonly ownVideo: "off" | "clear" | "soft" | "paused";
  readonly received: "none" | "clear" | "soft" | "off";
  readonly numbers: {
    readonly lostUp: number | null;
    readonly lostDown: number | null;
    readonly roundTrip_ms: number | null;
    readonly available_bps: number | null;
  };
}

/** "denied": by the system; closing the browser's dialogue is no trouble. */
export type ScreenStatus = "off" | "starting" | "on" | "denied" | "failed";

/** What one shows of one's own screen. */
export interface OwnScreen {
  readonly status: ScreenStatus;
  readonly track: MediaStreamTrack | null;
  readonly hasSound: boolean;
}

/** A line of the chat: accepted by the server, or still on its way, or refused with its text kept. */
export type ChatEntry =
  | { readonly kind: "line"; readonly line: ChatLine }
  | { readonly kind: "pending"; readonly key: number; readonly text: string; readonly replyTo: number | null }
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
  /** Number of the first line that came while nobody looked; stays until the chat is closed again. */
  readonly unreadFrom: number | null;
  /** Ids of others who are writing. */
  readonly typing: readonly string[];
  /** What lies in the room, oldest first. */
  readonly files: readonly SharedFile[];
  /** One's own files on their way there. */
  readonly uploads: readonly UploadView[];
  readonly tracks: readonly RemoteTrack[];
  readonly devices: Devices;
  readonly screen: OwnScreen;
  /** The browser waits for a tap before it plays sound. */
  readonly soundBlocked: boolean;
  /** How connections are, by participant; who is not in it is fine. */
  readonly qualities: ReadonlyMap<string, Quality>;
  readonly line: Line;
  /** Whether one's own voice arrives. */
  readonly hearing: HearingState;
  /** Media finds no way to the server, while messages do. */
  readonly mediaBlocked: boolean;
  /** No cameras and screens are received. */
  readonly soundOnly: boolean;
}

/** What a person can do; components call these, `room.ts` carries them out. */
export interface RoomActions {
  join(name: string, avatar: string): void;
  leave(): void;
  setMicrophone(on: boolean): void;
  setCamera(on: boolean): void;
  /** From within a press: the browser asks what is to be shown. */
  setScreen(on: boolean): void;
  chooseMicrophone(id: string): void;
  chooseCamera(id: string): void;
  chooseSpeaker(id: string): void;
  setNoiseReduced(on: boolean): void;
  setEchoCancelled(on: boolean): void;
  setPushToTalk(on: boolean): void;
  turnCamera(): void;
  /** A microphone of one's own for a test of it. */
  openMicrophoneForTest(): Promise<MediaStreamTrack>;
  /** Use what has just been plugged in, or not. */
  useNotice(notice: DeviceNotice): void;
  dismissNotice(): void;
  setSoundOnly(on: boolean): void;
  /** Look for a way for media again. */
  retryMedia(): void;
  /** Go on in writing. */
  dismissMediaBlocked(): void;
  readonly chat: ChatActions;
  readonly files: FileActions;
  setChatOpen(open: boolean): void;
  setHand(raised: boolean): void;
  react(reaction: Reaction): void;
  /** After the tap that allows sound. */
  allowSound(): void;
}
