/** Packing: which task, then its parcels. */
import { go } from "@holdfast/shell/route.ts";
import { useState } from "preact/hooks";
import { useSay } from "../../app/context.tsx";
import { BigButton, Empty, QuantityPad, Rows, Screen, Stale, Waiting } from "../../ui/index.ts";
import type { FlowProps } from "../flow.ts";
import { HandlingNotes, ScanFor, SkuLine } from "../parts/Goods.tsx";
import { Paper } from "../parts/Papers.tsx";
import { useProduct } from "../parts/reading.ts";
import { type Steps, useSteps } from "../parts/steps.ts";
import { TaskChoice } from "../parts/TaskChoice.tsx";
import { useTask, useTitleOf } from "../parts/Tasks.tsx";
import { Missing, Told } from "../parts/Told.tsx";
import { type SkuUnits, shortId, type Task } from "../views.ts";
import { anew, begin, emptied, heard, type PackState, put, putRest, rest, WEIGHT_MAX, weighed } from "./pack.ts";

export function Pack({ rest }: FlowProps) {
  const say = useSay();
  const [taskId] = rest;
  if (taskId) return <PackTask key={taskId} taskId={taskId} />;
  return (
    <TaskChoice
      title={say("flow-pack")}
      states={["packed"]}
      none={say("pack-none")}
      noneDetail={say("pack-none-detail")}
      onChoose={(task) => go(["pack", task.taskId])}
    />
  );
}

function PackTask({ taskId }: { taskId: string }) {
  const say = useSay();
  const task = useTask(taskId);
  if (task.data && task.data.state !== "packed") return <NotYet task={task.data} />;
  if (task.data) return <Packing task={task.data} asOf={task.asOf} />;
  return (
    <Screen title={say("flow-pack")} back={["pack"]}>
      {task.error ? <Missing error={task.error} onRetry={task.reload} /> : <Waiting />}
    </Screen>
  );
}

function NotYet({ task }: { task: Task }) {
  const say = useSay();
  const isDone = task.state === "done";
  return (
    <Screen title={say("flow-pack")} step={shortId(task.taskId)} back={["pack"]}>
      <Empty
        title={say(isDone ? "pack-shipped" : "pack-not-picked")}
        detail={say(isDone ? "pack-shipped-detail" : "pack-not-picked-detail")}
        icon="pack"
      >
        {!isDone && <BigButton onClick={() => go(["pick", "task", task.taskId])}>{say("flow-pick")}</BigButton>}
      </Empty>
    </Screen>
  );
}

function Packing({ task, asOf }: { task: Task; asOf: string | null }) {
  const say = useSay();
  const title = useTitleOf();
  const [isWeighing, setWeighing] = useState(false);
  const steps = useSteps<PackState>((kept) => kept ?? begin(task), {
    draft: `pack.${task.taskId}`,
    isOver: (state) => state.packed !== null || (state.parcels.length === 0 && state.open.length === 0),
  });
  const { state } = steps;
  if (state.packed) return <Packed steps={steps} task={task} />;
  if (isWeighing) return <Weighing steps={steps} onBack={() => setWeighing(false)} />;
  const left = rest(state);
  return (
    <Screen
      title={say("pack-parcel", { parcel: state.parcels.length + 1 })}
      step={title(task)}
      back={["pack"]}
      wide
      footer={
        <div class="pair">
          <BigButton disabled={left.length === 0} onClick={() => steps.take(putRest)}>
            {say("pack-rest")}
          </BigButton>
          <BigButton primary disabled={state.open.length === 0} onClick={() => setWeighing(true)}>
            {say("pack-weigh")}
          </BigButton>
        </div>
      }
    >
      <div class="stack">
        <Told steps={steps} />
        <Stale asOf={asOf} />
        {left.length > 0 && (
          <ScanFor what={say("pack-scan")} onScan={(scan) => steps.hear(scan, (now, code) => heard(now, code))} />
        )}
        {state.open.length > 0 && <OpenParcel steps={steps} />}
      </div>
      <Left left={left} steps={steps} />
    </Screen>
  );
}

