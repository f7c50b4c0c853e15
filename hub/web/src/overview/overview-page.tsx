/** What is wrong first, then how it goes. */
import { href } from "@holdfast/shell/route.ts";
import type { ComponentType } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { ORDER_STATES, type Overview, type OverviewWarehouse } from "../app/contract.ts";
import { useResource } from "../app/resource.ts";
import { counted, shortUnits, spoken, units } from "../ui/figures.ts";
import { Ago, Failure, Loading, Mark, PageHeader, Panel, Plot, Stat } from "../ui/index.ts";
import { type Concern, concerns } from "./concerns.ts";
import { LiveEvents } from "./live-events.tsx";
import "./overview.css";

const EVERY_MS = 3_000;

export function OverviewPage() {
  const { data, error, reload } = useResource<Overview>("/v1/overview", { every: EVERY_MS });
  return (
    <>
      <PageHeader
        title="Overview"
        marks={
          data && (
            <span class="muted">
              as of <Ago at={data.at} />
            </span>
          )
        }
      />
      {error !== null && <Failure error={error} again={reload} />}
      {data ? <Glance overview={data} /> : error === null && <Loading what="Asking the hub how it goes" />}
    </>
  );
}

function Glance({ overview }: { overview: Overview }) {
  return (
    <>
      <Concerns found={concerns(overview)} />
      <Figures overview={overview} />
      <div class="columns">
        <div class="column">
          <Panel title="Warehouses" aside={<a href="#/warehouses">All warehouses</a>}>
            <LazyMap warehouses={overview.warehouses} />
          </Panel>
          <LiveEvents />
        </div>
        <div class="column">
          <OrdersPerMinute minutes={overview.ordersPerMinute} />
          <OrdersByState orders={overview.orders} />
          <Refusals refusals={overview.refusals} />
        </div>
      </div>
    </>
  );
}

const CONCERNS_SHOWN = 6;

function Concerns({ found }: { found: readonly Concern[] }) {
  const [all, setAll] = useState(false);
  if (found.length === 0) {
    return (
      <div class="notice good all-well">
        <strong class="row">
          <Mark tone="good" /> Nothing needs you right now.
        </strong>
      </div>
    );
  }
  const shown = all ? found : found.slice(0, CONCERNS_SHOWN);
  return (
    <section class="concerns" aria-label={`${counted(found.length, "thing")} to look at`}>
      <ul>
        {shown.map((concern) => (
          <li key={concern.id}>
            <a class={`concern ${concern.tone}`} href={href(concern.path, concern.query)}>
              <Mark tone={concern.tone} />
              <span>
                <strong>{concern.text}</strong>
                <span class="concern-note">{concern.note}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
      {found.length > CONCERNS_SHOWN && (
        <button type="button" class="button" onClick={() => setAll(!all)}>
          {all ? "Fewer" : `All ${found.length}`}
        </button>
      )}
    </section>
  );
}

function Figures({ overview: { stock, orders } }: { overview: Overview }) {
  const open = orders.pending + orders.processing + orders.partially_shipped + orders.cancelling;
  return (
    <div class="stats">
      <Stat
        label="Open orders"
        value={units(open)}
        href="#/orders"
        note={`${counted(orders.pending, "waits", "wait")} for stock`}
      />
      <Stat
        label="On hand"
        value={shortUnits(stock.quantity)}
        href="#/stock"
        note={`${units(stock.quantity)} units of ${counted(stock.skus, "SKU")}`}
      />
      <Stat
        label="Reserved"
        value={shortUnits(stock.reservedQuantity)}
        href="#/stock"
        note={`${shortUnits(stock.availableQuantity)} available`}
      />
      <Stat
        label="Below reorder point"
        value={units(stock.belowReorderPoint)}
        tone={stock.belowReorderPoint > 0 ? "check" : "good"}
        href="#/replenishments"
        note="what to buy or bring"
      />
      <Stat
        label="Shortfalls"
        value={units(stock.shortfalls)}
        tone={stock.shortfalls > 0 ? "wrong" : "good"}
        href={href(["orders"], { status: "pending" })}
        note="promises that a count broke"
      />
    </div>
  );
}

/** The map and its library come after the figures. */
function LazyMap({ warehouses }: { warehouses: readonly OverviewWarehouse[] }) {
  const [Map_, setMap] = useState<ComponentType<{ warehouses: readonly OverviewWarehouse[] }> | null>(null);
  useEffect(() => {
    let gone = false;
    void import("./warehouse-map.tsx").then(({ default: found }) => {
      if (!gone) setMap(() => found);
    });
    return () => {
      gone = true;
    };
  }, []);
  const nowhere = warehouses.filter(({ lat, lon }) => lat === null || lon === null);
  return (
    <>
      {Map_ ? <Map_ warehouses={warehouses} /> : <div class="map map-waiting" aria-hidden="true" />}
      {nowhere.length > 0 && (
        <p class="muted small">
          Without a place on the map:{" "}
          {nowhere.map((one, at) => (
            <span key={one.warehouseId}>
              {at > 0 && ", "}
              <a href={href(["warehouses", one.warehouseId])}>{one.name}</a>
            </span>
          ))}
        </p>
      )}
    </>
  );
}

function OrdersPerMinute({ minutes }: { minutes: Overview["ordersPerMinute"] }) {
  const key = minutes.map(({ at, orders }) => at + orders).join();
  const x = useMemo(() => minutes.map(({ at }) => Date.parse(at) / 1000), [key]);
  const series = useMemo(
    () => [{ label: "Orders", values: minutes.map(({ orders }) => orders), kind: "bars" as const }],
    [key],
  );
  const sum = minutes.reduce((total, { orders }) => total + orders, 0);
  const most = minutes.reduce((top, { orders }) => Math.max(top, orders), 0);
  return (
    <Panel title="Orders a minute">
      <Plot
        title="Orders a minute over the last hour"
        summary={`${counted(sum, "order")} in the last hour, at most ${units(most)} a minute.`}
        x={x}
        series={series}
        height={170}
      />
    </Panel>
  );
}

function OrdersByState({ orders }: { orders: Overview["orders"] }) {
  const most = Math.max(1, ...ORDER_STATES.map((state) => orders[state]));
  return (
    <Panel title="Orders by state">
      <ul class="bars">
        {ORDER_STATES.map((state) => (
          <li key={state}>
            <a class="bar" href={href(["orders"], { status: state })}>
              <span>{spoken(state)}</span>
              <span class="bar-track" aria-hidden="true">
                <span class={`bar-fill ${state}`} style={{ inlineSize: `${(100 * orders[state]) / most}%` }} />
              </span>
              <span class="number">{units(orders[state])}</span>
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Refusals({ refusals }: { refusals: Overview["refusals"] }) {
  const most = Math.max(1, ...refusals.map(({ count }) => count));
  return (
    <Panel title="Refused requests, last hour">
      {refusals.length === 0 ? (
        <p class="muted">None.</p>
      ) : (
        <ul class="bars">
          {refusals.map(({ reason, count }) => (
            <li key={reason} class="bar">
              <span>{spoken(reason)}</span>
              <span class="bar-track" aria-hidden="true">
                <span class="bar-fill refused" style={{ inlineSize: `${(100 * count) / most}%` }} />
              </span>
              <span class="number">{units(count)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
