/** The idempotency key of something a person sends: however often it goes out until an answer comes, it counts once (I-4). */

export interface Attempt {
  key: string;
  /** The body it was sent with, as text: another body is another request. */
  body: string;
}

/** The attempt to send `body` with: the one that has no answer yet where it is the same, else a new one. */
export function attempt(unanswered: Attempt | null, body: string, key: () => string): Attempt {
  return unanswered !== null && unanswered.body === body ? unanswered : { key: key(), body };
}

/**
 * Whether the attempt stays open after an answer of `status`; `null` is no answer. What the server did not decide
 * (busy, over the limit, not signed in) may be sent again under the same key; a decision is final for its key.
 */
export function staysOpen(status: number | null): boolean {
  return status === null || status === 401 || status === 403 || status === 429 || status >= 500;
}
