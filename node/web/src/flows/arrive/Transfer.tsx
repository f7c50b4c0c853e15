/** Transfers: what other warehouses sent here, and what is sent to them. */
import { go } from "@holdfast/shell/route.ts";
import { useEffect, useState } from "preact/hooks";
import { useSay, useTerminal } from "../../app/context.tsx";
import { BigButton, Empty, Progress, QuantityPad, Rows, Screen, Stale, Waiting } from "../../ui/index.ts";
import type { FlowProps } from "../flow.ts";
import { ProductHead, ScanFor, SkuLine } from "../parts/Goods.tsx";
import { Reason } from "../parts/Reason.tsx";
import { useBins } from "../parts/reading.ts";
import { type Steps, useSteps } from "../parts/steps.ts";
import { TaskRow, useTask, useTasks, useTitleOf } from "../parts/Tasks.tsx";
import { Missing, Told } from "../parts/Told.tsx";
import { noteArrivals } from "../putaway/recent.ts";
import type { Task } from "../views.ts";
import {
  type ArriveState,
  begin,
  dropped,
  heard,
  isDone,
  leftOf,
  missing,
  quantified,
  renewed,
  stow,
} from "./arrive.ts";

const MISSING_REASONS = ["reason-not-on-pallet", "reason-lost-on-way", "reason-broken"] as const;

export function Transfer({ rest }: FlowProps) {
  const [direction, taskId] = rest;
  if (direction === "in" && taskId) return <ArriveTask key={taskId} taskId={taskId} />;
  return <Transfers />;
}

function Transfers() {
  const say = useSay();
  const open = useTasks("open");
  const picking = useTasks("picking");
  const packed = useTasks("packed");
  const all = [picking, open, packed].flatMap((list) => list.data?.items ?? []);
  const of = (kind: string) => all.filter((task) => task.kind === kind);
  const [incoming, outgoing] = [of("transfer-in"), of("transfer-out")];
  const out = (task: Task) => go(task.state === "packed" ? ["ship", task.taskId] : ["pick", "task", task.taskId]);
  return (
    <Screen title={say("flow-transfer")} back={[]}>
      <Stale asOf={open.asOf} />
      {!open.data && (open.error ? <Missing error={open.error} onRetry={open.reload} /> : <Waiting />)}
      {open.data && incoming.length + outgoing.length === 0 && (
        <Empty title={say("transfer-none")} detail={say("transfer-none-detail")} icon="transfer" />
      )}
      {incoming.length > 0 && <h2>{say("transfer-in")}</h2>}
      {incoming.length > 0 && (
        <Rows label={say("transfer-in")}>
          {incoming.map((task) => (
            <TaskRow key={task.taskId} task={task} onClick={() => go(["transfer", "in", task.taskId])} />
          ))}
        </Rows>
      )}
      {outgoing.length > 0 && <h2>{say("transfer-out")}</h2>}
      {outgoing.length > 0 && (
        <Rows label={say("transfer-out")}>
          {outgoing.map((task) => (
            <TaskRow key={task.taskId} task={task} onClick={() => out(task)} />
          ))}
        </Rows>
      )}
    </Screen>
  );
}

function ArriveTask({ taskId }: { taskId: string }) {
  const say = useSay();
  const task = useTask(taskId);
  if (task.data) return <Arriving task={task.data} asOf={task.asOf} />;
  return (
    <Screen title={say("transfer-in")} back={["transfer"]}>
      {task.error ? <Missing error={task.error} onRetry={task.reload} /> : <Waiting />}
    </Screen>
  );
}

