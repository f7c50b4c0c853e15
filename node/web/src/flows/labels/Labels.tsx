/** Labels for bins and tasks whose own are torn or not there yet. */
import { useState } from "preact/hooks";
import { useSay } from "../../app/context.tsx";
import { Empty, Line, Rows, Screen, TextField } from "../../ui/index.ts";
import type { FlowProps } from "../flow.ts";
import { ScanFor } from "../parts/Goods.tsx";
import { Paper } from "../parts/Papers.tsx";
import { useBins } from "../parts/reading.ts";
import { useSteps } from "../parts/steps.ts";
import { Told } from "../parts/Told.tsx";
import { next, type Step, spoken, wrong } from "../step.ts";

/** Whose label is wanted. */
type Wanted = { kind: "bin" | "task"; id: string } | null;

const SHOWN = 50;

export function Labels(_: FlowProps) {
  const say = useSay();
  const bins = useBins();
  const [text, setText] = useState("");
  const steps = useSteps<Wanted>(() => null);
  const wanted = steps.state;
  if (wanted) return <Print wanted={wanted} onBack={() => steps.put(() => null)} />;
  const wish = text.trim().toLowerCase();
  const found = bins.bins.filter((bin) => bin.bin.toLowerCase().includes(wish)).slice(0, SHOWN);
  return (
    <Screen title={say("flow-labels")} back={[]}>
      <Told steps={steps} />
      <ScanFor
        what={say("labels-scan")}
        onScan={(scan) =>
          steps.hear(scan, (_, code): Step<Wanted> => {
            if (code.kind === "bin" && code.bin) return next<Wanted>({ kind: "bin", id: code.bin });
            if (code.taskId) return next<Wanted>({ kind: "task", id: code.taskId });
            return wrong("wrong-want-bin", { code: spoken(code), kind: code.kind });
          })
        }
      />
      <TextField label={say("labels-search")} value={text} onInput={setText} mono />
      {bins.isKnown && found.length === 0 && <Empty title={say("labels-none")} icon="print" />}
      {found.length > 0 && (
        <Rows label={say("labels-bins")}>
          {found.map((bin) => (
            <Line
              key={bin.bin}
              code={bin.bin}
              {...(bin.zone ? { name: say("bin-zone", { zone: bin.zone }) } : {})}
              onClick={() => steps.put(() => ({ kind: "bin", id: bin.bin }))}
            />
          ))}
        </Rows>
      )}
    </Screen>
  );
}

function Print({ wanted, onBack }: { wanted: NonNullable<Wanted>; onBack: () => void }) {
  const say = useSay();
  const id = encodeURIComponent(wanted.id);
  return (
    <Screen title={wanted.kind === "bin" ? say("bin-title", { bin: wanted.id }) : say("lookup-task")} back={onBack}>
      {wanted.kind === "bin" ? (
        <Paper primary path={`/v1/bins/${id}/label.pdf`} label={say("paper-bin")} name={`bin-${wanted.id}.pdf`} />
      ) : (
        <>
          <Paper path={`/v1/tasks/${id}/labels.pdf`} label={say("paper-labels")} name={`labels-${wanted.id}.pdf`} />
          <Paper
            path={`/v1/tasks/${id}/packing-slip.pdf`}
            label={say("paper-slip")}
            name={`packing-slip-${wanted.id}.pdf`}
          />
        </>
      )}
    </Screen>
  );
}
