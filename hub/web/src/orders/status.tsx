/** The state of an order or of a part of it, in a word and a shape. */
import { spoken } from "../ui/figures.ts";
import { StateBadge, type Tone } from "../ui/index.ts";

const TONES: Record<string, Tone> = {
  pending: "check",
  processing: "plain",
  partially_shipped: "plain",
  shipped: "good",
  delivered: "good",
  cancelling: "check",
  canceled: "wrong",
  short: "wrong",
  packed: "good",
};

const WORDS: Record<string, string> = { canceled: "Cancelled", pending: "Waits for stock" };

export function statusWords(status: string): string {
  return WORDS[status] ?? spoken(status);
}

/** States as the choices of a filter. */
export function stateChoices(states: readonly string[]): { value: string; label: string }[] {
  return [{ value: "", label: "Any state" }, ...states.map((value) => ({ value, label: statusWords(value) }))];
}

export function StatusBadge({ status }: { status: string }) {
  return <StateBadge tone={TONES[status] ?? "plain"}>{statusWords(status)}</StateBadge>;
}
