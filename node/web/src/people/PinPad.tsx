import { useState } from "preact/hooks";
import { useSay } from "../app/context.tsx";
import { BigButton, useShortcuts } from "../ui/index.ts";
import "../ui/pad.css";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
/** As the node takes them. */
const PIN_MIN = 4;
const PIN_MAX = 12;

/** Digits that nobody sees; how many there are is shown and said. */
export function PinPad({ busy, onDone }: { busy: boolean; onDone: (pin: string) => void }) {
  const say = useSay();
  const [pin, setPin] = useState("");
  const push = (key: string) => {
    if (/^\d$/.test(key)) setPin((was) => (was + key).slice(0, PIN_MAX));
    else if (key === "Backspace") setPin((was) => was.slice(0, -1));
  };
  const enough = pin.length >= PIN_MIN;
  const finish = () => enough && !busy && onDone(pin);
  useShortcuts({ digit: push, enter: finish });
  return (
    <section class="pad" aria-label={say("pin-label")}>
      <p class="pad-shown pin" role="status">
        <span aria-hidden="true">{"●".repeat(pin.length) || "–"}</span>
        <span class="visually-hidden">{say("pin-digits", { count: pin.length })}</span>
      </p>
      <div class="pad-keys" dir="ltr">
        {[...KEYS, "", "0", ""].map((key, at) =>
          key === "" ? (
            <span key={`gap-${at === 9 ? "start" : "end"}`} />
          ) : (
            <button type="button" class="pad-key" key={key} onClick={() => push(key)}>
              {key}
            </button>
          ),
        )}
      </div>
      <div class="pad-ends">
        <BigButton icon="erase" onClick={() => push("Backspace")}>
          {say("pad-erase")}
        </BigButton>
        <BigButton primary icon="check" disabled={!enough} busy={busy} onClick={finish}>
          {say("sign-in-do")}
        </BigButton>
      </div>
    </section>
  );
}
