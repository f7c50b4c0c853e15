/** Put-away: what lies about finds its bin. */
import { useEffect, useState } from "preact/hooks";
import { useKnown, useSay } from "../../app/context.tsx";
import { Line, QuantityPad, Rows, Screen, Stale } from "../../ui/index.ts";
import type { FlowProps } from "../flow.ts";
import { ProductHead, ScanFor, SkuLine } from "../parts/Goods.tsx";
import { type KnownBins, useBins, useStockPath } from "../parts/reading.ts";
import { type Steps, useSteps } from "../parts/steps.ts";
import { Told } from "../parts/Told.tsx";
import type { SkuBins, Suggestion } from "../views.ts";
import { begin, chosen, heard, type PutAwayState, proposed, stow } from "./putaway.ts";
import { arrivals } from "./recent.ts";

export function PutAway(_: FlowProps) {
  const say = useSay();
  const steps = useSteps<PutAwayState>(() => begin);
  const bins = useBins();
  const { product } = steps.state;
  if (product) return <Placing key={product.sku} steps={steps} bins={bins} sku={product.sku} />;
  const shelves = { bins: bins.bins, suggestions: [] };
  return (
    <Screen title={say("flow-put-away")} back={[]}>
      <Told steps={steps} />
      <ScanFor
        what={say("putaway-scan-product")}
        search
        onScan={(scan) => steps.hear(scan, (state, code) => heard(state, code, shelves))}
      />
      <Arrivals onChoose={(sku) => steps.take(() => chosen(sku, sku, null))} />
    </Screen>
  );
}

/** What came in here lately and lies in no bin. */
function Arrivals({ onChoose }: { onChoose: (sku: string) => void }) {
  const say = useSay();
  const [skus] = useState(arrivals);
  if (skus.length === 0) return null;
  return (
    <section class="arrivals stack tight">
      <h2>{say("putaway-arrivals")}</h2>
      <Rows label={say("putaway-arrivals")}>
        {skus.map((sku) => (
          <Arrival key={sku} sku={sku} onChoose={onChoose} />
        ))}
      </Rows>
    </section>
  );
}

function Arrival({ sku, onChoose }: { sku: string; onChoose: (sku: string) => void }) {
  const path = `${useStockPath()}/${encodeURIComponent(sku)}/bins`;
  const unplaced = useKnown<SkuBins>(path, { events: ["StockUpdated"] }).data?.unplacedQuantity ?? 0;
  return unplaced > 0 ? <SkuLine sku={sku} quantity={unplaced} onClick={() => onChoose(sku)} /> : null;
}

interface PlacingProps {
  steps: Steps<PutAwayState>;
  bins: KnownBins;
  sku: string;
}

function Placing({ steps, bins, sku }: PlacingProps) {
  const say = useSay();
  const { state } = steps;
  const places = useKnown<SkuBins>(`${useStockPath()}/${encodeURIComponent(sku)}/bins`, { events: ["StockUpdated"] });
  const [units, setUnits] = useState<number | null>(null);
  const unplaced = places.data?.unplacedQuantity;
  useEffect(() => {
    if (unplaced !== undefined) steps.put((now) => ({ ...now, unplaced }));
  }, [places.data]);
  const wish = units ?? state.labelled ?? state.unplaced;
  const path = wish > 0 ? `/v1/put-aways?sku=${encodeURIComponent(sku)}&quantity=${wish}` : null;
  const suggestions = useKnown<{ suggestions: Suggestion[] }>(path).data?.suggestions ?? [];
  const shelves = { bins: bins.bins, suggestions };
  const isAsked = state.bin !== null;
  return (
    <Screen
      title={say("flow-put-away")}
      back={() => steps.put(isAsked ? (now) => ({ ...now, bin: null }) : () => begin)}
      wide
    >
      <div class="stack">
        <Told steps={steps} />
        <Stale asOf={places.asOf} />
        <ProductHead sku={sku} name={state.product?.name ?? ""}>
          <p class="goods-units">
            <b>{say("putaway-unplaced", { units: state.unplaced })}</b>
          </p>
        </ProductHead>
        {!isAsked && (
          <ScanFor
            what={say("putaway-scan-bin")}
            {...(suggestions[0] ? { expected: suggestions[0].bin, detail: say(`why-${suggestions[0].reason}`) } : {})}
            onScan={(scan) => steps.hear(scan, (now, code) => heard(now, code, shelves))}
          />
        )}
        {isAsked && (
          <>
            <p class="stop-bin">{state.bin}</p>
            <QuantityPad
              key={state.bin ?? ""}
              value={proposed(state, suggestions)}
              onDone={(quantity) => {
                setUnits(null);
                steps.take((now) => stow(now, quantity));
              }}
            />
          </>
        )}
      </div>
      {!isAsked && <Suggested suggestions={suggestions} />}
    </Screen>
  );
}

function Suggested({ suggestions }: { suggestions: readonly Suggestion[] }) {
  const say = useSay();
  if (suggestions.length < 2) return null;
  return (
    <div class="stack">
      <h2>{say("putaway-suggested")}</h2>
      <Rows label={say("putaway-suggested")}>
        {suggestions.map((one) => (
          <Line key={one.bin} code={one.bin} name={say(`why-${one.reason}`)} quantity={one.quantity} />
        ))}
      </Rows>
    </div>
  );
}
