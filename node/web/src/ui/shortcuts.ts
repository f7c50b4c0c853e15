/** Keys that mean the same on every screen. Scans never come this far: the scanner swallows them. */
import { useEffect, useRef } from "preact/hooks";

export interface Shortcuts {
  enter?: (() => void) | null;
  escape?: (() => void) | null;
  /** A digit, Backspace, `+` or `-`, where no field has the focus. */
  digit?: ((key: string) => void) | null;
}

interface Layer {
  keys: () => Shortcuts;
}

/** The newest layer that knows a key gets it, so that a pad on a screen goes before the screen. */
const layers: Layer[] = [];

export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const layer: Layer = { keys: () => latest.current };
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, []);
}

export function startShortcuts(): void {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    // a dialog is alone with the keys
    if (document.querySelector("dialog[open]")) return;
    const name = nameOf(event);
    if (name === null) return;
    for (const layer of layers.toReversed()) {
      const handler = layer.keys()[name];
      if (!handler) continue;
      event.preventDefault();
      handler(event.key);
      return;
    }
  });
}

const DIGIT = /^([0-9]|Backspace|\+|-)$/;

function nameOf(event: KeyboardEvent): keyof Shortcuts | null {
  const target = event.target as Element | null;
  const field = target?.closest?.("input, textarea, select, [contenteditable]") ?? null;
  if (event.key === "Escape") return "escape";
  if (field) return null;
  if (DIGIT.test(event.key)) return "digit";
  const pressed = target?.closest?.("button, a[href], summary, [role=button]") ?? null;
  return event.key === "Enter" && !pressed ? "enter" : null;
}
