/** Counting a delivery in: what is counted now, the list so far, and how it compares with what was expected. */
import { go } from "@holdfast/shell/route.ts";
import { useEffect, useState } from "preact/hooks";
import { useSay } from "../../app/context.tsx";
import { BigButton, Choice, Empty, QuantityPad, Rows, Screen, Stale } from "../../ui/index.ts";
import { ProductHead, ScanFor, SkuLine } from "../parts/Goods.tsx";
import { useBins } from "../parts/reading.ts";
import type { Steps } from "../parts/steps.ts";
import { Told } from "../parts/Told.tsx";
import { noteArrivals } from "../putaway/recent.ts";
import { shortId } from "../views.ts";
import {
  book,
  CONDITIONS,
  type Condition,
  conditioned,
  differences,
  dropCurrent,
  heard,
  type Line,
  listCurrent,
  quantified,
  type ReceiveState,
  reopened,
  unitsOf,
} from "./receive.ts";

export interface ReceivingProps {
  steps: Steps<ReceiveState>;
  home: string;
  asOf: string | null;
}

export function Receiving({ steps, home, asOf }: ReceivingProps) {
  const say = useSay();
  const [mode, setMode] = useState<"count" | "pad" | "book">("count");
  const bins = useBins();
  const { state } = steps;
  const isDone = state.booked !== null && state.lines.length === 0 && state.current === null;
  useEffect(() => noteArrivals(state.booked?.unplaced ?? []), [state.booked]);
  if (isDone) return <Booked steps={steps} home={home} />;
  if (mode === "book") return <Book steps={steps} onBack={() => setMode("count")} />;
  const { current } = state;
  const units = unitsOf(state);
  return (
    <Screen
      title={say(`flow-${home}`)}
      step={shortReference(state.reference)}
      back={mode === "pad" ? () => setMode("count") : [home]}
      wide
      footer={
        mode === "count" && (
          <div class="pair">
            <BigButton disabled={!current} onClick={() => setMode("pad")}>
              {say("receive-quantity")}
            </BigButton>
            <BigButton primary disabled={units === 0} onClick={() => setMode("book")}>
              {say("receive-finish", { units })}
            </BigButton>
          </div>
        )
      }
    >
      <div class="stack">
        <Told steps={steps} />
        <Stale asOf={asOf} />
        {current && <Current current={current} />}
        {mode === "pad" && current ? (
          <QuantityPad
            value={current.quantity}
            onDone={(quantity) => {
              setMode("count");
              steps.take((now) => quantified(now, quantity));
            }}
          />
        ) : (
          <ScanFor
            what={say(current ? "receive-scan-more" : "receive-scan")}
            search
            onScan={(scan) => steps.hear(scan, (now, code) => heard(now, code, bins))}
          />
        )}
        {mode === "count" && current && <Details steps={steps} current={current} />}
      </div>
      {mode === "count" && <List steps={steps} />}
    </Screen>
  );
}

/** Numbers that machines gave are told apart by their end. */
function shortReference(reference: string): string {
  return reference.length > 20 ? shortId(reference) : reference;
}

/** The product at hand: how many, where to. */
function Current({ current }: { current: Line }) {
  const say = useSay();
  return (
    <ProductHead sku={current.sku} name={current.name}>
      <p class="goods-units">
        <b>{say("units", { units: current.quantity })}</b>
        {current.bin && <span class="stop-bin">{current.bin}</span>}
      </p>
    </ProductHead>
  );
}

/** In which state it came; what is seldom needed stands below. */
function Details({ steps, current }: { steps: Steps<ReceiveState>; current: Line }) {
  const say = useSay();
  const options = CONDITIONS.map((value) => ({ value, label: say(`condition-${value}`) }));
  const choose = (condition: Condition) => steps.take((state) => conditioned(state, condition));
  return (
    <>
      <Choice legend={say("condition")} options={options} value={current.condition} onChoose={choose} />
      <div class="pair">
        <BigButton onClick={() => steps.put(dropCurrent)}>{say("receive-drop")}</BigButton>
        <BigButton icon="plus" onClick={() => steps.put(listCurrent)}>
          {say("receive-list")}
        </BigButton>
      </div>
    </>
  );
}

