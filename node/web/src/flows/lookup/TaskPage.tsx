/** A task, found by its own label, its order's or a parcel's. */
import { go } from "@holdfast/shell/route.ts";
import type { ComponentChildren } from "preact";
import { useSay } from "../../app/context.tsx";
import { BigButton, Rows, Screen, Stale, Waiting } from "../../ui/index.ts";
import { SkuLine } from "../parts/Goods.tsx";
import { useTask, useTitleOf } from "../parts/Tasks.tsx";
import { Missing } from "../parts/Told.tsx";
import { shortId, type Task } from "../views.ts";

export function TaskPage({ taskId, scan }: { taskId: string; scan: ComponentChildren }) {
  const say = useSay();
  const title = useTitleOf();
  const { data, asOf, error, reload } = useTask(taskId);
  const way = data ? wayOn(data) : null;
  return (
    <Screen
      title={data ? title(data) : say("lookup-task")}
      step={shortId(taskId)}
      back={["look-up"]}
      wide
      footer={
        way && (
          <BigButton primary onClick={() => go(way.to)}>
            {say(way.label)}
          </BigButton>
        )
      }
    >
      <div class="stack">
        <Stale asOf={asOf} />
        {!data && (error ? <Missing error={error} onRetry={reload} /> : <Waiting />)}
        {data && <p class="badge">{say("task-state", { state: data.outcome ?? data.state })}</p>}
        {data && (
          <Rows label={say("lookup-task")}>
            {data.lines.map((line) => (
              <SkuLine
                key={line.sku}
                sku={line.sku}
                quantity={say("done-of", { done: line.picked, of: line.quantity })}
                bin={line.bins?.[0]?.bin ?? null}
                done={line.picked + line.short >= line.quantity}
                detail={
                  line.short > 0 ? <span class="badge check">{say("task-short", { units: line.short })}</span> : null
                }
              />
            ))}
          </Rows>
        )}
      </div>
      <div class="stack">{scan}</div>
    </Screen>
  );
}

/** What is to be done with it next. */
function wayOn(task: Task): { to: string[]; label: string } | null {
  if (task.state === "done") return null;
  if (task.kind === "transfer-in") return { to: ["transfer", "in", task.taskId], label: "flow-receive" };
  if (task.state !== "packed") return { to: ["pick", "task", task.taskId], label: "flow-pick" };
  return task.packages?.length || task.kind !== "order"
    ? { to: ["ship", task.taskId], label: "flow-ship" }
    : { to: ["pack", task.taskId], label: "flow-pack" };
}
