/** Built-in browsers of other apps, in which microphone and camera often fail: recognised, and how to leave them (pure). */

export type App = "kakaotalk" | "naver" | "instagram" | "facebook" | "line";

export type System = "android" | "ios" | "other";

export interface InApp {
  readonly app: App;
  readonly system: System;
}

/** What each app adds to its browser's user agent. */
const SIGNS: readonly (readonly [App, RegExp])[] = [
  ["kakaotalk", /\bKAKAOTALK\b/i],
  ["naver", /\bNAVER\(inapp;/i],
  ["instagram", /\bInstagram \d/],
  ["facebook", /\bFB(?:AN|AV|_IAB)\//],
  ["line", /\bLine\/\d/],
];

/** The app whose built-in browser says so in its user agent; null in a browser of its own. */
export function inAppBrowser(userAgent: string): InApp | null {
  const found = SIGNS.find(([, sign]) => sign.test(userAgent));
  return found ? { app: found[0], system: systemOf(userAgent) } : null;
}

function systemOf(userAgent: string): System {
  if (/\bAndroid\b/.test(userAgent)) return "android";
  return /\b(?:iPhone|iPad|iPod)\b/.test(userAgent) ? "ios" : "other";
}

/** An address that opens this page in the visitor's own browser; null where no app or system has one. */
export function outsideAddress({ app, system }: InApp, page: string): string | null {
  if (app === "kakaotalk") return `kakaotalk://web/openExternal?url=${encodeURIComponent(page)}`;
  if (app === "line") return withParameter(page, "openExternalBrowser", "1");
  if (system === "android") return intent(page);
  // Since iOS 17 the system gives this scheme to Safari.
  return system === "ios" && page.startsWith("https://") ? `x-safari-${page}` : null;
}

function withParameter(page: string, name: string, value: string): string {
  const address = new URL(page);
  address.searchParams.set(name, value);
  return address.href;
}

/** Android's intent for Chrome; without it on the phone, the page is opened as it is. */
function intent(page: string): string {
  const { protocol, host, pathname, search } = new URL(page);
  const parts = [
    `scheme=${protocol.slice(0, -1)}`,
    "action=android.intent.action.VIEW",
    "package=com.android.chrome",
    `S.browser_fallback_url=${encodeURIComponent(page)}`,
  ];
  return `intent://${host}${pathname}${search}#Intent;${parts.join(";")};end`;
}
