/** Moving goods: from where, what, how many, to where. */
import { useKnown, useSay } from "../../app/context.tsx";
import { BigButton, QuantityPad, Rows, Screen, Stale } from "../../ui/index.ts";
import type { FlowProps } from "../flow.ts";
import { ProductHead, ScanFor, SkuLine } from "../parts/Goods.tsx";
import { useBins } from "../parts/reading.ts";
import { type Steps, useSteps } from "../parts/steps.ts";
import { Told } from "../parts/Told.tsx";
import type { Bin, SkuUnits } from "../views.ts";
import { begin, heard, type MoveState, quantified } from "./move.ts";

export function Move({ query }: FlowProps) {
  const say = useSay();
  const steps = useSteps<MoveState>(() => ({ ...begin, from: query.get("from") }));
  const { state } = steps;
  const bins = useBins();
  const path = state.from === null ? null : `/v1/bins/${encodeURIComponent(state.from)}`;
  const bin = useKnown<Bin>(path, { events: ["StockUpdated"] });
  const contents = bin.data?.contents ?? null;
  const hear = (scan: Parameters<typeof steps.hear>[0]) =>
    steps.hear(scan, (now, code) => heard(now, code, contents, bins));
  const asksQuantity = state.product !== null && state.quantity === null;
  return (
    <Screen title={say("flow-move")} step={stepOf(state, say)} back={backOf(steps)}>
      <Told steps={steps} />
      <Stale asOf={bin.asOf} />
      {state.from !== null && <Trail state={state} />}
      {state.from === null && <ScanFor what={say("move-scan-from")} onScan={hear} />}
      {state.from !== null && state.product === null && (
        <>
          <ScanFor what={say("move-scan-product")} search onScan={hear} />
          <Contents contents={contents} onChoose={(sku) => hear({ code: sku, source: "typed" })} />
          <BigButton onClick={() => steps.put(() => begin)}>{say("move-other-bin")}</BigButton>
        </>
      )}
      {asksQuantity && (
        <QuantityPad
          value={state.product?.inBin ?? 1}
          max={state.product?.inBin ?? undefined}
          onDone={(quantity) => steps.take((now) => quantified(now, quantity))}
        />
      )}
      {state.product !== null && state.quantity !== null && <ScanFor what={say("move-scan-to")} onScan={hear} />}
    </Screen>
  );
}

function stepOf(state: MoveState, say: ReturnType<typeof useSay>): string {
  const done = [state.from, state.product, state.quantity].filter((one) => one !== null).length;
  return say("flow-step", { step: done + 1, of: 4 });
}

/** One step back at a time. */
function backOf(steps: Steps<MoveState>): readonly string[] | (() => void) {
  const { state } = steps;
  if (state.quantity !== null) return () => steps.put((now) => ({ ...now, quantity: null }));
  if (state.product !== null) return () => steps.put((now) => ({ ...now, product: null }));
  if (state.from !== null) return () => steps.put(() => begin);
  return [];
}

/** What is settled so far. */
function Trail({ state }: { state: MoveState }) {
  const say = useSay();
  return (
    <section class="card stack tight">
      <p class="row">
        <span class="muted">{say("move-from-label")}</span>
        <b class="stop-bin">{state.from}</b>
      </p>
      {state.product && (
        <ProductHead sku={state.product.sku} name={state.product.name}>
          {state.quantity !== null && (
            <p class="goods-units">
              <b>{say("units", { units: state.quantity })}</b>
            </p>
          )}
        </ProductHead>
      )}
    </section>
  );
}

function Contents({ contents, onChoose }: { contents: readonly SkuUnits[] | null; onChoose: (sku: string) => void }) {
  const say = useSay();
  if (!contents) return null;
  if (contents.length === 0) return <p class="muted">{say("bin-empty")}</p>;
  return (
    <Rows label={say("bin-contents")}>
      {contents.map((line) => (
        <SkuLine key={line.sku} sku={line.sku} quantity={line.quantity} onClick={() => onChoose(line.sku)} />
      ))}
    </Rows>
  );
}
