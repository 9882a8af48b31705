/** A visit to a room: what the page shows and what one can do, from the door to the end. */
import { Awake } from "./awake.js";
import { browserPorts } from "./browser.js";
import type { CaptureKind } from "./capture.js";
import { wellFormed } from "./chat.js";
import { Connection, type ConnectionPorts } from "./connection.js";
import { DeviceControl, isAllowed } from "./devices.js";
import { LineKeeper, type LineFacts } from "./line-keeper.js";
import { Media } from "./media.js";
import { networkChanges } from "./network.js";
import { PushToTalk } from "./push-to-talk.js";
import { randomKey } from "./random.js";
import { readKept, writeKept, type KeptUpload } from "./files/kept.js";
import { UploadQueue } from "./files/queue.js";
import { browserTransfer } from "./files/transfer.js";
import type { ErrorCode, Joined, Reaction, Room } from "./protocol.js";
import { atTheDoor, isWanted, reduce, withReaction, withoutReaction } from "./reduce.js";
import { ScreenShare, openScreen } from "./screen.js";
import { Relays } from "./relays.js";
import { Session, type ServerEvent } from "./session.js";
import { AudioElements } from "./sound.js";
import type { Devices, EndReason, RemoteTrack, RoomActions, RoomState } from "./state.js";
import {
  Memory,
  claimTab,
  forgetVisit,
  readPreferences,
  readVisit,
  writePreferences,
  writeVisit,
  type DevicePreferences,
  type Visit,
} from "./storage.js";
import { Talk } from "./talk.js";

const REACTION_RISES_MS = 4_000;
/** Far above what the server takes, so that it is the server that says what is wrong. */
const LONGEST_NAME_SENT = 400;

/** What the server wrote into the page. */
export interface DoorData {
  readonly room: Room;
  /** How many are inside. */
  readonly present: number;
  readonly file_limit_bytes: number;
  readonly language: string;
}

interface Person {
  readonly name: string;
  readonly avatar: string;
  readonly previous: string | null;
}

export class RoomModel {
  readonly actions: RoomActions;
  #state: RoomState;
  readonly #language: string;
  readonly #listeners = new Set<(state: RoomState) => void>();
  readonly #ports: ConnectionPorts;
  readonly #session: Session;
  readonly #connection: Connection;
  readonly #devices: DeviceControl;
  readonly #relays: Relays;
  readonly #media: Media;
  readonly #screen: ScreenShare;
  readonly #line: LineKeeper;
  readonly #talkKey: PushToTalk;
  readonly #sound: AudioElements;
  readonly #talk: Talk;
  readonly #files: UploadQueue;
  /** What a reload interrupted; looked after once one is in. */
  #interrupted: readonly KeptUpload[];
  readonly #awake = new Awake();
  readonly #visits = new Memory(() => sessionStorage);
  #tab: string = randomKey();
  #person: Person | null = null;
  #resume: string | null = null;
  #chatIsOpen = false;
  readonly #cancelReactions = new Map<string, () => void>();

