/** Counts that are too far from the books to be applied without a second look. */
import type { Page } from "@holdfast/shell/http.ts";
import { useState } from "preact/hooks";
import { useKnown, useSay } from "../../app/context.tsx";
import { moment, number } from "../../i18n/language.ts";
import { BigButton, Empty, Screen, Stale, Waiting } from "../../ui/index.ts";
import { ProductHead } from "../parts/Goods.tsx";
import { Reason } from "../parts/Reason.tsx";
import { useSteps } from "../parts/steps.ts";
import { Missing, Told } from "../parts/Told.tsx";
import type { CountRecord } from "../views.ts";
import { decided } from "./count.ts";

const REJECT_REASONS = ["reason-count-again", "reason-wrong-bin-counted"] as const;

/** Ids of counts that were decided here. */
type Decided = string[];

export function Waits() {
  const say = useSay();
  const path = "/v1/counts?state=awaiting_approval&limit=50";
  const counts = useKnown<Page<CountRecord>>(path, { events: ["StockUpdated", "CountAwaitingApproval"] });
  const [rejecting, reject] = useState<string | null>(null);
  const steps = useSteps<Decided>(() => []);
  const waiting = (counts.data?.items ?? []).filter((count) => !steps.state.includes(count.countId));
  const decide = (countId: string, isApproved: boolean, reason: string) => {
    reject(null);
    steps.take((done) => ({
      kind: "act",
      action: decided(countId, isApproved, reason),
      after: () => [...done, countId],
      say: () => ({ id: isApproved ? "count-approved" : "count-rejected" }),
    }));
  };
  return (
    <Screen title={say("count-waiting-title")} back={["count"]}>
      <Told steps={steps} />
      <Stale asOf={counts.asOf} />
      {!counts.data && (counts.error ? <Missing error={counts.error} onRetry={counts.reload} /> : <Waiting />)}
      {counts.data && waiting.length === 0 && <Empty title={say("count-waiting-none")} />}
      {waiting.map((count) => (
        <article key={count.countId} class="card stack">
          <p class="muted">
            {say("count-by-whom", { who: count.countedBy ?? "", time: moment(count.countedAt ?? "") })}
          </p>
          {count.lines.map((line) => (
            <Found key={`${line.sku} ${line.bin}`} line={line} />
          ))}
          {rejecting === count.countId ? (
            <Reason
              legend={say("count-reject-why")}
              reasons={REJECT_REASONS}
              done={say("count-reject")}
              onCancel={() => reject(null)}
              onDone={(reason) => decide(count.countId, false, reason)}
            />
          ) : (
            <div class="pair">
              <BigButton mood="wrong" onClick={() => reject(count.countId)}>
                {say("count-reject")}
              </BigButton>
              <BigButton mood="good" busy={steps.isBusy} onClick={() => decide(count.countId, true, "")}>
                {say("count-approve")}
              </BigButton>
            </div>
          )}
        </article>
      ))}
    </Screen>
  );
}

function Found({ line }: { line: CountRecord["lines"][number] }) {
  const say = useSay();
  const { difference } = line;
  const sign = (difference ?? 0) > 0 ? "+" : "";
  return (
    <ProductHead sku={line.sku}>
      {line.bin && <p class="stop-bin">{line.bin}</p>}
      <dl class="figures">
        <dt>{say("count-counted")}</dt>
        <dd>{number(line.counted)}</dd>
        <dt>{say("count-expected")}</dt>
        <dd>{line.expected === null || line.expected === undefined ? "–" : number(line.expected)}</dd>
        <dt>{say("count-difference")}</dt>
        <dd class="strong">
          <bdi>{difference === null || difference === undefined ? "–" : `${sign}${number(difference)}`}</bdi>
        </dd>
      </dl>
    </ProductHead>
  );
}
