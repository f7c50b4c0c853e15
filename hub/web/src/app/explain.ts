/** What went wrong, and what to do next, in a sentence each. */
import { Refused, Unreachable } from "@holdfast/shell/http.ts";

export interface Explanation {
  title: string;
  next: string;
}

const NEXT: Record<string, string> = {
  forbidden: "Your role does not include this. Ask whoever runs the hub for a key that may.",
  unauthorized: "Check the key: it may be mistyped or revoked. Then sign in again.",
  "not-found": "It may have been removed meanwhile. Go back to the list.",
  conflict: "Choose another id, or open what has it.",
  "wrong-state": "Look at how it stands now, then decide again.",
  "insufficient-stock": "Take fewer units, or allow a backorder.",
  "held-by-warehouse":
    "The units exist, but a floor that cannot be asked now holds them. Try again once its link is up.",
  fenced: "The warehouse is fenced. Unfence it on its page, or choose another.",
  "version-mismatch": "Somebody changed it meanwhile. The newest state is loaded: look at it, then save again.",
  "rate-limited": "Too many requests. Wait a few seconds, then try again.",
  overloaded: "The hub is busy; nothing was changed. Wait a few seconds, then try again.",
  "invalid-request": "Mend what is marked, then send it again.",
};

export function explain(error: unknown): Explanation {
  if (error instanceof Refused) {
    return { title: error.message, next: NEXT[error.slug] ?? "Nothing was changed." };
  }
  if (error instanceof Unreachable) {
    return {
      title: "The hub does not answer.",
      next: "Check that it runs and that this computer reaches it, then try again.",
    };
  }
  return {
    title: "Something went wrong on this page.",
    next: "Reload the page. If it happens again, tell whoever runs the hub.",
  };
}

/** On one line, for a toast. */
export function explained(error: unknown): string {
  const { title, next } = explain(error);
  return `${title.replace(/[.\s]*$/, "")}. ${next}`;
}
