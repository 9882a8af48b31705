/** How a file that lies in the room stands in the chat, between the lines by time. */
import { html, type TemplateResult } from "lit";
import { hasOlder, linesOf } from "../chat.js";
import { sizeInWords } from "../files/sizes.js";
import { text, timeOfDay } from "../i18n.js";
import type { SharedFile } from "../protocol.js";
import type { ChatEntry } from "../state.js";
import { face, icon } from "./drawings.js";

/** A picture small, everything with a link. */
function card(file: SharedFile): TemplateResult {
  return html`<div class="said file ${file.preview_url ? "pictured" : ""}">
    ${file.preview_url
      ? html`<img src=${file.preview_url} alt=${text("file-picture", { name: file.name })} loading="lazy" decoding="async" />`
      : icon(drawingOf(file))}
    <p><b dir="auto">${file.name}</b><span class="soft num">${sizeInWords(file.size_bytes)}</span></p>
    ${downloadLink(file)}
  </div>`;
}

export function downloadLink({ url, name }: SharedFile): TemplateResult {
  const label = text("file-download", { name });
  return html`<a class="button ghost only" href=${url} download=${name} aria-label=${label} title=${label}>${icon("download")}</a>`;
}

export function drawingOf({ media_type }: SharedFile): string {
  return media_type.startsWith("image/") ? "picture" : "files";
}

/** What stands in the chat: its entries, and between them the files, by time. */
export type StreamEntry = ChatEntry | { readonly kind: "file"; readonly file: SharedFile };

/** While older lines are not loaded, what was shared before the first line waits with them. */
export function withFiles(entries: readonly ChatEntry[], files: readonly SharedFile[]): readonly StreamEntry[] {
  const first = linesOf(entries)[0];
  const from_ms = hasOlder(entries) && first !== undefined ? first.sent_at_ms : 0;
  return merged(entries, files.filter((file) => file.shared_at_ms >= from_ms));
}

function merged(entries: readonly ChatEntry[], files: readonly SharedFile[]): readonly StreamEntry[] {
  const stream: StreamEntry[] = [];
  let next = 0;
  for (const entry of entries) {
    const at_ms = entry.kind === "line" ? entry.line.sent_at_ms : Number.POSITIVE_INFINITY;
    for (let file = files[next]; file !== undefined && file.shared_at_ms < at_ms; file = files[++next]) {
      stream.push({ kind: "file", file });
    }
    stream.push(entry);
  }
  return [...stream, ...files.slice(next).map((file) => ({ kind: "file" as const, file }))];
}

/** A file in the chat, from others or from oneself. */
export function fileInChat(file: SharedFile, self: string | null, avatar: string | undefined): TemplateResult {
  const isOwn = file.participant === self;
  const time = html`<time datetime=${new Date(file.shared_at_ms).toISOString()}>${timeOfDay(file.shared_at_ms)}</time>`;
  return html`<li class="line ${isOwn ? "own" : ""}">
    ${isOwn
      ? html`<p class="who"><span class="unseen">${text("self")}</span>${time}</p>`
      : html`${avatar === undefined ? html`<span class="face"></span>` : face(avatar)}
          <p class="who"><b dir="auto">${file.owner}</b>${time}</p>`}
    <div class="body">${card(file)}</div>
  </li>`;
}
