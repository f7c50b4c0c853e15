/** Shapes that say how something stands, so that colour is never the only sign. */
export type Tone = "good" | "check" | "wrong" | "plain";

const SHAPES: Record<Tone, string> = {
  good: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm3 4.2L7 9.3 5 7.4 3.9 8.6 7.1 11.6l5-5.2Z",
  check: "M8 1.2 15.4 14.5H.6ZM7.2 6v4.2h1.6V6Zm0 5.4V13h1.6v-1.6Z",
  wrong:
    "M5 1h6l4 4v6l-4 4H5l-4-4V5Zm.6 3.5L4.5 5.6 6.9 8l-2.4 2.4 1.1 1.1L8 9.1l2.4 2.4 1.1-1.1L9.1 8l2.4-2.4-1.1-1.1L8 6.9Z",
  plain: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2Zm0 1.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4Z",
};

export function Mark({ tone }: { tone: Tone }) {
  return (
    <svg class={`mark ${tone}`} viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" focusable="false">
      <path d={SHAPES[tone]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}

/** A state in a word, with the shape of its tone. */
export function StateBadge({ tone = "plain", children }: { tone?: Tone; children: string }) {
  return (
    <span class={`badge ${tone}`}>
      <Mark tone={tone} />
      {children}
    </span>
  );
}
