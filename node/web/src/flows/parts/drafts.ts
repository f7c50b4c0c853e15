/** Work that is not sent yet survives a reload: a list half counted, a parcel half packed. On this device only. */
interface Draft {
  /** Milliseconds since 1970. */
  at: number;
  state: unknown;
}

const PREFIX = "holdfast.draft.";
const KEPT_MS = 24 * 60 * 60 * 1000;

export function keptDraft<S>(name: string, now = Date.now()): S | null {
  try {
    const draft = JSON.parse(localStorage.getItem(PREFIX + name) ?? "null") as Draft | null;
    return draft && now - draft.at < KEPT_MS ? (draft.state as S) : null;
  } catch {
    return null;
  }
}

/** `null` forgets it. */
export function keepDraft(name: string, state: unknown, now = Date.now()): void {
  try {
    if (state === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify({ at: now, state } satisfies Draft));
  } catch {
    // a full or forbidden storage costs the draft, not the work
  }
}
