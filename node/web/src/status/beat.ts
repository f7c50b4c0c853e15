/** Asks every now and then whether the node is there: seldom while it is, often while it is not. */
import { reachable } from "./reach.ts";

const CALM_MS = 15_000;
const SEARCHING_MS = 4_000;

export function startBeat(ask: () => Promise<void>): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  const beat = async () => {
    clearTimeout(timer);
    if (asking) return;
    asking = true;
    // a screen that nobody sees needs no news
    if (!document.hidden) await ask();
    asking = false;
    timer = setTimeout(beat, reachable.value ? CALM_MS : SEARCHING_MS);
  };
  addEventListener("online", () => void beat());
  addEventListener("offline", () => void beat());
  document.addEventListener("visibilitychange", () => void beat());
  reachable.subscribe((there) => {
    if (there) return;
    clearTimeout(timer);
    timer = setTimeout(beat, SEARCHING_MS);
  });
  void beat();
}
