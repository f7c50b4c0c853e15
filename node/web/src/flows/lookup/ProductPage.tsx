/** A product: how many, where, what is on its way, how to handle it. */
import { go } from "@holdfast/shell/route.ts";
import type { ComponentChildren } from "preact";
import { useKnown, useSay } from "../../app/context.tsx";
import { number } from "../../i18n/language.ts";
import { BigButton, Line, Rows, Screen, Stale, Waiting } from "../../ui/index.ts";
import { ProductHead } from "../parts/Goods.tsx";
import { useProduct, useStockPath } from "../parts/reading.ts";
import { Missing } from "../parts/Told.tsx";
import { inQualityControl, type SkuBins, type Stock } from "../views.ts";

const EVENTS = ["StockUpdated", "ProductUpdated"];

export function ProductPage({ sku, scan }: { sku: string; scan: ComponentChildren }) {
  const say = useSay();
  const path = `${useStockPath()}/${encodeURIComponent(sku)}`;
  const stock = useKnown<Stock>(path, { events: EVENTS });
  const product = useProduct(sku);
  const isNeverStocked = stock.error !== null && product !== undefined;
  return (
    <Screen
      title={product?.name ?? sku}
      back={["look-up"]}
      wide
      footer={
        <div class="trio">
          <BigButton onClick={() => go(["count", "free"])}>{say("flow-count")}</BigButton>
          <BigButton onClick={() => go(["move"])}>{say("flow-move")}</BigButton>
          <BigButton onClick={() => go(["put-away"])}>{say("flow-put-away")}</BigButton>
        </div>
      }
    >
      <div class="stack">
        <Stale asOf={stock.asOf} />
        <ProductHead sku={sku} />
        {stock.data && <Figures stock={stock.data} />}
        {isNeverStocked && <p class="muted">{say("lookup-never-stocked")}</p>}
        {!stock.data && !stock.error && <Waiting />}
        {stock.error && !isNeverStocked && <Missing error={stock.error} onRetry={stock.reload} />}
      </div>
      <div class="stack">
        {stock.data && <Places path={`${path}/bins`} />}
        {product?.barcodes && product.barcodes.length > 0 && (
          <p class="muted">
            {say("lookup-barcodes")} <bdi class="mono">{product.barcodes.join(", ")}</bdi>
          </p>
        )}
        {scan}
      </div>
    </Screen>
  );
}

function Figures({ stock }: { stock: Stock }) {
  const say = useSay();
  const figures = [
    ["stock-on-hand", stock.quantity],
    ["stock-available", stock.availableQuantity],
    ["stock-reserved", stock.reservedQuantity],
    ["stock-promisable", stock.promisableQuantity],
    ["stock-quality-control", inQualityControl(stock)],
    ["stock-damaged", stock.damagedQuantity],
    ["stock-incoming", stock.incomingQuantity],
  ] as const;
  return (
    <dl class="figures">
      {figures.map(([id, units]) => (
        <div key={id} class={id === "stock-on-hand" || id === "stock-available" ? "figure strong" : "figure"}>
          <dt>{say(id)}</dt>
          <dd>{number(units)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Places({ path }: { path: string }) {
  const say = useSay();
  const { data } = useKnown<SkuBins>(path, { events: EVENTS });
  if (!data) return null;
  return (
    <section class="stack tight">
      <h2>{say("lookup-bins")}</h2>
      <Rows label={say("lookup-bins")}>
        {data.bins.map((place) => (
          <Line
            key={place.bin}
            code={place.bin}
            {...(place.zone ? { name: say("bin-zone", { zone: place.zone }) } : {})}
            quantity={place.quantity}
            onClick={() => go(["look-up", "bin", place.bin])}
          />
        ))}
        {data.unplacedQuantity > 0 && <Line code={say("lookup-unplaced")} quantity={data.unplacedQuantity} />}
        {data.pickedQuantity > 0 && <Line code={say("lookup-picked")} quantity={data.pickedQuantity} />}
      </Rows>
      {data.discrepancy ? <p class="badge check">{say("lookup-discrepancy", { units: data.discrepancy })}</p> : null}
    </section>
  );
}
