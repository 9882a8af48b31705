/** Texts in the visitor's language, from Fluent files; whoever shows them hears when the language changes. */
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";

/** Languages with complete texts, each by its own name. */
export const LANGUAGES: Readonly<Record<string, string>> = { ko: "한국어", en: "English" };

const listeners = new Set<() => void>();
let bundle = new FluentBundle("ko");

/** The language that the page speaks now, as a BCP 47 tag. */
export function language(): string {
  return bundle.locales[0] ?? "ko";
}

/** One message. Names and other strings are isolated, so that their direction changes nothing around them. */
export function text(id: string, values: Readonly<Record<string, string | number>> = {}): string {
  const message = bundle.getMessage(id);
  if (!message?.value) return id;
  const isolated: Record<string, FluentVariable> = {};
  for (const [name, value] of Object.entries(values)) {
    isolated[name] = typeof value === "string" ? `\u2068${value}\u2069` : value;
  }
  return bundle.formatPattern(message.value, isolated, []);
}

/** The texts of one language, from the address that the page names in data-texts-<language>. */
export async function loadTexts(tag: string): Promise<void> {
  const address = document.documentElement.getAttribute(`data-texts-${tag}`);
  if (address === null) return;
  const loaded = new FluentBundle(tag, { useIsolating: false });
  loaded.addResource(new FluentResource(await (await fetch(address)).text()));
  bundle = loaded;
  document.documentElement.lang = tag;
  for (const listener of listeners) listener();
}

/** Call `listener` after each change of the language; the answer stops that. */
export function onLanguageChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Speak another language from now on, also after this page is loaded again. */
export async function switchLanguage(tag: string): Promise<void> {
  await loadTexts(tag);
  const address = new URL(location.href);
  address.searchParams.set("lang", tag);
  history.replaceState(history.state, "", address);
}

/** A language by its own name: "ko" is "한국어". */
export function nameOfLanguage(tag: string): string {
  return new Intl.DisplayNames([tag], { type: "language", fallback: "code" }).of(tag) ?? tag;
}

/** The time of day of a moment, in milliseconds since 1970. */
export function timeOfDay(at_ms: number): string {
  return new Intl.DateTimeFormat(language(), { hour: "numeric", minute: "2-digit", hourCycle: "h23" }).format(at_ms);
}
