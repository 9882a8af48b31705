/** Just enough of an RTCPeerConnection to see what the client does with it. */

export class FakeTrack {
  constructor(
    readonly kind: "audio" | "video",
    readonly height = 720,
  ) {}
  getSettings(): { height: number } {
    return { height: this.height };
  }
}

export const fakeTrack = (kind: "audio" | "video", height = 720): MediaStreamTrack =>
  new FakeTrack(kind, height) as unknown as MediaStreamTrack;

interface Encoding {
  active?: boolean;
  maxBitrate?: number;
  scaleResolutionDownBy?: number;
}

class FakeSender {
  encodings: Encoding[] = [{}];
  constructor(public track: MediaStreamTrack | null) {}
  async replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    this.track = track;
  }
  getParameters(): { encodings: Encoding[] } {
    return { encodings: this.encodings.map((encoding) => ({ ...encoding })) };
  }
  async setParameters({ encodings }: { encodings: Encoding[] }): Promise<void> {
    this.encodings = encodings;
  }
}

export interface FakeTransceiver {
  mid: string | null;
  direction?: string;
  readonly sender: FakeSender;
  readonly receiver: { readonly track: MediaStreamTrack };
}

/** The receiving side's m-lines are written into the offer as `mids:0,1`. */
export class FakePeerConnection {
  readonly transceivers: FakeTransceiver[] = [];
  readonly remote: string[] = [];
  localDescription: { sdp: string } | null = null;
  connectionState = "new";
  isClosed = false;
  iceRestarts = 0;
  failsOnRemote = false;
  /** As Firefox does where it is closed meanwhile. */
  neverTakesRemote = false;
  readonly #listeners: (() => void)[] = [];

  addEventListener(_type: string, listener: () => void): void {
    this.#listeners.push(listener);
  }

  addTransceiver(
    trackOrKind: MediaStreamTrack | string,
    { sendEncodings }: { sendEncodings?: Encoding[] } = {},
  ): FakeTransceiver {
    const track = typeof trackOrKind === "string" ? null : trackOrKind;
    const transceiver: FakeTransceiver = {
      mid: null,
      sender: new FakeSender(track),
      receiver: { track: fakeTrack("audio") },
    };
    if (sendEncodings !== undefined) transceiver.sender.encodings = sendEncodings;
    this.transceivers.push(transceiver);
    return transceiver;
  }

  get remoteDescription(): { sdp: string } | null {
    const sdp = this.remote.at(-1);
    return sdp === undefined ? null : { sdp };
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }

  async setLocalDescription(): Promise<void> {
    this.transceivers.forEach((transceiver, index) => (transceiver.mid ??= String(index)));
    this.localDescription = { sdp: `local ${this.transceivers.length}` };
  }

  async setRemoteDescription({ sdp }: { sdp: string }): Promise<void> {
    if (this.neverTakesRemote) return new Promise(() => undefined);
    if (this.failsOnRemote || this.isClosed) throw new DOMException("bad", "InvalidStateError");
    this.remote.push(sdp);
    const mids = /mids:(\S*)/.exec(sdp)?.[1]?.split(",") ?? [];
    for (const mid of mids)
      if (!this.transceivers.some((one) => one.mid === mid)) this.addTransceiver("audio").mid = mid;
  }

  restartIce(): void {
    this.iceRestarts += 1;
  }

  close(): void {
    this.isClosed = true;
  }

  become(state: string): void {
    this.connectionState = state;
    for (const listener of this.#listeners) listener();
  }
}

/** A question that media asked, to be answered by the test. */
export interface Asked {
  readonly type: string;
  readonly body: Record<string, unknown>;
  readonly answer: (reply: unknown) => void;
  readonly refuse: (error: Error) => void;
}
