/** Damage that is found, and goods that wait for a verdict. */
import { go } from "@holdfast/shell/route.ts";
import { useState } from "preact/hooks";
import { useKnown, useSay, useTerminal } from "../../app/context.tsx";
import { BigButton, Choice, Empty, Notice, QuantityPad, Screen, Stale } from "../../ui/index.ts";
import type { FlowProps } from "../flow.ts";
import { ProductHead, ScanFor } from "../parts/Goods.tsx";
import { Reason } from "../parts/Reason.tsx";
import { useStockPath } from "../parts/reading.ts";
import { type Steps, useSteps } from "../parts/steps.ts";
import { Told } from "../parts/Told.tsx";
import type { Stock } from "../views.ts";
import {
  type Apart,
  apart,
  begin,
  broken,
  type DamageState,
  heard,
  judged,
  quantified,
  type Verdict,
  verdicts,
} from "./damage.ts";

const DAMAGE_REASONS = ["reason-dropped", "reason-wet", "reason-torn", "reason-expired"] as const;

export function Damage({ rest }: FlowProps) {
  const say = useSay();
  const terminal = useTerminal();
  if (rest[0] === "inspect") return <Inspect />;
  if (rest[0] === "found") return <Found />;
  const mayAdjust = terminal.may("stock:write");
  return (
    <Screen title={say("flow-damage")} back={[]}>
      {mayAdjust ? (
        <BigButton primary icon="damage" hint={say("damage-found-hint")} onClick={() => go(["damage", "found"])}>
          {say("damage-found")}
        </BigButton>
      ) : (
        <Notice mood="check" title={say("damage-who")} detail={<p>{say("damage-who-detail")}</p>} />
      )}
      <BigButton icon="check" hint={say("inspect-hint")} onClick={() => go(["damage", "inspect"])}>
        {say("inspect")}
      </BigButton>
    </Screen>
  );
}

function Found() {
  const say = useSay();
  const terminal = useTerminal();
  const steps = useSteps<DamageState>(() => begin);
  const [mode, setMode] = useState<"scan" | "pad" | "why">("scan");
  const { product, quantity } = steps.state;
  const warehouse = terminal.me.value?.warehouseId ?? "";
  return (
    <Screen
      title={say("damage-found")}
      back={product ? () => (mode === "scan" ? steps.put(() => begin) : setMode("scan")) : ["damage"]}
      footer={product && mode === "scan" && <FoundActions quantity={quantity ?? 0} onMode={setMode} />}
    >
      <Told steps={steps} />
      {product && (
        <ProductHead sku={product.sku} name={product.name}>
          <p class="goods-units">
            <b>{say("units", { units: quantity ?? 0 })}</b>
          </p>
        </ProductHead>
      )}
      {mode === "scan" && (
        <ScanFor
          what={say(product ? "damage-scan-more" : "damage-scan")}
          search
          onScan={(scan) => steps.hear(scan, (state, code) => heard(state, code))}
        />
      )}
      {mode === "pad" && (
        <QuantityPad
          value={quantity ?? 1}
          onDone={(units) => {
            setMode("scan");
            steps.take((state) => quantified(state, units));
          }}
        />
      )}
      {mode === "why" && product && (
        <Reason
          legend={say("damage-why")}
          reasons={DAMAGE_REASONS}
          done={say("damage-send", { quantity: quantity ?? 0 })}
          isBusy={steps.isBusy}
          mood="wrong"
          onCancel={() => setMode("scan")}
          onDone={(reason) => {
            setMode("scan");
            steps.take((state) => broken(state, warehouse, reason));
          }}
        />
      )}
    </Screen>
  );
}

function FoundActions({ quantity, onMode }: { quantity: number; onMode: (mode: "pad" | "why") => void }) {
  const say = useSay();
  return (
    <div class="pair">
      <BigButton onClick={() => onMode("pad")}>{say("receive-quantity")}</BigButton>
      <BigButton primary onClick={() => onMode("why")}>
        {say("damage-go-on", { quantity })}
      </BigButton>
    </div>
  );
}

/** Goods in quality control, and damaged ones that may be good after all. */
function Inspect() {
  const say = useSay();
  const steps = useSteps<DamageState>(() => begin);
  const { product } = steps.state;
  if (product) return <Judge key={product.sku} steps={steps} sku={product.sku} />;
  return (
    <Screen title={say("inspect")} back={["damage"]}>
      <Told steps={steps} />
      <ScanFor
        what={say("inspect-scan")}
        search
        onScan={(scan) => steps.hear(scan, (state, code) => heard(state, code))}
      />
    </Screen>
  );
}

function Judge({ steps, sku }: { steps: Steps<DamageState>; sku: string }) {
  const say = useSay();
  const stock = useKnown<Stock>(`${useStockPath()}/${encodeURIComponent(sku)}`, { events: ["StockUpdated"] });
  const [from, setFrom] = useState<Apart | null>(null);
  const [to, setTo] = useState<Verdict | null>(null);
  const held = (place: Apart) => (stock.data ? apart(stock.data, place) : 0);
  const places = (["quality_control", "damaged"] as const).filter((place) => held(place) > 0);
  const place = from ?? places[0] ?? null;
  const judge = (quantity: number) => {
    if (place === null || to === null) return;
    steps.take((state) => {
      const step = judged(sku, place, to, quantity, held(place));
      return step.kind === "act" ? { ...step, after: () => begin } : step.kind === "next" ? { ...step, state } : step;
    });
  };
  return (
    <Screen title={say("inspect")} back={() => steps.put(() => begin)}>
      <Told steps={steps} />
      <Stale asOf={stock.asOf} />
      <ProductHead sku={sku} />
      {stock.data && place === null && (
        <Empty title={say("inspect-nothing")} detail={say("inspect-nothing-detail")} icon="check" />
      )}
      {places.length > 1 && (
        <Choice
          legend={say("inspect-from")}
          options={places.map((value) => ({
            value,
            label: say(`condition-${value}`),
            hint: say("units", { units: held(value) }),
          }))}
          value={place}
          onChoose={(value) => {
            setFrom(value);
            setTo(null);
          }}
        />
      )}
      {place !== null && (
        <Choice
          legend={say("inspect-verdict", { units: held(place) })}
          options={verdicts(place).map((value) => ({ value, label: say(`verdict-${value}`) }))}
          value={to}
          onChoose={setTo}
        />
      )}
      {place !== null && to !== null && (
        <QuantityPad key={`${place} ${to}`} value={held(place)} max={held(place)} onDone={judge} />
      )}
    </Screen>
  );
}
