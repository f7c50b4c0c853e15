/** The wedge at the window: before any button or field hears of a key, it is known whether a scanner sent it. */
import { signal } from "@preact/signals";
import { show } from "../mood/mood.ts";
import { deliver } from "./listeners.ts";
import {
  DEFAULTS,
  feed,
  IDLE,
  type Key,
  lift,
  patience,
  type Step,
  tick,
  type Wedge,
  type WedgeSettings,
} from "./wedge.ts";

const STORED_AS = "holdfast.scanner";

export const settings = signal<WedgeSettings>(kept());
/** The newest keys, for the screen where a scanner is tried out. */
export const lastKeys = signal<readonly Key[]>([]);
/** Whether that screen is open; nothing is written down otherwise, PINs pass here too. */
export const watching = signal(false);

const KEYS_SHOWN = 64;

let wedge: Wedge = IDLE;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Keys that went down without effect must come up without effect: Space presses a button when it comes up. */
const swallowed = new Set<string>();
/** Keys of people that come a second time, from us. */
const ours = new WeakSet<Event>();

export function startScanner(): void {
  addEventListener("keydown", onKeyDown, { capture: true });
  addEventListener("keyup", onKeyUp, { capture: true });
}

export function changeSettings(change: Partial<WedgeSettings>): void {
  settings.value = { ...settings.value, ...change };
  localStorage.setItem(STORED_AS, JSON.stringify(settings.value));
}

function onKeyDown(event: KeyboardEvent): void {
  if (ours.has(event) || event.isComposing) return;
  // a key that a person holds down; within a code it is the same digit twice
  if (event.repeat && wedge.held.length === 0) return;
  const key = keyOf(event);
  if (watching.value) lastKeys.value = [...lastKeys.value.slice(-KEYS_SHOWN), key];
  const step = feed(wedge, key, settings.value);
  if (step.swallow) {
    swallow(event);
    swallowed.add(event.code);
  }
  heed(step);
}

function onKeyUp(event: KeyboardEvent): void {
  if (swallowed.delete(event.code)) swallow(event);
  wedge = lift(wedge, keyOf(event));
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function heed(step: Omit<Step, "swallow">): void {
  wedge = step.wedge;
  for (const key of step.release) retype(key);
  // a scan that nobody asked for must not pass for one that was taken
  if (step.scan !== null && !deliver({ code: step.scan, source: "wedge" })) show("check");
  clearTimeout(timer);
  if (wedge.held.length > 0) timer = setTimeout(onTimer, patience(wedge, settings.value) + 1);
}

/** Keys that came while the page was busy still wait behind this timer: they go first. */
function onTimer(): void {
  timer = setTimeout(onSilence, 0);
}

function onSilence(): void {
  heed(tick(wedge, performance.now(), settings.value));
}

/** Gives a person's key the effect it was kept from: text in a field, a shortcut elsewhere. */
function retype(key: Key): void {
  const target = document.activeElement ?? document.body;
  const again = new KeyboardEvent("keydown", {
    key: key.key,
    code: key.code,
    shiftKey: key.shift,
    bubbles: true,
    cancelable: true,
  });
  ours.add(again);
  const wanted = target.dispatchEvent(again);
  const field = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  if (wanted && field && (key.key.length === 1 || key.key > "~")) type(target, key.key);
}

/** As if it had been typed: undo, the caret, the longest length and `input` events work. */
function type(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  if (field.readOnly || field.disabled) return;
  if (document.execCommand("insertText", false, text)) return;
  const { selectionStart, selectionEnd } = field;
  if (selectionStart === null || selectionEnd === null) return;
  field.setRangeText(text, selectionStart, selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, data: text, inputType: "insertText" }));
}

function keyOf(event: KeyboardEvent): Key {
  const { key, code, shiftKey, ctrlKey, altKey, metaKey, timeStamp } = event;
  return { key, code, shift: shiftKey, ctrl: ctrlKey, alt: altKey, meta: metaKey, at: timeStamp };
}

function kept(): WedgeSettings {
  if (typeof localStorage === "undefined") return DEFAULTS;
  try {
    return { ...DEFAULTS, ...(JSON.parse(localStorage.getItem(STORED_AS) ?? "{}") as Partial<WedgeSettings>) };
  } catch {
    return DEFAULTS;
  }
}