  constructor({ room, present, language, file_limit_bytes }: DoorData) {
    this.#language = language;
    this.#state = atTheDoor(room, present);
    this.#ports = browserPorts(room.id);
    const { clock } = this.#ports;
    this.#session = new Session({
      write: (text) => this.#connection.write(text),
      deliver: (event) => this.#deliver(event),
    });
    const ask = this.#session.request.bind(this.#session);
    this.#connection = this.#newConnection();
    this.#talk = new Talk({
      clock,
      ask,
      chat: () => this.#state.chat,
      change: (how) => this.#update({ chat: how(this.#state.chat) }),
      tellTyping: () => this.#session.tellTyping(),
      typingChanged: (typing) => this.#update({ typing }),
    });
    this.#interrupted = readKept(this.#visits, room.id);
    this.#files = new UploadQueue({
      clock,
      ask,
      transfer: browserTransfer,
      limit_bytes: file_limit_bytes,
      changed: (uploads) => this.#update({ uploads }),
      keep: (uploads) => writeKept(this.#visits, room.id, uploads),
    });
    this.actions = { ...this.#doings, chat: this.#talk, files: this.#files };
    this.#relays = new Relays(clock, ask);
    const newPeerConnection = (): RTCPeerConnection => this.#relays.newPeerConnection();
    this.#media = new Media({ clock, ask, newPeerConnection }, (tracks) => this.#receive(tracks), (mediaBlocked) =>
      this.#update({ mediaBlocked }),
    );
    const memory = new Memory(() => localStorage);
    const preferences = readPreferences(memory);
    this.#sound = new AudioElements(preferences.speakerId, (soundBlocked) => this.#update({ soundBlocked }));
    this.#talkKey = new PushToTalk((on) => this.#devices.set("microphone", on), clock.after);
    this.#devices = this.#newDevices(memory, preferences);
    this.#line = this.#newLine();
    this.#screen = new ScreenShare(openScreen, {
      changed: (screen) => this.#update({ screen }),
      track: (source, track) => this.#media.publisher.set(source, track, false),
    });
    this.#watchPage();
    void this.#comeBack();
  }

  #newConnection(): Connection {
    return new Connection(this.#session, this.#ports, {
      live: () => this.#live(),
      cut: () => this.#cut(),
      refused: (code) => this.#refused(code),
      over: (code) => this.#end(reasonOf(code), code),
    });
  }

  #newDevices(memory: Memory, preferences: DevicePreferences): DeviceControl {
    return new DeviceControl(this.#ports.clock, preferences, {
      changed: (part) => this.#devicesChanged(part),
      track: (source, track, muted) => this.#media.publisher.set(source, track, muted),
      chosen: (chosen) => writePreferences(memory, chosen),
      speaker: (id) => this.#sound.useSpeaker(id),
    });
  }

  #newLine(): LineKeeper {
    const ports = {
      clock: this.#ports.clock,
      media: this.#media,
      takeLoudest: () => this.#devices.takeLoudest(),
      reopen: (kind: CaptureKind) => this.#devices.reopen(kind),
      facts: () => lineFacts(this.#state),
    };
    return new LineKeeper(ports, {
      line: (line) => this.#update({ line }),
      hearing: (hearing) => this.#update({ hearing }),
    });
  }

  #watchPage(): void {
    networkChanges(() => {
      this.#connection.networkChanged();
      this.#media.networkChanged();
    });
    // A page that was frozen (Page Lifecycle) does not know how long it slept.
    document.addEventListener("resume", () => this.#connection.wake());
    document.addEventListener("visibilitychange", () => {
      if (!isLookedAt()) return;
      this.#connection.wake();
      if (this.#chatIsOpen) this.#update({ unread: 0 });
    });
    // A page that the browser had put aside has been silent for too long for its transports.
    addEventListener("pageshow", (event) => {
      if (event.persisted && this.#state.self !== null) this.#media.renew();
    });
  }

  get state(): RoomState {
    return this.#state;
  }

  /** Be told of every new state; the returned function ends that. */
  subscribe(listener: (state: RoomState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readonly #doings: Omit<RoomActions, "chat" | "files"> = {
    join: (name, avatar) => {
      if (this.#state.phase !== "door") return;
      this.#enter({ name: wellFormed(name).slice(0, LONGEST_NAME_SENT), avatar, previous: null });
    },
    leave: () => {
      this.#connection.leave();
      this.#end("left", null);
    },
    setMicrophone: (on) => this.#devices.set("microphone", on),
    setCamera: (on) => this.#devices.set("camera", on),
    setScreen: (on) => this.#screen.set(on && this.#state.phase !== "ended"),
    chooseMicrophone: (id) => this.#devices.choose("microphone", id),
    chooseCamera: (id) => this.#devices.choose("camera", id),
    chooseSpeaker: (id) => this.#devices.chooseSpeaker(id),
    setNoiseReduced: (on) => this.#devices.setSound({ noiseReduced: on }),
    setEchoCancelled: (on) => this.#devices.setSound({ echoCancelled: on }),
    setPushToTalk: (on) => this.#devices.setPushToTalk(on),
    turnCamera: () => this.#devices.turnCamera(),
    openMicrophoneForTest: () => this.#devices.openForTest(),
    useNotice: (notice) => this.#devices.useNotice(notice),
    dismissNotice: () => this.#devices.dismissNotice(),
    setSoundOnly: (on) => this.#setSoundOnly(on),
    retryMedia: () => {
      this.#update({ mediaBlocked: false });
      this.#media.live();
      this.#media.renew();
    },
    dismissMediaBlocked: () => this.#update({ mediaBlocked: false }),
    setChatOpen: (open) => {
      this.#chatIsOpen = open;
      if (open) this.#update({ unread: 0 });
      else if (this.#state.unread === 0) this.#update({ unreadFrom: null });
    },
    setHand: (raised) => void this.#setHand(raised),
    react: (reaction) => this.#react(reaction),
    allowSound: () => this.#sound.allow(),
  };

  /** After a reload: the same person in the same place, without the door; not in a copy of the tab. */
  async #comeBack(): Promise<void> {
    const visit = readVisit(this.#visits, this.#state.room.id);
    if (visit === null) return void claimTab(this.#tab);
    this.#update({ phase: "joining" });
    if (!(await claimTab(visit.tab))) {
      forgetVisit(this.#visits, this.#state.room.id);
      void claimTab(this.#tab);
      return this.#update({ phase: "door" });
    }
    this.#tab = visit.tab;
    this.#resume = visit.resume;
    this.#enter({ name: visit.name, avatar: visit.avatar, previous: visit.resume });
    this.#setSoundOnly(visit.soundOnly);
    if (visit.microphone) void this.#turnOnIfAllowed("microphone");
    if (visit.camera) void this.#turnOnIfAllowed("camera");
  }

  async #turnOnIfAllowed(kind: CaptureKind): Promise<void> {
    if (await isAllowed(kind)) this.#devices.set(kind, true);
  }

  #enter(person: Person): void {
    this.#person = person;
    this.#update({ phase: "joining", joinError: null });
    this.#connection.start({ ...person, language: this.#language });
  }

  #deliver(event: ServerEvent): void {
    if (this.#state.phase === "ended") return;
    if (event.type === "joined") this.#sound.play([]);
    this.#set(reduce(this.#state, event, { chatIsOpen: this.#chatIsOpen && isLookedAt() }));
    switch (event.type) {
      case "joined":
        return this.#joined(event);
      case "subscribe_offer":
        return this.#media.offered(event);
      case "media_lost":
        return this.#media.lost(event.transport);
      case "arrivals":
        return this.#line.arrived(event);
      case "reacted":
        return this.#reactionRises(event.participant);
      case "typing":
        return this.#talk.typing.heard(event.participant);
      case "chat_written":
        return this.#talk.typing.ended(event.line.participant);
      case "participant_left":
        this.#talk.typing.ended(event.participant);
        return this.#sound.play(this.#state.tracks);
      case "server_stopping":
        return this.#connection.serverStops();
      case "room_ended":
        this.#connection.close();
        return this.#end("room-ended", "room-ended");
      default:
    }
  }

  #joined({ resume, relays }: Joined): void {
    this.#resume = resume;
    this.#relays.take(relays);
    this.#connection.joinedAs(resume);
    this.#remember();
    this.#awake.set(true);
    this.#media.begin();
    const interrupted = this.#interrupted;
    this.#interrupted = [];
    if (interrupted.length > 0) void this.#files.recall(interrupted);
    this.#line.start();
  }

  #receive(tracks: readonly RemoteTrack[]): void {
    this.#update({ tracks });
    this.#sound.play(tracks);
  }

  #live(): void {
    if (this.#state.phase === "reconnecting") this.#update({ phase: "in-room" });
    this.#media.live();
  }

  #cut(): void {
    if (this.#state.phase === "in-room") this.#update({ phase: "reconnecting", speaking: new Map() });
  }

  #refused(code: ErrorCode): void {
    this.#screen.stop();
    this.#line.close();
    this.#media.close();
    this.#awake.set(false);
    forgetVisit(this.#visits, this.#state.room.id);
    this.#update({ phase: "door", joinError: code, participants: [], self: null });
  }

  #end(reason: EndReason, code: ErrorCode | null): void {
    if (this.#state.phase === "ended") return;
    forgetVisit(this.#visits, this.#state.room.id);
    this.#awake.set(false);
    this.#relays.close();
    this.#line.close();
    this.#media.close();
    this.#sound.close();
    this.#files.close();
    this.#devices.close();
    this.#screen.stop();
    this.#update({ phase: "ended", end: { reason, code }, speaking: new Map(), tracks: [] });
  }

  #devicesChanged(part: Partial<Devices>): void {
    this.#update({ devices: { ...this.#state.devices, ...part } });
    if ("microphone" in part || "camera" in part) this.#remember();
  }

  /** What a reload needs to come back as the same person. */
  #remember(): void {
    const { phase, devices, room, soundOnly } = this.#state;
    if (this.#resume === null || this.#person === null || phase === "door" || phase === "ended") return;
    const visit: Visit = {
      tab: this.#tab,
      resume: this.#resume,
      name: this.#person.name,
      avatar: this.#person.avatar,
      microphone: isWanted(devices.microphone),
      camera: isWanted(devices.camera),
      soundOnly,
    };
    writeVisit(this.#visits, room.id, visit);
  }

  #setSoundOnly(soundOnly: boolean): void {
    this.#update({ soundOnly });
    this.#media.setSoundOnly(soundOnly);
    this.#remember();
  }

  async #setHand(raised: boolean): Promise<void> {
    try {
      await this.#session.request("set_hand", { raised });
    } catch {
      // Not carried out, so the hand stays as everybody sees it.
    }
  }

  #react(reaction: Reaction): void {
    const { self, reactions, phase } = this.#state;
    if (self === null || phase !== "in-room") return;
    this.#session.request("react", { reaction }).catch(() => undefined);
    this.#update({ reactions: withReaction(reactions, self, reaction) });
    this.#reactionRises(self);
  }

  #reactionRises(participant: string): void {
    this.#cancelReactions.get(participant)?.();
    const gone = (): void => this.#update({ reactions: withoutReaction(this.#state.reactions, participant) });
    this.#cancelReactions.set(participant, this.#ports.clock.after(REACTION_RISES_MS, gone));
  }

  #update(part: Partial<RoomState>): void {
    this.#set({ ...this.#state, ...part });
  }

  #set(state: RoomState): void {
    this.#state = state;
    this.#media?.publisher.adapt(state.participants.length);
    const isInside = state.phase === "in-room" || state.phase === "reconnecting";
    this.#talkKey?.set(isInside && state.devices.pushToTalk);
    for (const listener of this.#listeners) listener(state);
  }
}

function isLookedAt(): boolean {
  return document.visibilityState === "visible";
}

function lineFacts({ devices, tracks, soundOnly, self, qualities }: RoomState): LineFacts {
  return {
    microphoneIsOn: devices.microphone === "on",
    cameraIsOn: devices.camera === "on",
    picturesArrive: tracks.some(({ source }) => source === "camera" || source === "screen"),
    soundOnly,
    told: (self === null ? null : qualities.get(self)) ?? "good",
  };
}

function reasonOf(code: ErrorCode): EndReason {
  if (code === "replaced") return "replaced";
  return code === "room-ended" || code === "not-found" ? "room-ended" : "error";
}
