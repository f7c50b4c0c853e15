import { useState } from "preact/hooks";
import { useSay } from "../app/context.tsx";
import { number } from "../i18n/language.ts";
import { BigButton } from "./BigButton.tsx";
import { Icon } from "./Icon.tsx";
import { type Entry, press } from "./quantity.ts";
import { useShortcuts } from "./shortcuts.ts";
import "./pad.css";

export interface QuantityPadProps {
  /** What is proposed; the first digit replaces it. */
  value: number;
  /** The most that makes sense here: more can be entered, and is not taken. */
  max?: number | undefined;
  min?: number;
  /** “units”, “grams”. */
  unit?: string;
  onDone: (value: number) => void;
  onChange?: (value: number) => void;
  /** What the button that takes it says. */
  done?: string;
}

const KEYS = ["7", "8", "9", "4", "5", "6", "1", "2", "3"];

export function QuantityPad(props: QuantityPadProps) {
  const say = useSay();
  const min = props.min ?? 1;
  const [entry, setEntry] = useState<Entry>({ value: props.value, fresh: true });
  const push = (key: string) => {
    const next = press(entry, key, props.max);
    setEntry(next);
    if (next.value !== entry.value) props.onChange?.(next.value);
  };
  const tooMany = props.max !== undefined && entry.value > props.max;
  const right = !tooMany && entry.value >= min;
  const finish = () => right && props.onDone(entry.value);
  useShortcuts({ digit: push, enter: finish });
  const bound = props.max === undefined ? null : say(tooMany ? "pad-too-many" : "pad-most", { max: props.max });
  return (
    <section class="pad" aria-label={say("pad-quantity")}>
      <div class={tooMany ? "pad-shown wrong" : "pad-shown"} role="status">
        <span class="pad-value">{number(entry.value)}</span>
        <span class="pad-unit">{props.unit ?? say("pad-units", { count: entry.value })}</span>
        {bound && <span class="pad-bound">{bound}</span>}
      </div>
      <div class="pad-keys" dir="ltr">
        {KEYS.map((key) => (
          <PadKey key={key} label={key} onPress={() => push(key)} />
        ))}
        <PadKey label={say("pad-less")} icon="minus" onPress={() => push("-")} />
        <PadKey label="0" onPress={() => push("0")} />
        <PadKey label={say("pad-more")} icon="plus" onPress={() => push("+")} />
      </div>
      <div class="pad-ends">
        <BigButton icon="erase" onClick={() => push("Backspace")}>
          {say("pad-erase")}
        </BigButton>
        <BigButton primary icon="check" disabled={!right} onClick={finish}>
          {props.done ?? say("pad-done")}
        </BigButton>
      </div>
    </section>
  );
}

function PadKey({ label, icon, onPress }: { label: string; icon?: string; onPress: () => void }) {
  return (
    <button type="button" class="pad-key" onClick={onPress} aria-label={icon ? label : undefined}>
      {icon ? <Icon name={icon} size={28} /> : label}
    </button>
  );
}
