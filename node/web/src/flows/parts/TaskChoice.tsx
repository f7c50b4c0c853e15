/** Which task: by its label, or from the list. */
import { useSay } from "../../app/context.tsx";
import { Empty, Rows, Screen, Stale, Waiting } from "../../ui/index.ts";
import { next, type Step, spoken, wrong } from "../step.ts";
import type { Task } from "../views.ts";
import { ScanFor } from "./Goods.tsx";
import { useSteps } from "./steps.ts";
import { TaskRow, useTasks } from "./Tasks.tsx";
import { Missing, Told } from "./Told.tsx";

export interface TaskChoiceProps {
  title: string;
  /** One or two. */
  states: readonly [string] | readonly [string, string];
  only?: (task: Task) => boolean;
  none: string;
  noneDetail: string;
  onChoose: (task: Task) => void;
}

export function TaskChoice({ title, states, only, none, noneDetail, onChoose }: TaskChoiceProps) {
  const say = useSay();
  const steps = useSteps<null>(() => null);
  const first = useTasks(states[0]);
  const second = useTasks(states[1] ?? states[0]);
  const all = [...(first.data?.items ?? []), ...(states.length > 1 ? (second.data?.items ?? []) : [])];
  const tasks = only ? all.filter(only) : all;
  const found = (codeId: string | undefined, orderId: string | undefined) =>
    tasks.find((task) => task.taskId === codeId || (orderId !== undefined && task.orderId === orderId));
  return (
    <Screen title={title} back={[]}>
      <Told steps={steps} />
      <Stale asOf={first.asOf} />
      {!first.data && (first.error ? <Missing error={first.error} onRetry={first.reload} /> : <Waiting />)}
      {first.data && tasks.length === 0 && <Empty title={none} detail={noneDetail} />}
      {tasks.length > 0 && (
        <>
          <ScanFor
            what={say("task-scan")}
            onScan={(scan) =>
              steps.hear(scan, (_, code): Step<null> => {
                const task = found(code.taskId, code.orderId);
                if (!task) return wrong("wrong-no-such-task", { code: spoken(code) });
                onChoose(task);
                return next(null);
              })
            }
          />
          <Rows label={title}>
            {tasks.map((task) => (
              <TaskRow key={task.taskId} task={task} onClick={() => onChoose(task)} />
            ))}
          </Rows>
        </>
      )}
    </Screen>
  );
}
