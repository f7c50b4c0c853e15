/** Debian's Chromium, and pages that are watched: what a page complains of, or asks of another host, fails the test. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { stage } from "./stage.ts";

/** Without these it asks for hosts that no test may ask for. */
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Look {
  width: number;
  height: number;
  theme: "light" | "dark";
  language: string;
}

export const HANDHELD: Look = { width: 360, height: 740, theme: "light", language: "en-GB" };
export const DESK: Look = { width: 1280, height: 800, theme: "light", language: "en-GB" };

/** A person's browser with a memory of its own, which a new one in its place can go on with. */
export class Device {
  readonly folder: string;
  readonly look: Look;
  #context: BrowserContext | null = null;
  /** The home of whoever uses it. */
  readonly home: string;
  readonly #complaints: string[] = [];
  /** Lines of the console that belong to what a test does on purpose, such as an answer 409. */
  readonly expected: RegExp[] = [];

  private constructor(folder: string, look: Look) {
    this.folder = join(folder, "browser");
    this.home = folder;
    this.look = look;
  }

  static async with(look: Look): Promise<Device> {
    return new Device(await mkdtemp(join(tmpdir(), "holdfast-browser-")), look);
  }

  /** Opens the browser, and a page of it there. */
  async open(url: string, options: { args?: string[] } = {}): Promise<Page> {
    const { width, height, theme, language } = this.look;
    this.#context = await chromium.launchPersistentContext(this.folder, {
      executablePath: `/usr/bin/${stage.chromium}`,
      headless: true,
      args: [...QUIET, ...(options.args ?? [])],
      viewport: { width, height },
      colorScheme: theme,
      locale: language,
      serviceWorkers: "allow",
      reducedMotion: "reduce",
      // whom the browser trusts is read from its person's home
      env: { ...process.env, HOME: this.home },
    });
    this.#context.setDefaultTimeout(15_000);
    this.#context.on("page", (page) => this.#watch(page));
    const page = this.#context.pages()[0] ?? (await this.#context.newPage());
    this.#watch(page);
    await page.goto(url);
    return page;
  }

  pages(): Page[] {
    return this.#context?.pages() ?? [];
  }

  context(): BrowserContext {
    assert.ok(this.#context, "the browser is open");
    return this.#context;
  }

  /** As when somebody closes it, or its battery is empty. */
  async close(): Promise<void> {
    await this.#context?.close();
    this.#context = null;
  }

  /** Closes it for good. Fails where a page complained or asked another host. */
  async done(): Promise<void> {
    await this.close();
    await rm(this.home, { recursive: true, force: true });
    const unexpected = this.#complaints.filter((line) => !this.expected.some((pattern) => pattern.test(line)));
    assert.deepEqual(unexpected, [], "the browser complained");
  }

  #watch(page: Page): void {
    if (this.#seen.has(page)) return;
    this.#seen.add(page);
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) {
        this.#complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    page.on("pageerror", (error) => this.#complaints.push(`uncaught: ${error.stack ?? error.message}`));
    page.on("request", (request) => {
      const url = new URL(request.url());
      const isOwn =
        ["data:", "blob:"].includes(url.protocol) || url.hostname === "127.0.0.1" || url.hostname === "localhost";
      if (!isOwn) this.#complaints.push(`asked another host: ${request.url()}`);
    });
  }

  readonly #seen = new WeakSet<Page>();
}

/**
 * A scan by a keyboard wedge: fast keys and Enter, wherever the focus is. The keys are handed to the browser without waiting
 * for each to be heard, as a wedge does, so that a busy machine does not make a slow typist of it.
 */
export async function scan(page: Page, code: string): Promise<void> {
  const debug = await page.context().newCDPSession(page);
  const press = (key: string, text: string) => [
    debug.send("Input.dispatchKeyEvent", { type: "keyDown", key, text, unmodifiedText: text }),
    debug.send("Input.dispatchKeyEvent", { type: "keyUp", key }),
  ];
  await Promise.all([...Array.from(code, (letter) => press(letter, letter)).flat(), ...press("Enter", "\r")]);
  await debug.detach();
}
