import { useSay } from "../app/context.tsx";
import type { Mood } from "../app/contract.ts";
import { Icon } from "../ui/Icon.tsx";
import { flash } from "./mood.ts";
import "./flash.css";

const ICONS: Record<Mood, string> = { good: "check", check: "warning", wrong: "cross" };

/** The mood across the whole width for a moment: colour, sign and word. It takes no clicks and is not in the way. */
export function Flash() {
  const say = useSay();
  const shown = flash.value;
  if (!shown) return null;
  return (
    <div class={`flash ${shown.mood}`} key={shown.turn} aria-hidden="true">
      <Icon name={ICONS[shown.mood]} size={40} />
      <span>{say(`mood-${shown.mood}`)}</span>
    </div>
  );
}
