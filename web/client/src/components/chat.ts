/** <madang-chat>: the panel where one reads and writes. It keeps what one is writing while it is closed. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { hasOlder, linesOf } from "../chat.js";
import { chooseFiles } from "../files/choose.js";
import type { UploadView } from "../files/upload.js";
import { text, timeOfDay } from "../i18n.js";
import type { ChatLine, Emoji, ErrorCode, Participant, SharedFile } from "../protocol.js";
import type { ChatEntry, RoomActions } from "../state.js";
import type { Answer } from "../talk.js";
import "./chat-composer.js";
import type { Composer, EditedLine } from "./chat-composer.js";
import { chatEntry, keyOf, type Surroundings } from "./chat-entries.js";
import "./chat-menu.js";
import type { LineDeed, LineMenu } from "./chat-menu.js";
import { LongPress } from "./chat-press.js";
import { KeptPlace } from "./chat-scroll.js";
import "./chat-search.js";
import { icon } from "./drawings.js";
import { MadangElement } from "./element.js";
import { withFiles } from "./shared-file.js";
import "./uploads.js";

const NOTE_STAYS_MS = 6_000;
const FOUND_STAYS_MS = 2_500;

export class ChatPanel extends MadangElement {
  static override properties = {
    actions: { attribute: false },
    entries: { attribute: false },
    files: { attribute: false },
    uploads: { attribute: false },
    fileLimit_bytes: { attribute: false },
    self: { attribute: false },
    people: { attribute: false },
    typing: { attribute: false },
    unreadFrom: { attribute: false },
    openedAt_ms: { attribute: false },
    keptHours: { attribute: false },
    isOpen: { attribute: false },
    newBelow: { state: true },
    searches: { state: true },
    loading: { state: true },
    current: { state: true },
    found: { state: true },
    note: { state: true },
  };

  declare actions: RoomActions;
  declare entries: readonly ChatEntry[];
  /** What lies in the room; stands between the lines. */
  declare files: readonly SharedFile[];
  declare uploads: readonly UploadView[];
  declare fileLimit_bytes: number;
  declare self: string | null;
  declare people: readonly Participant[];
  /** Ids of others who are writing. */
  declare typing: readonly string[];
  declare unreadFrom: number | null;
  declare openedAt_ms: number;
  declare keptHours: number;
  declare isOpen: boolean;
  /** New lines came while one was reading older ones. */
  declare newBelow: boolean;
  declare searches: boolean;
  declare loading: boolean;
  /** The line whose buttons Tab reaches; null: the last one. */
  declare current: number | null;
  declare found: number | null;
  /** Why the last deed did not work, or that it did, for a moment. */
  declare note: string | null;
  private lines: ReadonlyMap<number, ChatLine> = new Map();
  private names: ReadonlyMap<string, string> = new Map();
  private readonly place = new KeptPlace(this, () => this.area, () => this.querySelectorAll<HTMLElement>(".line"));
  private readonly press = new LongPress((pressed) => this.openMenuOf(pressed));

  constructor() {
    super();
    this.newBelow = false;
    this.searches = false;
    this.loading = false;
    this.current = null;
    this.found = null;
    this.note = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("entries") && !changed.has("people")) return;
    const lines = linesOf(this.entries);
    this.lines = new Map(lines.map((line) => [line.number, line]));
    const present = this.people.map(({ id, name }) => [id, name] as const);
    this.names = new Map([...lines.map((line) => [line.participant, line.name] as const), ...present]);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("isOpen") && this.isOpen) this.opens();
    if (changed.has("entries")) this.grows(changed.get("entries") ?? []);
  }

  protected override render() {
    const stream = withFiles(this.entries, this.files);
    return html`<aside class="panel" id="chat" aria-labelledby="chat-title" ?hidden=${!this.isOpen}>
      <header>
        <h2 id="chat-title">${text("chat")}</h2>
        <div class="row">
          <button
            class="button ghost only"
            type="button"
            aria-label=${text("search-chat")}
            aria-expanded=${this.searches}
            @click=${() => (this.searches ? this.endSearch() : (this.searches = true))}
          >${icon("search")}</button>
          <button class="button ghost only" type="button" aria-label=${text("close")} @click=${this.close}>
            ${icon("close")}
          </button>
        </div>
      </header>
      ${this.searches ? this.search() : nothing}
      <div
        class="said-so-far"
        tabindex="0"
        role="group"
        aria-labelledby="chat-title"
        ?hidden=${this.searches}
        @scroll=${this.scrolled}
      >
        ${this.top()}
        <ol
          class="chat"
          aria-label=${text("chat-messages")}
          @keydown=${this.walk}
          @pointerdown=${this.press.down}
          @pointermove=${this.press.moved}
          @pointerup=${this.press.end}
          @pointercancel=${this.press.end}
          @contextmenu=${this.press.menu}
          @click=${this.press.lifted}
        >
          ${repeat(stream, keyOf, (entry, position) => chatEntry(entry, stream[position - 1], this.around))}
        </ol>
      </div>
      <footer ?hidden=${this.searches}>
        ${this.newBelow ? this.downButton() : nothing} ${this.typingLine()}
        ${this.note === null ? nothing : html`<p class="fact" role="status">${this.note}</p>`}
        <madang-uploads
          .uploads=${this.isOpen ? this.uploads : []}
          .actions=${this.actions.files}
          .limit_bytes=${this.fileLimit_bytes}
        ></madang-uploads>
        <madang-composer
          .actions=${this.actions.chat}
          .others=${this.others}
          @edit-last=${this.editLast}
          @attach=${() => chooseFiles((files) => this.actions.files.attach(files))}
          @edit-line=${(event: CustomEvent<EditedLine>) => this.edit(event.detail)}
        ></madang-composer>
        <p class="kept">${icon("lock")}<span>${text("kept-lines", { hours: this.keptHours })}</span></p>
      </footer>
      <madang-line-menu
        .self=${this.self}
        @line-deed=${(event: CustomEvent<LineDeed>) => this.do(event.detail)}
      ></madang-line-menu>
    </aside>`;
  }

  private get area(): HTMLElement | null {
    return this.querySelector(".said-so-far");
  }

  private get composer(): Composer | null {
    return this.querySelector("madang-composer");
  }

  private get others(): readonly Participant[] {
    return this.people.filter(({ id }) => id !== this.self);
  }

  private get around(): Surroundings {
    return {
      self: this.self,
      actions: this.actions.chat,
      people: [...this.names].map(([id, name]) => ({ id, name })),
      avatarOf: (id) => this.people.find((person) => person.id === id)?.avatar,
      unreadFrom: this.unreadFrom,
      current: this.current ?? this.lastWithMenu()?.number ?? null,
      found: this.found,
      nameOf: (id) => this.names.get(id) ?? text("somebody"),
      lineAt: (number) => this.lines.get(number),
      react: (line, emoji, on) => this.react(line, emoji, on),
      openMenu: (line, from) => void this.querySelector<LineMenu>("madang-line-menu")?.open(line, from),
      show: (number) => void this.show(number),
    };
  }

  private search(): TemplateResult {
    return html`<madang-chat-search
      .actions=${this.actions.chat}
      @show-line=${(event: CustomEvent<number>) => this.show(event.detail)}
      @close-search=${() => this.endSearch()}
    ></madang-chat-search>`;
  }

  /** What stands above the first line. */
  private top(): TemplateResult {
    if (this.entries.length + this.files.length === 0) return this.invitation();
    if (!hasOlder(this.entries)) {
      return html`<p class="event">${text("room-opened-at", { time: timeOfDay(this.openedAt_ms) })}</p>`;
    }
    return html`<button class="button ghost older" type="button" aria-disabled=${this.loading} @click=${() => this.loadOlder()}>
      ${text(this.loading ? "older-loading" : "older-lines")}
    </button>`;
  }

  private invitation(): TemplateResult {
    const begin = (words: string) => html`<button class="button" type="button" @click=${() => this.composer?.beginWith(words)}>
      ${words}
    </button>`;
    return html`<div class="empty">
      ${icon("chat")}
      <h3>${text("chat-empty-title")}</h3>
      <p class="soft">${text("chat-empty", { count: this.people.length })}</p>
      <div class="invites">
        ${begin(text("first-line-hello"))} ${begin(text("first-line-heard"))} ${begin(text("first-line-new"))}
      </div>
    </div>`;
  }

  private typingLine(): TemplateResult | typeof nothing {
    const [one, other, ...rest] = this.typing.map((id) => this.names.get(id) ?? text("somebody"));
    if (one === undefined) return nothing;
    const words =
      other === undefined
        ? text("typing-one", { name: one })
        : rest.length === 0
          ? text("typing-two", { one, other })
          : text("typing-many", { count: this.typing.length });
    return html`<p class="typing soft"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span><span>${words}</span></p>`;
  }

  private downButton(): TemplateResult {
    return html`<button class="button new-below" type="button" @click=${() => this.toEnd()}>
      ${text("new-lines-below")}
    </button>`;
  }

  // What happens to the panel

  private opens(): void {
    const divider = this.querySelector(".line .divider");
    this.toEnd();
    const area = this.area;
    if (divider && area && divider.getBoundingClientRect().top < area.getBoundingClientRect().top) {
      this.place.show(divider, "start");
    }
    // With fingers a keyboard would rise over what one came to read.
    if (matchMedia("(pointer: fine)").matches) this.composer?.field?.focus({ preventScroll: true });
  }

  private grows(before: readonly ChatEntry[]): void {
    const last = (entries: readonly ChatEntry[]) => linesOf(entries).at(-1)?.number ?? 0;
    const isOwn = this.entries.at(-1)?.kind === "pending" && before.at(-1) !== this.entries.at(-1);
    if (isOwn) this.toEnd();
    else if (this.isOpen && last(this.entries) > last(before) && !this.place.isAtEnd()) this.newBelow = true;
  }

  private toEnd(): void {
    this.newBelow = false;
    this.place.toEnd();
  }

  private scrolled(): void {
    this.place.scrolled();
    if (this.newBelow && this.place.isAtEnd()) this.newBelow = false;
    if (this.place.isNearTop() && hasOlder(this.entries)) void this.loadOlder();
  }

  private async loadOlder(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    const answer = await this.actions.chat.loadOlder();
    this.loading = false;
    this.tell(answer);
  }

  private close(): void {
    this.dispatchEvent(new CustomEvent("close-panel"));
  }

  private endSearch(): void {
    this.searches = false;
    void this.updateComplete.then(() => this.composer?.field?.focus({ preventScroll: true }));
  }

  /** Go to a line, wherever it is. */
  private async show(number: number): Promise<void> {
    if (!(await this.actions.chat.reach(number))) return this.say(text("line-too-far"));
    this.searches = false;
    this.current = this.found = number;
    await this.updateComplete;
    const item = this.querySelector(`[data-line="${number}"]`);
    if (item) this.place.show(item, "center");
    item?.querySelector<HTMLElement>(".line-more")?.focus({ preventScroll: true });
    setTimeout(() => this.found === number && (this.found = null), FOUND_STAYS_MS);
  }

  // What one does with lines

  private lastWithMenu(): ChatLine | undefined {
    return linesOf(this.entries).findLast((line) => line.deleted_at_ms === null);
  }

  private editLast(): void {
    const own = linesOf(this.entries).findLast((line) => line.participant === this.self && line.deleted_at_ms === null);
    if (own) this.composer?.edit(own);
  }

  private do(deed: LineDeed): void {
    const { line } = deed;
    switch (deed.kind) {
      case "react":
        return this.react(line, deed.emoji, deed.on);
      case "reply":
        return this.composer?.answer(line);
      case "edit":
        return this.composer?.edit(line);
      case "copy":
        return void this.copy(line);
      case "delete":
        return void this.actions.chat.delete(line.number).then((answer) => this.tell(answer));
    }
  }

  private react(line: ChatLine, emoji: Emoji, on: boolean): void {
    void this.actions.chat.react(line.number, emoji, on).then((answer) => this.tell(answer));
  }

  private edit({ line, words, mentions }: EditedLine): void {
    void this.actions.chat.edit(line.number, words, mentions).then((answer) => this.tell(answer));
  }

  private async copy(line: ChatLine): Promise<void> {
    try {
      await navigator.clipboard.writeText(line.text);
      this.say(text("line-copied"));
    } catch {
      this.say(text("line-not-copied"));
    }
  }

  private tell(answer: Answer): void {
    if (answer !== null) this.say(text(`error-${answer satisfies ErrorCode}`));
  }

  private say(words: string): void {
    this.note = words;
    setTimeout(() => this.note === words && (this.note = null), NOTE_STAYS_MS);
  }

  /** Up and down go from line to line; right goes to what hangs on a line: quotation and reactions. */
  private walk(event: KeyboardEvent): void {
    const from = event.target as HTMLElement;
    const item = from.closest<HTMLElement>("[data-line]");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const aside = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!item || (!step && !aside)) return;
    event.preventDefault();
    if (aside) return walkAmong([...item.querySelectorAll<HTMLElement>("button, a")], from, aside);
    const buttons = [...this.querySelectorAll<HTMLElement>(".line-more")];
    const own = item.querySelector<HTMLElement>(".line-more");
    const next = own && buttons[buttons.indexOf(own) + (step as number)];
    if (!next) return;
    this.current = Number(next.closest<HTMLElement>("[data-line]")?.dataset["line"]);
    next.focus();
  }

  private openMenuOf(pressed: Element): void {
    const item = pressed.closest<HTMLElement>("[data-line]");
    const line = this.lines.get(Number(item?.dataset["line"]));
    if (item && line && line.deleted_at_ms === null) this.around.openMenu(line, item);
  }
}

function walkAmong(stops: readonly HTMLElement[], from: HTMLElement, step: number): void {
  stops[stops.indexOf(from) + step]?.focus();
}

customElements.define("madang-chat", ChatPanel);
