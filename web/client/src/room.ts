/** A visit to a room: what the page shows and what one can do, from the door to the end. */
import { Awake } from "./awake.js";
import { browserPorts } from "./browser.js";
import type { CaptureKind } from "./capture.js";
import { wellFormed } from "./chat.js";
import { Connection, type ConnectionPorts } from "./connection.js";
import { DeviceControl, isAllowed } from "./devices.js";
import { Media } from "./media.js";
import { randomKey } from "./random.js";
import type { ErrorCode, Joined, Reaction, Room } from "./protocol.js";
import { atTheDoor, isWanted, reduce, withReaction, withoutReaction } from "./reduce.js";
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
import { newPeerConnection } from "./transport.js";
import { ChatWriter } from "./writer.js";

const REACTION_RISES_MS = 4_000;
/** Far above what the server takes, so that it is the server that says what is wrong. */
const LONGEST_NAME_SENT = 400;

/** What the server wrote into the page. */
export interface DoorData {
  readonly room: Room;
  /** How many are inside. */
  readonly present: number;
  readonly language: string;
}

interface Person {
  readonly name: string;
  readonly avatar: string;
  readonly previous: string | null;
}

export class RoomModel {
  #state: RoomState;
  readonly #language: string;
  readonly #listeners = new Set<(state: RoomState) => void>();
  readonly #ports: ConnectionPorts;
  readonly #session: Session;
  readonly #connection: Connection;
  readonly #devices: DeviceControl;
  readonly #media: Media;
  readonly #sound: AudioElements;
  readonly #writer: ChatWriter;
  readonly #awake = new Awake();
  readonly #visits = new Memory(() => sessionStorage);
  #tab: string = randomKey();
  #person: Person | null = null;
  #resume: string | null = null;
  #chatIsOpen = false;
  readonly #cancelReactions = new Map<string, () => void>();

  constructor({ room, present, language }: DoorData) {
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
    this.#writer = new ChatWriter({
      clock,
      ask,
      change: (how) => this.#update({ chat: how(this.#state.chat) }),
    });
    this.#media = new Media({ clock, ask, newPeerConnection }, (tracks) => this.#receive(tracks));
    const memory = new Memory(() => localStorage);
    const preferences = readPreferences(memory);
    this.#sound = new AudioElements(preferences.speakerId, (soundBlocked) => this.#update({ soundBlocked }));
    this.#devices = this.#newDevices(memory, preferences);
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
    });
  }

  #watchPage(): void {
    addEventListener("online", () => this.#connection.wake());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#connection.wake();
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

  readonly actions: RoomActions = {
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
    chooseMicrophone: (id) => this.#devices.choose("microphone", id),
    chooseCamera: (id) => this.#devices.choose("camera", id),
    chooseSpeaker: (id) => {
      this.#devices.chooseSpeaker(id);
      this.#sound.useSpeaker(id);
    },
    sendChat: (typed) => this.#writer.write(typed),
    retryChat: (key) => this.#writer.again(key),
    dropChat: (key) => this.#writer.drop(key),
    setChatOpen: (open) => {
      this.#chatIsOpen = open;
      if (open) this.#update({ unread: 0 });
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
    this.#set(reduce(this.#state, event, { chatIsOpen: this.#chatIsOpen }));
    switch (event.type) {
      case "joined":
        return this.#joined(event);
      case "subscribe_offer":
        return this.#media.offered(event);
      case "media_lost":
        return this.#media.lost(event.transport);
      case "reacted":
        return this.#reactionRises(event.participant);
      case "participant_left":
        return this.#sound.play(this.#state.tracks);
      case "server_stopping":
        return this.#connection.serverStops();
      case "room_ended":
        this.#connection.close();
        return this.#end("room-ended", "room-ended");
      default:
    }
  }

  #joined({ resume }: Joined): void {
    this.#resume = resume;
    this.#connection.joinedAs(resume);
    this.#remember();
    this.#awake.set(true);
    this.#media.begin();
  }

  #receive(tracks: readonly RemoteTrack[]): void {
    this.#update({ tracks });
    this.#sound.play(tracks);
  }

  #live(): void {
    if (this.#state.phase === "reconnecting") this.#update({ phase: "in-room" });
  }

  #cut(): void {
    if (this.#state.phase === "in-room") this.#update({ phase: "reconnecting", speaking: new Map() });
  }

  #refused(code: ErrorCode): void {
    this.#media.close();
    this.#awake.set(false);
    forgetVisit(this.#visits, this.#state.room.id);
    this.#update({ phase: "door", joinError: code, participants: [], self: null });
  }

  #end(reason: EndReason, code: ErrorCode | null): void {
    if (this.#state.phase === "ended") return;
    forgetVisit(this.#visits, this.#state.room.id);
    this.#awake.set(false);
    this.#media.close();
    this.#sound.close();
    this.#devices.close();
    this.#update({ phase: "ended", end: { reason, code }, speaking: new Map(), tracks: [] });
  }

  #devicesChanged(part: Partial<Devices>): void {
    this.#update({ devices: { ...this.#state.devices, ...part } });
    if ("microphone" in part || "camera" in part) this.#remember();
  }

  /** What a reload needs to come back as the same person. */
  #remember(): void {
    const { phase, devices, room } = this.#state;
    if (this.#resume === null || this.#person === null || phase === "door" || phase === "ended") return;
    const visit: Visit = {
      tab: this.#tab,
      resume: this.#resume,
      name: this.#person.name,
      avatar: this.#person.avatar,
      microphone: isWanted(devices.microphone),
      camera: isWanted(devices.camera),
    };
    writeVisit(this.#visits, room.id, visit);
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
    for (const listener of this.#listeners) listener(state);
  }
}

function reasonOf(code: ErrorCode): EndReason {
  if (code === "replaced") return "replaced";
  return code === "room-ended" || code === "not-found" ? "room-ended" : "error";
}
