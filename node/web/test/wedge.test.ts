import assert from "node:assert/strict";
import { test } from "node:test";
import {
  DEFAULTS,
  feed,
  IDLE,
  type Key,
  lift,
  patience,
  tick,
  type Wedge,
  type WedgeSettings,
} from "../src/scan/wedge.ts";

/** A keyboard with a clock. */
class Keyboard {
  wedge: Wedge = IDLE;
  at = 1_000;
  readonly scans: string[] = [];
  /** What a person's keys come to. */
  typed = "";
  /** Keys that had their own effect at once. */
  passed: string[] = [];
  readonly #settings: WedgeSettings;

  constructor(settings: Partial<WedgeSettings> = {}) {
    this.#settings = { ...DEFAULTS, ...settings };
  }

  press(key: string, gap: number, more: Partial<Key> = {}): this {
    // a real one has a timer that says when it has been silent
    const enough = patience(this.wedge, this.#settings);
    if (gap > enough) this.rest(enough + 1, gap);
    else this.at += gap;
    const event: Key = { key, code: "", shift: false, ctrl: false, alt: false, meta: false, at: this.at, ...more };
    const step = feed(this.wedge, event, this.#settings);
    this.wedge = step.wedge;
    if (step.scan !== null) this.scans.push(step.scan);
    this.typed += step.release.map((released) => released.key).join("");
    if (!step.swallow) {
      this.passed.push(key);
      if (key.length === 1) this.typed += key;
    }
    return this;
  }

  text(text: string, gap: number): this {
    for (const char of text) this.press(char, gap);
    return this;
  }

  rest(after: number, total = after): this {
    const step = tick(this.wedge, this.at + after, this.#settings);
    this.wedge = step.wedge;
    if (step.scan !== null) this.scans.push(step.scan);
    this.typed += step.release.map((released) => released.key).join("");
    this.at += total;
    return this;
  }
}

test("a fast burst with Enter is a scan, and none of its keys has another effect", () => {
  const keyboard = new Keyboard().text("5012345678900", 8).press("Enter", 8);
  assert.deepEqual(keyboard.scans, ["5012345678900"]);
  assert.equal(keyboard.typed, "");
  assert.deepEqual(keyboard.passed, []);
});

test("Tab ends a scan, and so does a pause", () => {
  assert.deepEqual(new Keyboard().text("A-01-3", 12).press("Tab", 12).scans, ["A-01-3"]);
  assert.deepEqual(new Keyboard().text("A-01-3", 12).rest(241).scans, ["A-01-3"]);
});

test("one slow key within a burst does not break it: the average counts", () => {
  assert.deepEqual(new Keyboard().text("MUG", 10).press("-", 70).text("01", 10).press("Enter", 10).scans, ["MUG-01"]);
});

test("a stumble within a code does not cut it in two", () => {
  const keyboard = new Keyboard().text("50123456", 10).press("7", 190).text("8900", 10).press("Enter", 10);
  assert.deepEqual(keyboard.scans, ["5012345678900"]);
});

test("what a person types comes out again in its order", () => {
  const keyboard = new Keyboard().text("blue mug", 160).press("Enter", 160);
  assert.deepEqual(keyboard.scans, []);
  assert.equal(keyboard.typed, "blue mug");
  assert.ok(keyboard.passed.includes("Enter"));
});

test("somebody who types fast is not taken for a scanner, and sees what they type at once", () => {
  const keyboard = new Keyboard().text("plates and cups", 60);
  assert.deepEqual(keyboard.scans, []);
  assert.equal(keyboard.typed, "plates and cups");
});

test("a single fast key is a person's: digits of a pad, a letter", () => {
  const keyboard = new Keyboard().press("4", 500).rest(81);
  assert.equal(keyboard.typed, "4");
  assert.deepEqual(keyboard.scans, []);
});

test("two digits and Enter in a hurry are typing, and Enter keeps its meaning", () => {
  const keyboard = new Keyboard().text("12", 30).press("Enter", 30);
  assert.deepEqual(keyboard.scans, []);
  assert.equal(keyboard.typed, "12");
  assert.deepEqual(keyboard.passed, ["Enter"]);
});

test("two scans right behind each other are two", () => {
  const keyboard = new Keyboard().text("A-01-3", 5).press("Enter", 5).text("MUG-01", 5).press("Enter", 5);
  assert.deepEqual(keyboard.scans, ["A-01-3", "MUG-01"]);
});

test("carriage return and line feed are one suffix", () => {
  const keyboard = new Keyboard().text("A-01-3", 5).press("Enter", 5).press("j", 5, { ctrl: true, code: "KeyJ" });
  assert.deepEqual(keyboard.scans, ["A-01-3"]);
  assert.deepEqual(keyboard.passed, []);
  assert.equal(keyboard.press("Enter", 20).passed.length, 0);
});

test("Enter of a person after a scan is theirs again", () => {
  const keyboard = new Keyboard().text("A-01-3", 5).press("Enter", 5).press("Enter", 900);
  assert.deepEqual(keyboard.passed, ["Enter"]);
});

test("separators of GS1 come in several ways and are all one", () => {
  const gs = "\u001d";
  const ways: ((keyboard: Keyboard) => Keyboard)[] = [
    (keyboard) => keyboard.press("]", 8, { ctrl: true, code: "BracketRight" }),
    (keyboard) => keyboard.press("F8", 8, { code: "F8" }),
    (keyboard) => keyboard.press(gs, 8),
    (keyboard) => keyboard.press("+", 8, { ctrl: true, code: "BracketRight" }),
  ];
  for (const way of ways) {
    const keyboard = way(new Keyboard().text("]C110LOT7", 8)).text("3024", 8).press("Enter", 8);
    assert.deepEqual(keyboard.scans, [`]C110LOT7${gs}3024`]);
  }
});

test("Alt and the number of a character is that character", () => {
  const keyboard = new Keyboard().text("10LOT7", 8).press("Alt", 8, { alt: true });
  for (const digit of "029") keyboard.press(digit, 8, { alt: true, code: `Numpad${digit}` });
  keyboard.at += 8;
  const up: Key = { key: "Alt", code: "AltLeft", shift: false, ctrl: false, alt: false, meta: false, at: keyboard.at };
  keyboard.wedge = lift(keyboard.wedge, up);
  assert.deepEqual(keyboard.text("3024", 8).press("Enter", 8).scans, ["10LOT7\u001d3024"]);
});

test("a prefix of one's own is taken off, a symbology identifier is kept", () => {
  assert.deepEqual(new Keyboard({ prefix: "##" }).text("##A-01-3", 8).press("Enter", 8).scans, ["A-01-3"]);
  assert.deepEqual(new Keyboard({ prefix: "##" }).text("A-01-3", 8).press("Enter", 8).scans, ["A-01-3"]);
  assert.deepEqual(new Keyboard().text("]C10105012345678900", 8).press("Enter", 8).scans, ["]C10105012345678900"]);
});

test("a scanner that types as on a US keyboard is read so on any layout", () => {
  const german = new Keyboard({ layout: "us" });
  german
    .press("A", 8, { code: "KeyA", shift: true })
    .press("ß", 8, { code: "Minus" })
    .press("0", 8, { code: "Digit0" });
  german.press("Y", 8, { code: "KeyZ", shift: true }).press("Enter", 8);
  assert.deepEqual(german.scans, ["A-0Z"]);
  const arabic = new Keyboard();
  arabic.press("ش", 8, { code: "KeyA" }).press("لا", 8, { code: "KeyB" }).press("١", 8, { code: "Digit1" });
  assert.deepEqual(arabic.press("٢", 8, { code: "Digit2" }).press("Enter", 8).scans, ["ab12"]);
});

test("keys that are no part of a code go their way: shortcuts, arrows, the space bar", () => {
  const keyboard = new Keyboard().press("ArrowDown", 300).press(" ", 300).press("c", 300, { ctrl: true, code: "KeyC" });
  assert.deepEqual(keyboard.passed, ["ArrowDown", " ", "c"]);
});

test("capitals come with Shift, which is no character", () => {
  const keyboard = new Keyboard().press("Shift", 8).press("M", 2, { shift: true }).text("ug-1", 8).press("Enter", 8);
  assert.deepEqual(keyboard.scans, ["Mug-1"]);
});

test("slow scanners are read once they are said to be slow", () => {
  assert.deepEqual(new Keyboard().text("A-01-3", 55).press("Enter", 55).scans, []);
  assert.deepEqual(new Keyboard({ gapMs: 60, pauseMs: 120 }).text("A-01-3", 55).press("Enter", 55).scans, ["A-01-3"]);
});

test("where only Enter ends a code, Tab goes on to the next field", () => {
  const keyboard = new Keyboard({ suffix: "enter" }).text("A-01-3", 8).press("Tab", 8);
  assert.deepEqual(keyboard.scans, []);
  assert.deepEqual(keyboard.passed, ["Tab"]);
});
