/** Where the stream of events goes on: pure. */

export interface Mark {
  /** The last event that was heard. */
  id: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** After a longer silence everything is read anew anyway, and thousands of old events would only delay the new. */
const RESUME_MS = 60 * 60_000;

export function resumeFrom(mark: Mark | null, now: number): string | null {
  return mark !== null && now - mark.at < RESUME_MS ? mark.id : null;
}

export function readMark(text: string | null): Mark | null {
  try {
    const mark = JSON.parse(text ?? "null") as Partial<Mark> | null;
    return typeof mark?.id === "string" && typeof mark.at === "number" ? { id: mark.id, at: mark.at } : null;
  } catch {
    return null;
  }
}
