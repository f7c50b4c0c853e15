/** Figures and times as elements. */
import { signal } from "@preact/signals";
import { ago, dateTime, money, units } from "./figures.ts";

/** The time that all relative times of the page go by. */
const now = signal(Date.now());
if (typeof window !== "undefined") {
  setInterval(() => {
    if (document.visibilityState === "visible") now.value = Date.now();
  }, 5_000);
}

export function Ago({ at }: { at: string }) {
  const then = Date.parse(at);
  // what came after the last tick is new, not to come
  const text = ago(then, Math.max(now.value, Math.min(then, Date.now())));
  return (
    <time dateTime={at} title={dateTime(at)}>
      {text}
    </time>
  );
}

export function DateTime({ at }: { at: string }) {
  return <time dateTime={at}>{dateTime(at)}</time>;
}

export function Units({ of }: { of: number }) {
  return <span class="figure">{units(of)}</span>;
}

export function Money({ amount, currency }: { amount: string; currency: string }) {
  return <span class="figure">{money(amount, currency)}</span>;
}
