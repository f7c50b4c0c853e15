/**
 * Tells a scanner that pretends to be a keyboard from a person who types: a state machine fed with keys and times, without a clock or a
 * document of its own. Keys are held back until it is known whose they are; a person's come out again a blink later.
 */

export interface WedgeSettings {
  /** Milliseconds between keys of a scanner, on average. */
  gapMs: number;
  /** A pause of so many milliseconds ends what a person types, and three times as much what already looks scanned. */
  pauseMs: number;
  /** Shorter ones are typing. */
  lengthMin: number;
  /** What the scanner sends before each code, and is no part of it. */
  prefix: string;
  /** What ends a code; `any`: Enter, Tab or the pause. */
  suffix: "any" | "enter" | "tab" | "pause";
  /** `us`: the scanner types as on a US keyboard, whatever layout the device has. */
  layout: "device" | "us";
}

export const DEFAULTS: WedgeSettings = {
  gapMs: 35,
  pauseMs: 80,
  lengthMin: 3,
  prefix: "",
  suffix: "any",
  layout: "device",
};

/** What of a `KeyboardEvent` counts here. */
export interface Key {
  key: string;
  /** The place on the keyboard, whatever its layout: `KeyA`. */
  code: string;
  shift: boolean;
  ctrl: boolean;
  alt: boolean;
  meta: boolean;
  /** Milliseconds, of any clock that only goes on. */
  at: number;
}

export interface Wedge {
  /** What has come so far; the keys too, should they be a person's. */
  held: { char: string; key: Key }[];
  lastAt: number;
  /** A person is typing fast: their keys go straight through until they pause. */
  typing: boolean;
  /** Digits of a character by its number (Alt + 0 2 9). */
  alt: string;
  /** When the last scan ended: a second suffix belongs to it. */
  scannedAt: number;
}

export const IDLE: Wedge = {
  held: [],
  lastAt: 0,
  typing: false,
  alt: "",
  scannedAt: Number.NEGATIVE_INFINITY,
};

export interface Step {
  wedge: Wedge;
  /** The key must not have any other effect. */
  swallow: boolean;
  /** A code came in. */
  scan: string | null;
  /** Keys of a person, to have the effect that was kept from them. */
  release: Key[];
}

const GS = "\u001d";
/** After a scan that a pause ended, its suffix may still come. */
const SUFFIX_LATE_MS = 150;
const SILENT = new Set([
  "Shift",
  "Control",
  "Alt",
  "AltGraph",
  "Meta",
  "CapsLock",
  "NumLock",
  "Unidentified",
  "Process",
  "Dead",
]);

/** One key went down. */
export function feed(before: Wedge, key: Key, settings: WedgeSettings): Step {
  const paused = key.at - before.lastAt > patience(before, settings);
  const settled = paused ? rest(before, key.at, settings) : { wedge: before, scan: null, release: [] };
  const wedge = paused ? { ...settled.wedge, typing: false } : settled.wedge;
  const step = taken(wedge, key, settings);
  return { ...step, scan: settled.scan ?? step.scan, release: [...settled.release, ...step.release] };
}

/** Nothing came for a while; to be called `patience` after the last key. */
export function tick(wedge: Wedge, at: number, settings: WedgeSettings): Omit<Step, "swallow"> {
  if (wedge.held.length === 0 || at - wedge.lastAt < patience(wedge, settings)) {
    return { wedge, scan: null, release: [] };
  }
  return rest(wedge, at, settings);
}

/** Milliseconds of silence that end what is held. A busy device and a weak radio stumble within a code, and half a code is a wrong one. */
export function patience(wedge: Wedge, settings: WedgeSettings): number {
  return looksScanned(wedge, settings) ? settings.pauseMs * 3 : settings.pauseMs;
}

/** The key was let go: the number of a character typed with Alt is complete. */
export function lift(wedge: Wedge, key: Key): Wedge {
  if (key.key !== "Alt" || wedge.alt === "") return wedge;
  const char = String.fromCharCode(Number(wedge.alt));
  return { ...wedge, alt: "", held: [...wedge.held, { char, key }], lastAt: key.at };
}

function taken(wedge: Wedge, key: Key, settings: WedgeSettings): Step {
  const nothing = { scan: null, release: [] as Key[] };
  if (key.alt && /^Numpad\d$/.test(key.code) && wedge.held.length > 0) {
    return { wedge: { ...wedge, alt: wedge.alt + key.code.slice(-1), lastAt: key.at }, swallow: true, ...nothing };
  }
  if (SILENT.has(key.key)) return { wedge, swallow: false, ...nothing };
  if (isSuffix(key, settings)) return ended(wedge, key, settings);
  const char = charOf(key, settings);
  const begins = wedge.held.length === 0;
  // what can be no part of a code, or cannot begin one, is a person's: arrows, Space, Ctrl+C
  if (char === null || (begins && (char === " " || char === GS)) || (begins && wedge.typing)) {
    return { ...letGo(wedge), swallow: false, scan: null };
  }
  return held(wedge, { char, key }, settings);
}

