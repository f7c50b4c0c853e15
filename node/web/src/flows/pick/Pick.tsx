/** Picking: which task, or several together; then one stop after the other. */
import { go } from "@holdfast/shell/route.ts";
import { useEffect, useState } from "preact/hooks";
import { useKnown, useSay, useTerminal } from "../../app/context.tsx";
import { Screen, Waiting } from "../../ui/index.ts";
import type { FlowProps } from "../flow.ts";
import { useBins } from "../parts/reading.ts";
import { type Steps, useSteps } from "../parts/steps.ts";
import { useTask } from "../parts/Tasks.tsx";
import { Missing } from "../parts/Told.tsx";
import type { Wave } from "../views.ts";
import { Picked } from "./Picked.tsx";
import { PickList } from "./PickList.tsx";
import { leave, type PickState, renewed, resumed, stopOf } from "./pick.ts";
import { Sharing } from "./Sharing.tsx";
import { AtStop } from "./Stop.tsx";
import { progressOf, type Work, workOfTask, workOfWave } from "./stops.ts";

export function Pick({ rest }: FlowProps) {
  const [kind, id] = rest;
  if (kind === "task" && id) return <PickTask taskId={id} />;
  if (kind === "wave" && id) return <PickWave waveId={id} />;
  return <PickList />;
}

function PickTask({ taskId }: { taskId: string }) {
  const task = useTask(taskId);
  const work = task.data ? workOfTask(task.data) : null;
  return <Fetched work={work} asOf={task.asOf} error={task.error} reload={task.reload} news={task.data} />;
}

function PickWave({ waveId }: { waveId: string }) {
  const wave = useKnown<Wave>(`/v1/waves/${encodeURIComponent(waveId)}`, { events: ["TaskUpdated"] });
  const work = wave.data ? workOfWave(wave.data) : null;
  return <Fetched work={work} asOf={wave.asOf} error={wave.error} reload={wave.reload} news={wave.data} />;
}

interface FetchedProps {
  work: Work | null;
  asOf: string | null;
  error: Error | null;
  reload: () => void;
  /** What `work` was made of: another one is news. */
  news: unknown;
}

function Fetched({ work, asOf, error, reload, news }: FetchedProps) {
  const say = useSay();
  const bins = useBins();
  if (work) return <Picking key={work.id} work={work} news={news} path={bins.path} asOf={asOf} />;
  return (
    <Screen title={say("flow-pick")} back={["pick"]}>
      {error ? <Missing error={error} onRetry={reload} /> : <Waiting />}
    </Screen>
  );
}

interface PickingProps {
  work: Work;
  news: unknown;
  path: string[];
  asOf: string | null;
}

function Picking({ work, news, path, asOf }: PickingProps) {
  const terminal = useTerminal();
  const isSettled = terminal.waiting.value === 0 && terminal.refused.value === 0;
  const steps = useSteps<PickState>((kept) => resumed(kept, work, path, isSettled), {
    draft: `pick.${work.id}`,
    isOver: (state) => stopOf(state) === null && state.sharing.length === 0,
  });
  useEffect(() => steps.put((state) => renewed(state, work, isSettled)), [news]);
  useEffect(() => steps.put((state) => ({ ...state, path })), [path.join(" ")]);

  const { state } = steps;
  const back = useLeaving(steps);
  const stop = stopOf(state);
  const { done, of } = progressOf(state.work);
  if (state.sharing.length > 0) return <Sharing steps={steps} />;
  if (!stop) return <Picked steps={steps} />;
  return (
    <AtStop key={`${stop.bin} ${stop.sku}`} steps={steps} stop={stop} onBack={back} done={done} of={of} asOf={asOf} />
  );
}

/** The way out: what is in the hand is picked first, and where that is refused the person stays to see why. */
function useLeaving(steps: Steps<PickState>): () => void {
  const [isLeaving, setLeaving] = useState(false);
  const { state, said } = steps;
  useEffect(() => {
    if (isLeaving && state.counted === 0 && state.sharing.length === 0) go(["pick"]);
  }, [isLeaving, state]);
  useEffect(() => {
    if (said?.mood === "wrong") setLeaving(false);
  }, [said]);
  return () => {
    const last = leave(state);
    if (last) steps.take(() => last);
    setLeaving(true);
  };
}
