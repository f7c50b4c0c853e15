/** How presses make a number: pure, so that the pad has nothing to decide. */

/** Quantities of the API. */
export const QUANTITY_MAX = 1_000_000_000;

export interface Entry {
  value: number;
  /** The first digit replaces what was proposed, later ones are added to it. */
  fresh: boolean;
}

/** `key`: a digit of any script, `Backspace`, `+`, `-` or `clear`. */
export function press(entry: Entry, key: string, max = QUANTITY_MAX): Entry {
  const digit = digitOf(key);
  if (digit !== null) {
    const value = entry.fresh ? digit : entry.value * 10 + digit;
    return value > QUANTITY_MAX ? entry : { value, fresh: false };
  }
  if (key === "Backspace") return { value: entry.fresh ? 0 : Math.floor(entry.value / 10), fresh: false };
  if (key === "clear") return { value: 0, fresh: false };
  if (key === "+") return { value: Math.min(entry.value + 1, Math.max(max, entry.value)), fresh: false };
  if (key === "-") return { value: Math.max(entry.value - 1, 0), fresh: false };
  return entry;
}

const ARABIC_INDIC = 0x660;
const EASTERN_ARABIC_INDIC = 0x6f0;

function digitOf(key: string): number | null {
  if (key.length !== 1) return null;
  const code = key.charCodeAt(0);
  for (const zero of [0x30, ARABIC_INDIC, EASTERN_ARABIC_INDIC]) {
    if (code >= zero && code <= zero + 9) return code - zero;
  }
  return null;
}