function held(wedge: Wedge, next: Wedge["held"][number], settings: WedgeSettings): Step {
  const all = [...wedge.held, next];
  const after = { ...wedge, held: all, lastAt: next.key.at };
  // no scanner is that slow over several keys: a person should see at once what they type
  if (all.length > settings.lengthMin && averageGap(all) > settings.gapMs) {
    return { ...letGo({ ...after, typing: true }), swallow: true, scan: null };
  }
  return { wedge: after, swallow: true, scan: null, release: [] };
}

/** A suffix came: what was held is a code, or a person pressed Enter. */
function ended(wedge: Wedge, key: Key, settings: WedgeSettings): Step {
  if (wedge.held.length === 0) {
    const late = key.at - wedge.scannedAt <= SUFFIX_LATE_MS;
    return { wedge, swallow: late, scan: null, release: [] };
  }
  const scan = codeOf(wedge, settings);
  if (scan === null) return { ...letGo(wedge), swallow: false, scan: null };
  return { wedge: { ...IDLE, scannedAt: key.at, lastAt: key.at }, swallow: true, scan, release: [] };
}

function rest(wedge: Wedge, at: number, settings: WedgeSettings): Omit<Step, "swallow"> {
  const mayEndSo = settings.suffix === "any" || settings.suffix === "pause";
  const scan = mayEndSo ? codeOf(wedge, settings) : null;
  if (scan === null) return { ...letGo(wedge), scan: null };
  return { wedge: { ...IDLE, scannedAt: at, lastAt: wedge.lastAt }, scan, release: [] };
}

function letGo(wedge: Wedge): { wedge: Wedge; release: Key[] } {
  return { wedge: { ...wedge, held: [], alt: "" }, release: wedge.held.map(({ key }) => key) };
}

/** The code that was held, if no person can have typed it. */
function codeOf(wedge: Wedge, settings: WedgeSettings): string | null {
  if (!looksScanned(wedge, settings)) return null;
  const text = wedge.held.map(({ char }) => char).join("");
  const code = settings.prefix !== "" && text.startsWith(settings.prefix) ? text.slice(settings.prefix.length) : text;
  return code.trim() === "" ? null : code;
}

function looksScanned({ held }: Wedge, settings: WedgeSettings): boolean {
  return held.length >= settings.lengthMin && averageGap(held) <= settings.gapMs;
}

/** From so many gaps on, the longest is taken for a stumble and left out. */
const GAPS_WITH_STUMBLE = 4;

/** Milliseconds between keys. */
export function averageGap(held: Wedge["held"]): number {
  const gaps = held.slice(1).map(({ key }, at) => key.at - (held[at]?.key.at ?? key.at));
  if (gaps.length === 0) return Number.POSITIVE_INFINITY;
  if (gaps.length >= GAPS_WITH_STUMBLE) gaps.splice(gaps.indexOf(Math.max(...gaps)), 1);
  return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
}

function isSuffix(key: Key, { suffix }: WedgeSettings): boolean {
  if (key.alt || key.meta) return false;
  // a line feed behind the carriage return
  if (key.ctrl) return key.code === "KeyJ" || key.code === "KeyM";
  if (key.key === "Enter") return suffix === "any" || suffix === "enter";
  return key.key === "Tab" && !key.shift && (suffix === "any" || suffix === "tab");
}

/** The character a key stands for in a code; `null`: none. */
function charOf(key: Key, settings: WedgeSettings): string | null {
  // the separator of GS1, in the ways scanners have of sending it
  if (key.key === GS || key.key === "F8" || (key.ctrl && (key.code === "BracketRight" || key.key === "]"))) return GS;
  if (key.ctrl && key.alt && [...key.key].length === 1) return key.key;
  if (key.ctrl || key.alt || key.meta) return null;
  // one key of an Arabic keyboard gives two letters; names of keys are ASCII
  const foreign = key.key > "~";
  if (!foreign && key.key.length !== 1) return null;
  const asUs = settings.layout === "us" || foreign ? usChar(key) : null;
  return asUs ?? key.key;
}

const US_PLAIN: Record<string, string> = {
  Minus: "-_",
  Equal: "=+",
  BracketLeft: "[{",
  BracketRight: "]}",
  Backslash: "\\|",
  Semicolon: ";:",
  Quote: "'\"",
  Backquote: "`~",
  Comma: ",<",
  Period: ".>",
  Slash: "/?",
  Space: "  ",
};
const US_DIGITS = ")!@#$%^&*(";

/** What the same key gives on a US keyboard: scanners are shipped to type on one. */
function usChar({ code, shift }: Key): string | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shift ? letter : letter.toLowerCase();
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit) return shift ? (US_DIGITS[Number(digit)] ?? null) : digit;
  const numpad = /^Numpad(\d)$/.exec(code)?.[1];
  return numpad ?? US_PLAIN[code]?.[shift ? 1 : 0] ?? null;
}
