/** Who is signed in. The cookie is the browser's and no script sees it; the token against forged requests lives in memory only. */
import { Api, type Ask, Refused } from "@holdfast/shell/http.ts";
import { computed, signal } from "@preact/signals";
import type { Session } from "./contract.ts";
import type { SignInWay } from "./ways.ts";

export type Standing = "asking" | "out" | "in" | "over";

/** A mark that a cookie may be there: without it a stranger's first request would be one that is known to be refused. */
const MARK = "holdfast.signed-in";

export const session = signal<Session | null>(null);
/** `over`: it ended while somebody was at work; the page stays behind the form. */
export const standing = signal<Standing>("asking");
export const signedIn = computed(() => standing.value === "in");

class DashboardApi extends Api {
  override async raw(path: string, ask: Ask = {}): Promise<Response> {
    try {
      return await super.raw(path, ask);
    } catch (error) {
      if (error instanceof Refused && error.status === 401 && standing.value === "in") standing.value = "over";
      throw error;
    }
  }
}

export const api: Api = new DashboardApi(credential);

export function useApi(): Api {
  return api;
}

/** The cookie goes by itself; this header says that the page, and no other, sent the request. */
export function credential(): Record<string, string> {
  const token = session.value?.csrfToken;
  return token ? { "x-csrf-token": token } : {};
}

/** Whether the person's role has the scope. What it has not is not offered. */
export function may(scope: string): boolean {
  return session.value?.scopes.includes(scope) ?? false;
}

/** At load: goes on with the session that the cookie names, if it does. @throws {Unreachable} */
export async function resume(): Promise<void> {
  if (localStorage.getItem(MARK) === null) {
    standing.value = "out";
    return;
  }
  try {
    begin(await api.get<Session>("/v1/session"));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    end();
  }
}

/** @throws {Refused} @throws {Unreachable} */
export async function signIn(way: SignInWay, secret: string): Promise<void> {
  const { body } = await api.ask<Session>("/v1/session", { method: "POST", body: way.proof(secret) });
  begin(body);
}

/** Ends it at the hub, too. Without an answer it stays, as the cookie does. @throws {Unreachable} */
export async function signOut(): Promise<void> {
  try {
    await api.raw("/v1/session", { method: "DELETE" });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  end();
}

function begin(found: Session): void {
  const another = session.value !== null && session.value.keyId !== found.keyId;
  localStorage.setItem(MARK, "1");
  session.value = found;
  standing.value = "in";
  // what is on the page was somebody else's to see
  if (another) location.reload();
}

function end(): void {
  localStorage.removeItem(MARK);
  session.value = null;
  standing.value = "out";
}
