/** A bin: what lies in it. */
import { go } from "@holdfast/shell/route.ts";
import type { ComponentChildren } from "preact";
import { useKnown, useSay } from "../../app/context.tsx";
import { BigButton, Empty, Progress, Rows, Screen, Stale, Waiting } from "../../ui/index.ts";
import { SkuLine } from "../parts/Goods.tsx";
import { Paper } from "../parts/Papers.tsx";
import { Missing } from "../parts/Told.tsx";
import type { Bin } from "../views.ts";

export function BinPage({ name, scan }: { name: string; scan: ComponentChildren }) {
  const say = useSay();
  const path = `/v1/bins/${encodeURIComponent(name)}`;
  const { data, asOf, error, reload } = useKnown<Bin>(path, { events: ["StockUpdated", "WarehouseUpdated"] });
  return (
    <Screen
      title={say("bin-title", { bin: name })}
      {...(data?.zone ? { step: say("bin-zone", { zone: data.zone }) } : {})}
      back={["look-up"]}
      wide
      footer={
        <div class="pair">
          <BigButton onClick={() => go(["count", "free"])}>{say("flow-count")}</BigButton>
          <BigButton onClick={() => go(["move"], { from: name })}>{say("bin-move")}</BigButton>
        </div>
      }
    >
      <div class="stack">
        <Stale asOf={asOf} />
        {!data && (error ? <Missing error={error} onRetry={reload} /> : <Waiting />)}
        {data?.blocked && <p class="badge wrong">{say("bin-blocked")}</p>}
        {data?.capacity ? <Progress done={data.quantity} of={data.capacity} label={say("bin-fill")} /> : null}
        {data && data.contents.length === 0 && <Empty title={say("bin-empty")} icon="lookup" />}
        {data && data.contents.length > 0 && (
          <Rows label={say("bin-contents")}>
            {data.contents.map((line) => (
              <SkuLine
                key={line.sku}
                sku={line.sku}
                quantity={line.quantity}
                onClick={() => go(["look-up", "product", line.sku])}
              />
            ))}
          </Rows>
        )}
      </div>
      <div class="stack">
        {scan}
        {data && <Paper path={`${path}/label.pdf`} label={say("paper-bin")} name={`bin-${name}.pdf`} />}
      </div>
    </Screen>
  );
}