function OpenParcel({ steps }: { steps: Steps<PackState> }) {
  const say = useSay();
  return (
    <section class="card stack tight">
      <h2>{say("pack-in-parcel")}</h2>
      <Rows label={say("pack-in-parcel")}>
        {steps.state.open.map((line) => (
          <SkuLine key={line.sku} sku={line.sku} quantity={line.quantity} />
        ))}
      </Rows>
      <BigButton onClick={() => steps.put(emptied)}>{say("pack-empty")}</BigButton>
    </section>
  );
}

function Left({ left, steps }: { left: readonly SkuUnits[]; steps: Steps<PackState> }) {
  const say = useSay();
  if (left.length === 0) return null;
  return (
    <div class="stack">
      <h2>{say("pack-left")}</h2>
      <Rows label={say("pack-left")}>
        {left.map((line) => (
          <SkuLine
            key={line.sku}
            sku={line.sku}
            quantity={line.quantity}
            onClick={() => steps.take((state) => put(state, line.sku, line.quantity))}
          />
        ))}
      </Rows>
      {left.map((line) => (
        <Handling key={line.sku} sku={line.sku} />
      ))}
    </div>
  );
}

function Handling({ sku }: { sku: string }) {
  const notes = useProduct(sku)?.handlingNotes;
  return notes ? <HandlingNotes notes={`${sku}: ${notes}`} /> : null;
}

const GRAMS_PROPOSED = 500;

function Weighing({ steps, onBack }: { steps: Steps<PackState>; onBack: () => void }) {
  const say = useSay();
  const { state } = steps;
  const isLast = rest(state).length === 0;
  const done = (grams: number) => {
    steps.take((now) => weighed(now, grams));
    onBack();
  };
  return (
    <Screen title={say("pack-weight")} step={say("pack-parcel", { parcel: state.parcels.length + 1 })} back={onBack}>
      <QuantityPad
        value={state.parcels.at(-1)?.weightGrams ?? GRAMS_PROPOSED}
        max={WEIGHT_MAX}
        unit={say("grams")}
        done={say(isLast ? "pack-finish" : "pack-next-parcel")}
        onDone={done}
      />
    </Screen>
  );
}

function Packed({ steps, task }: { steps: Steps<PackState>; task: Task }) {
  const say = useSay();
  const parcels = steps.state.packed ?? [];
  // labels bear the numbers that the node gives
  const isNumbered = parcels.every((parcel) => parcel.packageId !== "");
  const id = task.taskId;
  return (
    <Screen
      title={say("pack-done-title")}
      step={shortId(id)}
      back={["pack"]}
      footer={
        <div class="pair">
          <BigButton onClick={() => steps.put(anew)}>{say("pack-anew")}</BigButton>
          <BigButton primary onClick={() => go(["ship", id])}>
            {say("flow-ship")}
          </BigButton>
        </div>
      }
    >
      <Told steps={steps} />
      <ol class="stack tight">
        {parcels.map((parcel, index) => (
          <li key={parcel.packageId || index} class="card stack tight">
            <h2>{say("pack-parcel", { parcel: index + 1 })}</h2>
            <p class="mono">
              <bdi>{parcel.sscc ?? (parcel.packageId || say("pack-number-later"))}</bdi>
            </p>
            <p>{say("weight", { grams: parcel.weightGrams })}</p>
            <p class="muted">
              <bdi dir="ltr">{parcel.lines.map((line) => `${line.quantity} × ${line.sku}`).join(", ")}</bdi>
            </p>
          </li>
        ))}
      </ol>
      {isNumbered && (
        <Paper path={`/v1/tasks/${id}/labels.pdf`} label={say("paper-labels")} name={`labels-${id}.pdf`} />
      )}
      <Paper path={`/v1/tasks/${id}/packing-slip.pdf`} label={say("paper-slip")} name={`packing-slip-${id}.pdf`} />
    </Screen>
  );
}