function List({ steps }: { steps: Steps<ReceiveState> }) {
  const say = useSay();
  const { lines } = steps.state;
  const told = differences(steps.state);
  return (
    <div class="stack">
      {lines.length > 0 && <h2>{say("receive-listed")}</h2>}
      {lines.length > 0 && (
        <Rows label={say("receive-listed")}>
          {lines.map((line, index) => (
            <SkuLine
              key={`${line.sku} ${line.condition} ${line.bin}`}
              sku={line.sku}
              quantity={line.quantity}
              bin={line.bin}
              detail={<span>{say(`condition-${line.condition}`)}</span>}
              onClick={() => steps.put((state) => reopened(state, index))}
            />
          ))}
        </Rows>
      )}
      {told.length > 0 && <h2>{say("receive-expected")}</h2>}
      {told.length > 0 && <Differences steps={steps} />}
    </div>
  );
}

const MOODS = { over: "check", under: "", unordered: "check", exact: "good" } as const;

function Differences({ steps }: { steps: Steps<ReceiveState> }) {
  const say = useSay();
  return (
    <Rows label={say("receive-expected")}>
      {differences(steps.state).map((one) => (
        <SkuLine
          key={one.sku}
          sku={one.sku}
          quantity={one.expected === 0 ? one.received : say("done-of", { done: one.received, of: one.expected })}
          detail={
            <span class={`badge ${MOODS[one.kind]}`}>
              {say(`difference-${one.kind}`, { units: Math.abs(one.expected - one.received) })}
            </span>
          }
          done={one.kind === "exact"}
        />
      ))}
    </Rows>
  );
}

/** Booking: whether anything else is to come decides what happens to what is missing. */
function Book({ steps, onBack }: { steps: Steps<ReceiveState>; onBack: () => void }) {
  const say = useSay();
  const { state } = steps;
  const units = unitsOf(state);
  const isPurchase = state.kind === "purchase";
  return (
    <Screen
      title={say("receive-book", { units })}
      step={shortReference(state.reference)}
      back={onBack}
      footer={
        <div class="pair">
          {isPurchase && (
            <BigButton
              hint={say("receive-book-complete-hint")}
              busy={steps.isBusy}
              onClick={() => steps.take((now) => book(now, true))}
            >
              {say("receive-book-complete")}
            </BigButton>
          )}
          <BigButton
            primary
            busy={steps.isBusy}
            {...(isPurchase ? { hint: say("receive-book-part-hint") } : {})}
            onClick={() => steps.take((now) => book(now, false))}
          >
            {say("receive-book-part")}
          </BigButton>
        </div>
      }
    >
      <Told steps={steps} />
      {state.id === null ? <List steps={steps} /> : <Differences steps={steps} />}
    </Screen>
  );
}

function Booked({ steps, home }: { steps: Steps<ReceiveState>; home: string }) {
  const say = useSay();
  const { state } = steps;
  const more = () => steps.put((now) => ({ ...now, booked: null }));
  return (
    <Screen
      title={say("receive-booked-title")}
      back={[home]}
      footer={
        <div class="trio">
          <BigButton onClick={more}>{say("receive-more")}</BigButton>
          <BigButton onClick={() => go([home])}>{say("receive-next")}</BigButton>
          <BigButton primary onClick={() => go(["put-away"])}>
            {say("flow-put-away")}
          </BigButton>
        </div>
      }
    >
      {steps.said?.isQueued && <Told steps={steps} />}
      <Empty title={say("receive-booked", { units: state.booked?.units ?? 0 })} detail={state.reference} />
      {state.id !== null && <Differences steps={steps} />}
    </Screen>
  );
}
