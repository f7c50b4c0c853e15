/** All of it is picked or known to be missing: what comes next. */
import { go } from "@holdfast/shell/route.ts";
import { useSay } from "../../app/context.tsx";
import { BigButton, Empty, Rows, Screen } from "../../ui/index.ts";
import { SkuLine } from "../parts/Goods.tsx";
import type { Steps } from "../parts/steps.ts";
import { Told } from "../parts/Told.tsx";
import { shortId } from "../views.ts";
import type { PickState } from "./pick.ts";
import { totesOf } from "./stops.ts";

export function Picked({ steps }: { steps: Steps<PickState> }) {
  const say = useSay();
  const { work } = steps.state;
  const short = work.lines.reduce((sum, line) => sum + line.short, 0);
  const isWave = work.kind === "wave";
  const isEmpty = work.lines.every((line) => line.picked === 0);
  const footer = (
    <div class="trio">
      <BigButton onClick={() => go(["pick"])}>{say("pick-next-task")}</BigButton>
      {!isWave && !isEmpty && <BigButton onClick={() => go(["ship", work.id])}>{say("flow-ship")}</BigButton>}
      {!isEmpty && (
        <BigButton primary onClick={() => go(isWave ? ["pack"] : ["pack", work.id])}>
          {say("flow-pack")}
        </BigButton>
      )}
    </div>
  );
  return (
    <Screen title={say("pick-over")} back={["pick"]} footer={footer}>
      {steps.said?.isQueued && <Told steps={steps} />}
      <Empty
        title={say(isEmpty ? "pick-over-short" : "pick-over-good")}
        detail={short > 0 ? say("pick-over-missing", { missing: short }) : ""}
        icon={isEmpty ? "warning" : "check"}
      />
      {isWave && <Totes steps={steps} />}
    </Screen>
  );
}

/** What each tote gets: to be sorted now, or to be checked. */
function Totes({ steps }: { steps: Steps<PickState> }) {
  const say = useSay();
  const { work } = steps.state;
  return (
    <>
      <h2>{say(work.sorting === "later" ? "pick-sort-out" : "pick-check-totes")}</h2>
      {totesOf(work).map((tote) => (
        <section key={tote.taskId} class="card stack tight">
          <h3>
            {say("pick-tote", { tote: tote.tote })} <span class="muted">{shortId(tote.taskId)}</span>
          </h3>
          <Rows>
            {tote.lines.map((line) => (
              <SkuLine key={line.sku} sku={line.sku} quantity={line.quantity} />
            ))}
          </Rows>
        </section>
      ))}
    </>
  );
}
