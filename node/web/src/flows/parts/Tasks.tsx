/** Tasks as rows: whose they are, how urgent, how much is left. */
import type { Page } from "@holdfast/shell/http.ts";
import { useKnown, useSay } from "../../app/context.tsx";
import { moment } from "../../i18n/language.ts";
import { Line } from "../../ui/index.ts";
import { shortId, type Task } from "../views.ts";

const TASK_EVENTS = ["TaskReleased", "TaskUpdated"];

/** Tasks in one state, the most urgent first. */
export function useTasks(state: string) {
  return useKnown<Page<Task>>(`/v1/tasks?state=${state}&limit=500`, { events: TASK_EVENTS });
}

export function useTask(taskId: string) {
  return useKnown<Task>(`/v1/tasks/${encodeURIComponent(taskId)}`, { events: TASK_EVENTS });
}

/** What people call a task. */
export function useTitleOf(): (task: Task) => string {
  const say = useSay();
  return (task) => {
    if (task.kind === "transfer-out") return say("task-transfer-out", { warehouse: task.warehouseId ?? "" });
    if (task.kind === "transfer-in") return say("task-transfer-in", { warehouse: task.warehouseId ?? "" });
    return task.recipient ?? say("task-order", { order: shortId(task.orderId ?? task.taskId) });
  };
}

export interface TaskRowProps {
  task: Task;
  onClick: () => void;
  chosen?: boolean;
}

export function TaskRow({ task, onClick, chosen }: TaskRowProps) {
  const say = useSay();
  const title = useTitleOf();
  const units = task.lines.reduce((sum, line) => sum + line.quantity, 0);
  const done = task.lines.reduce((sum, line) => sum + line.picked + line.short, 0);
  const detail = (
    <>
      <span>{say("task-lines", { lines: task.lines.length })}</span>
      <span>{moment(task.releasedAt)}</span>
      {task.priority > 0 && <span class="badge check">{say("task-urgent", { priority: task.priority })}</span>}
      {done > 0 && task.state === "picking" && <span class="badge">{say("task-begun", { done, units })}</span>}
    </>
  );
  const choice = chosen === undefined ? {} : { chosen };
  return (
    <Line
      code={shortId(task.taskId)}
      name={title(task)}
      quantity={units}
      detail={detail}
      onClick={onClick}
      {...choice}
    />
  );
}
