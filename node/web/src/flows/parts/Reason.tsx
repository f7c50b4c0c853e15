/** Why something is so: one of the usual reasons, or words of one's own. */
import { useState } from "preact/hooks";
import { useSay } from "../../app/context.tsx";
import { BigButton, Choice, TextField } from "../../ui/index.ts";

export interface ReasonProps {
  legend: string;
  /** Ids of messages; what is sent is the message as the person read it. */
  reasons: readonly string[];
  /** What the button says. */
  done: string;
  onDone: (reason: string) => void;
  onCancel: () => void;
  isBusy?: boolean;
  mood?: "check" | "wrong";
}

const OTHER = "reason-other";
const REASON_MAX = 500;

export function Reason({ legend, reasons, done, onDone, onCancel, isBusy, mood }: ReasonProps) {
  const say = useSay();
  const [chosen, choose] = useState<string | null>(null);
  const [text, setText] = useState("");
  const reason = chosen === OTHER ? text.trim() : chosen === null ? "" : say(chosen);
  const options = [...reasons, OTHER].map((id) => ({ value: id, label: say(id) }));
  return (
    <section class="stack">
      <Choice legend={legend} options={options} value={chosen} onChoose={choose} />
      {chosen === OTHER && (
        <TextField label={say("reason-words")} value={text} onInput={setText} maxLength={REASON_MAX} autofocus />
      )}
      <div class="pair">
        <BigButton onClick={onCancel}>{say("flow-cancel")}</BigButton>
        <BigButton
          primary
          mood={mood ?? "check"}
          disabled={reason === ""}
          busy={isBusy ?? false}
          onClick={() => onDone(reason)}
        >
          {done}
        </BigButton>
      </div>
    </section>
  );
}
