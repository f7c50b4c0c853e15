/** What there is to pick, the most urgent first; several may be picked together. */
import type { Page } from "@holdfast/shell/http.ts";
import { go } from "@holdfast/shell/route.ts";
import { useEffect, useState } from "preact/hooks";
import { useKnown, useSay, useTerminal } from "../../app/context.tsx";
import type { Recognised } from "../../app/contract.ts";
import { BigButton, Choice, Empty, Line, Rows, Screen, Stale, Waiting } from "../../ui/index.ts";
import { ScanFor } from "../parts/Goods.tsx";
import { useSteps } from "../parts/steps.ts";
import { TaskRow, useTasks } from "../parts/Tasks.tsx";
import { Missing, Told } from "../parts/Told.tsx";
import { next, type Step, spoken, wrong } from "../step.ts";
import { shortId, type Task, type Wave } from "../views.ts";
import { together } from "./pick.ts";

type Sorting = "now" | "later";

/** Which tasks are chosen; `made` is the wave that came of them. */
interface Choosing {
  chosen: string[] | null;
  sorting: Sorting;
  made: string | null;
}

export function PickList() {
  const say = useSay();
  const open = useTasks("open");
  const picking = useTasks("picking");
  const steps = useSteps<Choosing>(() => ({ chosen: null, sorting: "now", made: null }));
  const tasks = [...(picking.data?.items ?? []), ...(open.data?.items ?? [])].filter(
    (task) => task.kind !== "transfer-in",
  );
  const error = open.error ?? picking.error;
  const { chosen } = steps.state;
  const { made } = steps.state;
  useEffect(() => {
    if (made !== null) go(["pick", "wave", made], {}, true);
  }, [made]);
  const begin = (task: Task) =>
    chosen === null ? go(["pick", "task", task.taskId]) : steps.put((state) => toggled(state, task.taskId));
  return (
    <Screen title={say("flow-pick")} back={[]} footer={<Together steps={steps} tasks={tasks} />}>
      <Told steps={steps} />
      <Stale asOf={open.asOf} />
      {!open.data && (error ? <Missing error={error} onRetry={open.reload} /> : <Waiting />)}
      {open.data && tasks.length === 0 && <Empty title={say("pick-none")} detail={say("pick-none-detail")} />}
      {tasks.length > 0 && (
        <>
          {chosen === null && (
            <ScanFor
              what={say("pick-scan-task")}
              onScan={(scan) => steps.hear(scan, (state, code) => heardTask(state, code, tasks))}
            />
          )}
          {chosen !== null && <HowSorted steps={steps} />}
          <Waves />
          <Rows label={say("pick-tasks")}>
            {tasks.map((task) => (
              <TaskRow
                key={task.taskId}
                task={task}
                onClick={() => begin(task)}
                {...(chosen ? { chosen: chosen.includes(task.taskId) } : {})}
              />
            ))}
          </Rows>
          <BinScans />
        </>
      )}
    </Screen>
  );
}

function toggled(state: Choosing, taskId: string): Choosing {
  const chosen = state.chosen ?? [];
  const isIn = chosen.includes(taskId);
  return { ...state, chosen: isIn ? chosen.filter((one) => one !== taskId) : [...chosen, taskId] };
}

function heardTask(state: Choosing, code: Recognised, tasks: readonly Task[]): Step<Choosing> {
  const isIt = (task: Task) => task.taskId === code.taskId || (code.orderId && task.orderId === code.orderId);
  const task = tasks.find(isIt);
  if (!task) return wrong("wrong-no-such-task", { code: spoken(code) });
  go(["pick", "task", task.taskId]);
  return next(state);
}

type ChoosingSteps = ReturnType<typeof useSteps<Choosing>>;

function HowSorted({ steps }: { steps: ChoosingSteps }) {
  const say = useSay();
  const options = [
    { value: "now" as const, label: say("pick-sort-now"), hint: say("pick-sort-now-hint") },
    { value: "later" as const, label: say("pick-sort-later"), hint: say("pick-sort-later-hint") },
  ];
  const choose = (sorting: Sorting) => steps.put((state) => ({ ...state, sorting }));
  return <Choice legend={say("pick-sort")} options={options} value={steps.state.sorting} onChoose={choose} />;
}

/** How many at once a person can keep apart on one cart. */
const PROPOSED = 8;

function Together({ steps, tasks }: { steps: ChoosingSteps; tasks: readonly Task[] }) {
  const say = useSay();
  const terminal = useTerminal();
  const { chosen, sorting } = steps.state;
  // a wave's number comes from the node: without it there would be nothing to go on with
  if (!terminal.reachable.value || tasks.length < 2) return null;
  if (chosen === null) {
    const fresh = tasks.filter((task) => task.state === "open").slice(0, PROPOSED);
    const propose = () => steps.put((state) => ({ ...state, chosen: fresh.map((task) => task.taskId) }));
    return <BigButton onClick={propose}>{say("pick-together")}</BigButton>;
  }
  const make = () =>
    steps.take((state) => ({
      kind: "act",
      action: together(state.chosen ?? [], sorting === "now"),
      after: (answer) => ({ ...state, made: (answer as Wave | null)?.waveId ?? null }),
      say: () => ({ id: "pick-wave-made", args: { tasks: chosen.length } }),
    }));
  return (
    <div class="pair">
      <BigButton onClick={() => steps.put((state) => ({ ...state, chosen: null }))}>{say("flow-cancel")}</BigButton>
      <BigButton primary disabled={chosen.length === 0} busy={steps.isBusy} onClick={make}>
        {say("pick-together-begin", { tasks: chosen.length })}
      </BigButton>
    </div>
  );
}

/** Waves that are begun. */
function Waves() {
  const say = useSay();
  const { data } = useKnown<Page<Wave>>("/v1/waves?limit=20", { events: ["TaskUpdated"] });
  const open = (data?.items ?? []).filter((wave) => wave.state === "open");
  if (open.length === 0) return null;
  return (
    <Rows label={say("pick-waves")}>
      {open.map((wave) => (
        <Line
          key={wave.waveId}
          code={shortId(wave.waveId)}
          name={say("pick-wave", { tasks: wave.taskIds.length })}
          quantity={wave.lines.reduce((sum, line) => sum + line.quantity - line.picked - line.short, 0)}
          onClick={() => go(["pick", "wave", wave.waveId])}
        />
      ))}
    </Rows>
  );
}

const SKIPS_BINS = "holdfast.pick.skips-bins";

export function skipsBins(): boolean {
  return localStorage.getItem(SKIPS_BINS) === "yes";
}

/** Whether bins are scanned: where their labels are missing, it would only hold up. */
function BinScans() {
  const say = useSay();
  const [isOn, setOn] = useState(!skipsBins());
  const turn = (event: Event) => {
    const isChecked = (event.currentTarget as HTMLInputElement).checked;
    localStorage.setItem(SKIPS_BINS, isChecked ? "no" : "yes");
    setOn(isChecked);
  };
  return (
    <label class="tick">
      <input type="checkbox" checked={isOn} onChange={turn} />
      <span>{say("pick-bin-scans")}</span>
    </label>
  );
}
