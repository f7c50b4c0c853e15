/** Server-sent events over `fetch`, so that they carry a key: read, resumed by id, begun anew after silence. */

export interface StreamEvent {
  id: string;
  type: string;
  /** CloudEvents 1.0. */
  event: CloudEvent;
}

export interface CloudEvent {
  id: string;
  type: string;
  subject?: string;
  time: string;
  data: Record<string, unknown>;
}

export interface StreamOptions {
  headers: () => Record<string, string>;
  onEvent: (event: StreamEvent) => void;
  /** The stream stands, or does not. */
  onState?: (open: boolean) => void;
  /** Where to go on; nothing: from now. */
  lastEventId?: string | null;
  origin?: string;
}

/** The server breaks silence with comments every 15 s or so; after this long it is gone. */
const SILENCE_MS = 45_000;
const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 15_000;

/** Follows the stream at `path` until the returned function is called. */
export function follow(path: string, options: StreamOptions): () => void {
  const ended = new AbortController();
  void keepFollowing(path, options, ended.signal);
  return () => ended.abort();
}

async function keepFollowing(path: string, options: StreamOptions, ended: AbortSignal): Promise<void> {
  let last = options.lastEventId ?? null;
  let wait = RETRY_MIN_MS;
  while (!ended.aborted) {
    const began = Date.now();
    try {
      await readOnce(path, options, last, ended, (event) => {
        last = event.id;
        options.onEvent(event);
      });
    } catch {
      // whatever broke it: the answer is to come again
    }
    if (ended.aborted) return;
    options.onState?.(false);
    // one that stood for a while was good; one that broke at once may break again
    wait = Date.now() - began > RETRY_MAX_MS ? RETRY_MIN_MS : Math.min(wait * 2, RETRY_MAX_MS);
    await pause(wait / 2 + Math.random() * (wait / 2), ended);
  }
}

async function readOnce(
  path: string,
  options: StreamOptions,
  last: string | null,
  ended: AbortSignal,
  onEvent: (event: StreamEvent) => void,
): Promise<void> {
  const silent = new AbortController();
  let alarm = setTimeout(() => silent.abort(), SILENCE_MS);
  const heard = () => {
    clearTimeout(alarm);
    alarm = setTimeout(() => silent.abort(), SILENCE_MS);
  };
  try {
    const headers: Record<string, string> = { accept: "text/event-stream", ...options.headers() };
    if (last !== null) headers["last-event-id"] = last;
    const signal = AbortSignal.any([ended, silent.signal]);
    const response = await fetch((options.origin ?? "") + path, { headers, signal, cache: "no-store" });
    if (!response.ok || !response.body) throw new Error(`the stream was answered ${response.status}`);
    options.onState?.(true);
    const parser = new EventParser(onEvent);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      parser.push(value);
    }
  } finally {
    clearTimeout(alarm);
  }
}

/** The lines of `text/event-stream` (WHATWG HTML, 9.2.6), as far as our servers write them. */
export class EventParser {
  #rest = "";
  #id = "";
  #type = "";
  #data: string[] = [];
  readonly #onEvent: (event: StreamEvent) => void;

  constructor(onEvent: (event: StreamEvent) => void) {
    this.#onEvent = onEvent;
  }

  push(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#line(line.endsWith("\r") ? line.slice(0, -1) : line);
  }

  #line(line: string): void {
    if (line === "") {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "id") this.#id = value;
    else if (name === "event") this.#type = value;
    else if (name === "data") this.#data.push(value);
  }

  #dispatch(): void {
    const data = this.#data.join("\n");
    const type = this.#type;
    this.#data = [];
    this.#type = "";
    if (data === "") return;
    try {
      this.#onEvent({ id: this.#id, type, event: JSON.parse(data) as CloudEvent });
    } catch {
      // a line that is no JSON is not one of ours
    }
  }
}

function pause(time: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, time);
    ended.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
