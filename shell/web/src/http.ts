/** The HTTP API as both front ends ask it: problems as errors, keys for everything that changes something. */

/** An `application/problem+json` (RFC 9457) as hub and node write it. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: { pointer: string; detail: string }[];
  lines?: { sku: string; requested: number; promisable: number }[];
  [field: string]: unknown;
}

/** The server answered, and refused. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly status: number;
  /** The last segment of the problem's type: stable, and what code decides by. */
  readonly slug: string;
  readonly problem: ProblemBody;
  /** Seconds, where the server says when to come again. */
  readonly retryAfter: number | null;

  constructor(problem: ProblemBody, retryAfter: number | null) {
    super(problem.detail || problem.title);
    this.status = problem.status;
    this.slug = problem.type.slice(problem.type.lastIndexOf("/") + 1);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** Nobody answered: no network, or no server. Whether a change was made is not known. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

export interface Ask {
  method?: Method;
  body?: unknown;
  /** The same key for the same request, however often it is sent (I-4). Made anew where none is given. */
  key?: string;
  ifMatch?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Milliseconds until a silent server counts as unreachable. */
  timeout?: number;
}

export interface Answer<T> {
  status: number;
  body: T;
  etag: string | null;
  headers: Headers;
}

const TIMEOUT_MS = 10_000;

export class Api {
  readonly #origin: string;
  readonly #credential: () => Record<string, string>;

  /** `credential` gives the headers that say who asks, anew for each request. */
  constructor(credential: () => Record<string, string>, origin = "") {
    this.#origin = origin;
    this.#credential = credential;
  }

  /** @throws {Refused} @throws {Unreachable} */
  async get<T>(path: string, ask: Omit<Ask, "method" | "body" | "key"> = {}): Promise<T> {
    return (await this.ask<T>(path, ask)).body;
  }

  /** @throws {Refused} @throws {Unreachable} */
  async ask<T>(path: string, ask: Ask = {}): Promise<Answer<T>> {
    const response = await this.raw(path, ask);
    const text = await response.text().catch(() => {
      throw new Unreachable("the answer broke off");
    });
    return {
      status: response.status,
      body: (text === "" ? null : JSON.parse(text)) as T,
      etag: response.headers.get("etag"),
      headers: response.headers,
    };
  }

  /** The response itself, for what is no JSON. @throws {Refused} @throws {Unreachable} */
  async raw(path: string, ask: Ask = {}): Promise<Response> {
    const method = ask.method ?? "GET";
    const headers: Record<string, string> = { accept: "application/json", ...this.#credential(), ...ask.headers };
    if (method !== "GET") headers["idempotency-key"] = ask.key ?? newKey();
    if (ask.body !== undefined) headers["content-type"] = "application/json";
    if (ask.ifMatch) headers["if-match"] = ask.ifMatch;
    const silence = AbortSignal.timeout(ask.timeout ?? TIMEOUT_MS);
    const request: RequestInit = {
      method,
      headers,
      signal: ask.signal ? AbortSignal.any([ask.signal, silence]) : silence,
      cache: "no-store",
      credentials: "same-origin",
    };
    if (ask.body !== undefined) request.body = JSON.stringify(ask.body);
    const response = await fetch(this.#origin + path, request).catch((error: unknown) => {
      if (ask.signal?.aborted) throw error;
      throw new Unreachable(error instanceof Error ? error.message : "no answer");
    });
    if (response.ok) return response;
    throw await refusal(response);
  }

  /** All pages of a list. `seen` is told how many there are so far. @throws {Refused} @throws {Unreachable} */
  async all<T>(path: string, seen?: (items: T[]) => void, signal?: AbortSignal): Promise<T[]> {
    const items: T[] = [];
    const glue = path.includes("?") ? "&" : "?";
    let cursor: string | null = null;
    do {
      const at: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const page: Page<T> = await this.get(`${path}${glue}limit=500${at}`, signal ? { signal } : {});
      items.push(...page.items);
      seen?.(items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return items;
  }
}

/** A list as every endpoint answers it. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

async function refusal(response: Response): Promise<Error> {
  const text = await response.text().catch(() => "");
  const seconds = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  const retryAfter = Number.isNaN(seconds) ? null : seconds;
  try {
    const problem = JSON.parse(text) as ProblemBody;
    if (typeof problem.type === "string") return new Refused({ ...problem, status: response.status }, retryAfter);
  } catch {
    // not one of ours: something between us and the server answered
  }
  if (response.status >= 502 && response.status <= 504) return new Unreachable(`${response.status} on the way`);
  const said = {
    type: "about:blank/http",
    title: response.statusText,
    status: response.status,
    detail: text.slice(0, 200),
  };
  return new Refused({ ...said, detail: said.detail || `the server answered ${response.status}` }, retryAfter);
}

/** A new idempotency key: 128 random bits. `crypto.randomUUID` is missing where a page came over plain HTTP. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
