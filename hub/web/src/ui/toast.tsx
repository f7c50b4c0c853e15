/** Short words about what was just done. Read out politely; failures stay until they are closed. */
import { signal } from "@preact/signals";
import { explained } from "../app/explain.ts";
import { Mark, type Tone } from "./mark.tsx";

interface Message {
  id: number;
  tone: Tone;
  text: string;
}

const messages = signal<readonly Message[]>([]);
const SHOWN_MS = 5_000;
let last = 0;

export function toast(text: string, tone: Tone = "good"): void {
  last += 1;
  const id = last;
  messages.value = [...messages.value.slice(-3), { id, tone, text }];
  if (tone !== "wrong") setTimeout(() => close(id), SHOWN_MS);
}

export function toastFailure(error: unknown): void {
  toast(explained(error), "wrong");
}

function close(id: number): void {
  messages.value = messages.value.filter((message) => message.id !== id);
}

export function Toasts() {
  return (
    <section class="toasts" aria-label="Messages" aria-live="polite">
      {messages.value.map(({ id, tone, text }) => (
        <div key={id} class={`toast ${tone}`}>
          <Mark tone={tone} />
          <span>{text}</span>
          <button type="button" class="icon-button" aria-label="Close message" onClick={() => close(id)}>
            <span aria-hidden="true">✕</span>
          </button>
        </div>
      ))}
    </section>
  );
}