function Arriving({ task, asOf }: { task: Task; asOf: string | null }) {
  const say = useSay();
  const terminal = useTerminal();
  const title = useTitleOf();
  const steps = useSteps<ArriveState>((kept) => kept ?? begin(task), {
    draft: `arrive.${task.taskId}`,
    isOver: isDone,
  });
  const [missed, miss] = useState<string | null>(null);
  const [isTyping, setTyping] = useState(false);
  const bins = useBins();
  useEffect(() => steps.put((state) => renewed(state, task, terminal.waiting.value === 0)), [task]);
  const { state } = steps;
  const units = state.task.lines.reduce((sum, line) => sum + line.quantity, 0);
  const left = state.task.lines.reduce((sum, line) => sum + leftOf(line), 0);
  const hear = (scan: Parameters<typeof steps.hear>[0]) =>
    steps.hear(scan, (now, code) => heard(now, code, bins), task.taskId);
  if (isDone(state)) return <Arrived steps={steps} />;
  const back = missed ? () => miss(null) : state.current ? () => steps.put(dropped) : ["transfer"];
  return (
    <Screen
      title={title(task)}
      back={back}
      footer={state.current && !missed && !isTyping && <HereActions steps={steps} onType={() => setTyping(true)} />}
    >
      <Progress done={units - left} of={units} />
      <Told steps={steps} />
      <Stale asOf={asOf} />
      {missed ? (
        <Reason
          legend={say("arrive-missing-why", { sku: missed })}
          reasons={MISSING_REASONS}
          done={say("arrive-missing-send")}
          isBusy={steps.isBusy}
          onCancel={() => miss(null)}
          onDone={(reason) => {
            miss(null);
            steps.take((now) => missing(now, missed, reason));
          }}
        />
      ) : state.current ? (
        <Here steps={steps} isTyping={isTyping} onTyped={() => setTyping(false)} onScan={hear} />
      ) : (
        <>
          <ScanFor what={say("arrive-scan")} search onScan={hear} />
          <Due steps={steps} onMissing={miss} />
        </>
      )}
    </Screen>
  );
}

interface HereProps {
  steps: Steps<ArriveState>;
  isTyping: boolean;
  onTyped: () => void;
  onScan: (scan: { code: string; source: "wedge" | "camera" | "typed" }) => void;
}

/** The product at hand: count on, or scan the bin it goes into. */
function Here({ steps, isTyping, onTyped, onScan }: HereProps) {
  const say = useSay();
  const { task, current } = steps.state;
  if (!current) return null;
  const line = task.lines.find((one) => one.sku === current.sku);
  const done = (quantity: number) => {
    onTyped();
    steps.take((state) => quantified(state, quantity));
  };
  return (
    <>
      <ProductHead sku={current.sku}>
        <p class="goods-units">
          <b>{say("pick-counted-of", { units: current.quantity, wanted: line ? leftOf(line) : 0 })}</b>
        </p>
      </ProductHead>
      {isTyping ? (
        <QuantityPad value={current.quantity} max={line ? leftOf(line) : undefined} onDone={done} />
      ) : (
        <ScanFor what={say("arrive-scan-bin")} onScan={onScan} />
      )}
    </>
  );
}

function HereActions({ steps, onType }: { steps: Steps<ArriveState>; onType: () => void }) {
  const say = useSay();
  const later = () => {
    noteArrivals(steps.state.current ? [steps.state.current.sku] : []);
    steps.take((state) => stow(state, null));
  };
  return (
    <div class="pair">
      <BigButton onClick={onType}>{say("receive-quantity")}</BigButton>
      <BigButton primary busy={steps.isBusy} onClick={later}>
        {say("arrive-no-bin")}
      </BigButton>
    </div>
  );
}

/** What is still to come. A line that does not is told missing. */
function Due({ steps, onMissing }: { steps: Steps<ArriveState>; onMissing: (sku: string) => void }) {
  const say = useSay();
  return (
    <>
      <h2>{say("arrive-due")}</h2>
      <Rows label={say("arrive-due")}>
        {steps.state.task.lines.map((line) => {
          const left = leftOf(line);
          const open =
            left > 0 ? { onClick: () => onMissing(line.sku), detail: <span>{say("arrive-missing-hint")}</span> } : {};
          return <SkuLine key={line.sku} sku={line.sku} quantity={left} done={left === 0} {...open} />;
        })}
      </Rows>
    </>
  );
}

function Arrived({ steps }: { steps: Steps<ArriveState> }) {
  const say = useSay();
  const short = steps.state.task.lines.reduce((sum, line) => sum + line.short, 0);
  return (
    <Screen
      title={say("arrive-over")}
      back={["transfer"]}
      footer={
        <div class="pair">
          <BigButton onClick={() => go(["transfer"])}>{say("receive-next")}</BigButton>
          <BigButton primary onClick={() => go(["put-away"])}>
            {say("flow-put-away")}
          </BigButton>
        </div>
      }
    >
      <Told steps={steps} />
      <Empty title={say("arrive-over-title")} detail={short > 0 ? say("pick-over-missing", { missing: short }) : ""} />
    </Screen>
  );
}
