/** Changes of stock that look like a slip of the hand: the planner is asked once more before they are sent. */

/** Below this many units a slip does no harm worth a question. */
const SMALL_UNITS = 50;
/** A change of so many units is unusual whatever is on hand. */
const MANY_UNITS = 10_000;
/** Between a usual change and a slipped zero, which makes ten of one. */
const SLIPPED = 5;

/** Why `before` → `after` on hand is doubted, or `null`. */
export function doubtOf(before: number, after: number): string | null {
  const change = Math.abs(after - before);
  if (change < SMALL_UNITS) return null;
  const figures = `${count(before)} on hand would become ${count(after)}`;
  if (before > 0 && after >= SLIPPED * before)
    return `${figures}: ${times(after / before)} as many. Did a zero slip in?`;
  if (before > 0 && after === 0) return `${figures}: nothing would be left.`;
  if (after * SLIPPED <= before) return `${figures}: ${times(before / after)} fewer. Did a zero slip out?`;
  if (change >= MANY_UNITS) return `${figures}: a change of ${count(change)} units at once.`;
  return null;
}

function times(factor: number): string {
  return `about ${count(Math.round(factor))} times`;
}

function count(units: number): string {
  return units.toLocaleString("en-GB");
}

export type Units = { units: number } | { wrong: string };

const UNITS_MAX = 1_000_000_000;

/** A whole number of units as a person types it: digits, with thousands apart if they like. */
export function readUnits(text: string, signedToo = false): Units {
  const plain = text
    .trim()
    .replace(/[\s,'’]/g, "")
    .replace(/^[−–]/, "-");
  if (plain === "") return { wrong: "Enter a number of units." };
  if (!/^[+-]?\d+$/.test(plain)) return { wrong: "Enter a whole number, such as 24." };
  const units = Number(plain);
  if (!signedToo && units < 0) return { wrong: "This cannot be negative." };
  if (Math.abs(units) > UNITS_MAX) return { wrong: "At most 1,000,000,000 units." };
  return { units };
}
