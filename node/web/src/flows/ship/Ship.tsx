/** Shipping: carrier, tracking number, gone. */
import { go } from "@holdfast/shell/route.ts";
import { useState } from "preact/hooks";
import { useSay } from "../../app/context.tsx";
import { BigButton, Choice, Empty, QuantityPad, Rows, Screen, Stale, TextField, Waiting } from "../../ui/index.ts";
import type { FlowProps } from "../flow.ts";
import { ProductHead, ScanFor, SkuLine } from "../parts/Goods.tsx";
import { type Steps, useSteps } from "../parts/steps.ts";
import { TaskChoice } from "../parts/TaskChoice.tsx";
import { useTask, useTitleOf } from "../parts/Tasks.tsx";
import { Missing, Told } from "../parts/Told.tsx";
import { shortId, type Task } from "../views.ts";
import { begin, carried, heard, parted, remembered, type ShipState, send } from "./ship.ts";

export function Ship({ rest }: FlowProps) {
  const say = useSay();
  const [taskId] = rest;
  if (taskId) return <ShipTask key={taskId} taskId={taskId} />;
  const hasPicked = (task: Task) =>
    task.state === "packed" || task.lines.some((line) => line.picked > (line.shipped ?? 0));
  return (
    <TaskChoice
      title={say("flow-ship")}
      states={["packed", "picking"]}
      only={(task) => hasPicked(task) && task.kind !== "transfer-in"}
      none={say("ship-none")}
      noneDetail={say("ship-none-detail")}
      onChoose={(task) => go(["ship", task.taskId])}
    />
  );
}

function ShipTask({ taskId }: { taskId: string }) {
  const say = useSay();
  const task = useTask(taskId);
  if (task.data) return <Shipping task={task.data} asOf={task.asOf} />;
  return (
    <Screen title={say("flow-ship")} back={["ship"]}>
      {task.error ? <Missing error={task.error} onRetry={task.reload} /> : <Waiting />}
    </Screen>
  );
}

const CARRIERS = "holdfast.carriers";

function carriers(): string[] {
  try {
    return JSON.parse(localStorage.getItem(CARRIERS) ?? "[]") as string[];
  } catch {
    return [];
  }
}

function Shipping({ task, asOf }: { task: Task; asOf: string | null }) {
  const say = useSay();
  const title = useTitleOf();
  const [known] = useState(carriers);
  const steps = useSteps<ShipState>(() => carried(begin(task), known[0] ?? ""));
  const [part, setPart] = useState<string | null>(null);
  const { state } = steps;
  if (state.isShipped || state.goods.length === 0) return <Shipped steps={steps} />;
  if (part !== null) return <HowMany steps={steps} sku={part} onBack={() => setPart(null)} />;
  const ship = () => {
    localStorage.setItem(CARRIERS, JSON.stringify(remembered(known, state.carrier)));
    steps.take(send);
  };
  return (
    <Screen
      title={say("flow-ship")}
      step={`${shortId(task.taskId)} · ${title(task)}`}
      back={["ship"]}
      wide
      footer={
        <BigButton primary icon="ship" busy={steps.isBusy} onClick={ship}>
          {say(state.part || !state.isPacked ? "ship-part-send" : "ship-send")}
        </BigButton>
      }
    >
      <div class="stack">
        <Told steps={steps} />
        <Stale asOf={asOf} />
        <Carrier steps={steps} known={known} />
        <ScanFor
          what={say(state.tracking === "" ? "ship-scan-tracking" : "ship-tracking")}
          {...(state.tracking === "" ? {} : { detail: state.tracking })}
          onScan={(scan) => steps.hear(scan, (now, code) => heard(now, code))}
        />
      </div>
      <Leaving steps={steps} onChoose={setPart} />
    </Screen>
  );
}

const OTHER = "\u0000other";

function Carrier({ steps, known }: { steps: Steps<ShipState>; known: readonly string[] }) {
  const say = useSay();
  const { carrier } = steps.state;
  const [isOther, setOther] = useState(known.length === 0);
  const options = [...known.map((name) => ({ value: name, label: name })), { value: OTHER, label: say("ship-other") }];
  const choose = (value: string) => {
    setOther(value === OTHER);
    steps.put((state) => carried(state, value === OTHER ? "" : value));
  };
  return (
    <>
      {known.length > 0 && (
        <Choice legend={say("ship-carrier")} options={options} value={isOther ? OTHER : carrier} onChoose={choose} />
      )}
      {isOther && (
        <TextField
          label={say("ship-carrier")}
          value={carrier}
          onInput={(text) => steps.put((state) => carried(state, text))}
          maxLength={100}
        />
      )}
    </>
  );
}

/** What leaves: all of it, unless somebody takes less of a line. */
function Leaving({ steps, onChoose }: { steps: Steps<ShipState>; onChoose: (sku: string) => void }) {
  const say = useSay();
  const { state } = steps;
  const leaving = (sku: string, all: number) => state.part?.find((line) => line.sku === sku)?.quantity ?? all;
  return (
    <div class="stack">
      <h2>{say("ship-leaves")}</h2>
      <Rows label={say("ship-leaves")}>
        {state.goods.map((line) => {
          const units = leaving(line.sku, line.quantity);
          const isPart = units < line.quantity;
          const choose = state.mayLeaveInParts ? { onClick: () => onChoose(line.sku) } : {};
          const detail = isPart ? (
            <span class="badge check">{say("ship-stays", { units: line.quantity - units })}</span>
          ) : null;
          return <SkuLine key={line.sku} sku={line.sku} quantity={units} detail={detail} {...choose} />;
        })}
      </Rows>
      {state.mayLeaveInParts && <p class="muted">{say("ship-part-hint")}</p>}
    </div>
  );
}

function HowMany({ steps, sku, onBack }: { steps: Steps<ShipState>; sku: string; onBack: () => void }) {
  const say = useSay();
  const held = steps.state.goods.find((line) => line.sku === sku)?.quantity ?? 0;
  const done = (quantity: number) => {
    steps.take((state) => parted(state, sku, quantity));
    onBack();
  };
  return (
    <Screen title={say("ship-how-many")} back={onBack}>
      <ProductHead sku={sku} />
      <QuantityPad value={held} max={held} min={0} onDone={done} />
    </Screen>
  );
}

/** All of it has left, or all that was picked so far. */
function Shipped({ steps }: { steps: Steps<ShipState> }) {
  const say = useSay();
  const { isShipped } = steps.state;
  return (
    <Screen
      title={say(isShipped ? "ship-done-title" : "flow-ship")}
      back={["ship"]}
      footer={
        <div class="pair">
          <BigButton onClick={() => go(["pick"])}>{say("flow-pick")}</BigButton>
          <BigButton primary onClick={() => go(["ship"])}>
            {say("ship-next")}
          </BigButton>
        </div>
      }
    >
      {(steps.said?.isQueued || !isShipped) && <Told steps={steps} />}
      {isShipped ? (
        <Empty title={say("ship-done")} icon="ship" detail={say("ship-done-detail")} />
      ) : (
        <Empty title={say("wrong-nothing-to-ship")} icon="ship" />
      )}
    </Screen>
  );
}
