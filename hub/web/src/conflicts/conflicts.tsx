/** The fields of one document that both sides wrote, neither knowing of the other: side by side, to choose from. */
import { newKey } from "@holdfast/shell/http.ts";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Conflict } from "../app/contract.ts";
import { useResource } from "../app/resource.ts";
import { api, may } from "../app/session.ts";
import { counted } from "../ui/figures.ts";
import { Failure, Panel, StateBadge, toast } from "../ui/index.ts";
import { fieldName, patchAt, shownValue } from "./settle.ts";
import "./conflicts.css";

interface ConflictsProps {
  /** Of the document: its conflicts are at `PATH/conflicts`, and a PATCH of it settles them. */
  path: string;
  name: string;
  /** Who has it may settle. */
  scope: string;
  /** Nothing is shown where there is no conflict. */
  quiet?: boolean;
  /** One was settled: the document changed. */
  settled?: () => void;
  /** How many there are, once it is known. */
  found?: (count: number) => void;
}

const EVENTS = ["ProductUpdated", "WarehouseUpdated", "SlotUpdated"];

export function Conflicts({ path, name, scope, quiet, settled, found }: ConflictsProps) {
  const { data, error, reload } = useResource<{ items: Conflict[] }>(`${path}/conflicts`, { events: EVENTS });
  const items = data?.items;
  const left = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (items) found?.(items.length);
  }, [items]);
  if (error !== null && !quiet) return <Failure error={error} again={reload} />;
  if (!items || (items.length === 0 && quiet)) return null;
  return (
    <Panel
      title={`Conflicts of ${name}`}
      aside={
        <StateBadge tone={items.length > 0 ? "check" : "good"}>
          {items.length > 0 ? counted(items.length, "field") : "none"}
        </StateBadge>
      }
    >
      <p class="muted" ref={left} tabIndex={-1}>
        {items.length > 0
          ? "Both sides wrote these while the link was down. Choose what holds; until then the marked value does."
          : "Nothing is left to choose here."}
      </p>
      {items.map((conflict) => (
        <Field
          key={conflict.pointer}
          conflict={conflict}
          path={path}
          choosable={may(scope)}
          done={() => {
            // the button that was pressed goes with its field: whoever works by keyboard stays here
            left.current?.focus();
            reload();
            settled?.();
          }}
        />
      ))}
    </Panel>
  );
}

interface FieldProps {
  conflict: Conflict;
  path: string;
  choosable: boolean;
  done: () => void;
}

function Field({ conflict, path, choosable, done }: FieldProps) {
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const choose = async (value: unknown) => {
    setBusy(true);
    setError(null);
    try {
      await api.ask(path, { method: "PATCH", body: patchAt(conflict.pointer, value), key: newKey() });
      toast(`${fieldName(conflict.pointer)} settled`);
      done();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <fieldset class="conflict">
      <legend>{fieldName(conflict.pointer)}</legend>
      {error !== null && <Failure error={error} />}
      <div class="contenders">
        {conflict.values.map(({ value, winning }) => (
          <div key={JSON.stringify(value)} class={`contender ${winning ? "winning" : ""}`}>
            <pre class="contender-value">{shownValue(value)}</pre>
            {winning && <StateBadge tone="good">holds now</StateBadge>}
            {choosable && (
              <button type="button" class="button" disabled={busy} onClick={() => void choose(value)}>
                {winning ? "Keep this" : "Take this"}
              </button>
            )}
          </div>
        ))}
      </div>
    </fieldset>
  );
}
