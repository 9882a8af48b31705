/** Lets another process use a Firefox: one JSON request a line comes in, one answer a line goes out, by WebDriver BiDi. */
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

// The client's own packages hold puppeteer-core; this file stands outside of them.
const puppeteer = createRequire(new URL("../../../web/package.json", import.meta.url))("puppeteer-core");

const [executablePath, preferences] = process.argv.slice(2);
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath,
  extraPrefsFirefox: JSON.parse(preferences),
});

const profiles = new Map();
const windows = new Map();
let lastId = 0;

const send = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

/** Puppeteer sends a function's source to the page; here the source comes from elsewhere. */
const functionOf = (script) => new Function("...all", `return (${script})(...all);`);

/** By the accessibility tree, as somebody with a screen reader finds it. */
function find(page, { role, name }) {
  return page.$(`::-p-aria([name=${JSON.stringify(name)}][role="${role}"])`);
}

function listen(page, window) {
  const tell = (text) => send({ window, console: text });
  page.on("pageerror", (error) => tell(`thrown: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && tell(message.text()));
  // Somebody who closes a page or reloads it in a call means to.
  page.on("dialog", (dialog) => void dialog.accept().catch(() => undefined));
}

/** What may be asked; each is given the request and, if it names one, the page. */
const deeds = {
  async profile() {
    profiles.set(++lastId, await browser.createBrowserContext());
    return lastId;
  },
  async window({ profile, width, height, scripts }) {
    const page = await profiles.get(profile).newPage();
    const window = ++lastId;
    windows.set(window, page);
    listen(page, window);
    await page.setViewport({ width, height });
    for (const script of scripts) await page.evaluateOnNewDocument(script);
    return window;
  },
  forget: async ({ profile }) => {
    await profiles.get(profile).close();
    profiles.delete(profile);
  },
  script: async ({ script }, page) => void (await page.evaluateOnNewDocument(script)),
  go: async ({ url }, page) => void (await page.goto(url)),
  reload: async (_, page) => void (await page.reload()),
  close: (_, page) => page.close({ runBeforeUnload: false }),
  run: ({ script, argument }, page) => page.evaluate(functionOf(script), argument),
  async ask({ script, argument, ...wanted }, page) {
    const element = await find(page, wanted);
    return (await element?.evaluate(functionOf(script), argument)) ?? null;
  },
  async click(wanted, page) {
    const element = await find(page, wanted);
    if (!(await element?.isVisible())) return false;
    await element.click();
    return true;
  },
  press: ({ key }, page) => page.keyboard.press(key),
  write: ({ text }, page) => page.keyboard.type(text),
  async files({ paths, ...wanted }, page) {
    const element = await find(page, wanted);
    if (!(await element?.isVisible())) return false;
    const [chooser] = await Promise.all([page.waitForFileChooser(), element.click()]);
    await chooser.accept(paths);
    return true;
  },
  picture: async ({ path }, page) => void (await page.screenshot({ path })),
};

async function answer({ id, deed, window, ...request }) {
  try {
    send({ id, value: (await deeds[deed](request, windows.get(window))) ?? null });
  } catch (error) {
    send({ id, error: `${deed}: ${error.message}` });
  }
}

const requests = createInterface({ input: process.stdin });
requests.on("line", (line) => void answer(JSON.parse(line)));
// Whoever used it is gone: nothing of it stays behind.
requests.on("close", () => void browser.close().finally(() => process.exit(0)));
send({ ready: await browser.version() });
