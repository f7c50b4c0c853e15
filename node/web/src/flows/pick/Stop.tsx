/** One stop of the pick path: the bin, then the product, then how many. */
import { useState } from "preact/hooks";
import { useSay } from "../../app/context.tsx";
import { number } from "../../i18n/language.ts";
import { BigButton, Progress, QuantityPad, Screen, Stale } from "../../ui/index.ts";
import { HandlingNotes, ScanFor } from "../parts/Goods.tsx";
import { Reason } from "../parts/Reason.tsx";
import { useProduct } from "../parts/reading.ts";
import type { Steps } from "../parts/steps.ts";
import { Told } from "../parts/Told.tsx";
import { shortId } from "../views.ts";
import { skipsBins } from "./PickList.tsx";
import { count, heard, isAtBin, type PickState, putOff, short } from "./pick.ts";
import type { Stop } from "./stops.ts";

const SHORT_REASONS = ["reason-empty", "reason-fewer", "reason-broken", "reason-other-product"] as const;

export interface AtStopProps {
  steps: Steps<PickState>;
  stop: Stop;
  onBack: () => void;
  done: number;
  of: number;
  asOf: string | null;
}

export function AtStop({ steps, stop, onBack, done, of, asOf }: AtStopProps) {
  const say = useSay();
  const [mode, setMode] = useState<"scan" | "pad" | "short">("scan");
  const { state } = steps;
  const atBin = isAtBin(state, stop, skipsBins());
  const back = () => {
    if (mode !== "scan") return setMode("scan");
    return onBack();
  };
  return (
    <Screen
      title={say(state.work.kind === "wave" ? "pick-title-wave" : "flow-pick")}
      step={shortId(state.work.id)}
      back={back}
      footer={mode === "scan" && <Ways steps={steps} stop={stop} atBin={atBin} onMode={setMode} />}
    >
      {mode === "scan" && <Progress done={done} of={of} />}
      {mode === "scan" && <Told steps={steps} />}
      <Stale asOf={asOf} />
      {mode === "scan" && <Wanted steps={steps} stop={stop} atBin={atBin} />}
      {mode === "pad" && (
        <>
          <p class="row">
            <bdi class="goods-sku" dir="ltr">
              {stop.sku}
            </bdi>
            {stop.bin && <span class="stop-bin">{stop.bin}</span>}
          </p>
          <QuantityPad
            value={stop.quantity}
            max={stop.quantity}
            onDone={(units) => {
              setMode("scan");
              steps.take((now) => count(now, stop, units));
            }}
          />
        </>
      )}
      {mode === "short" && (
        <>
          <p class="lead">{say("pick-short-what", { missing: stop.quantity - state.counted, sku: stop.sku })}</p>
          <Reason
            legend={say("pick-short-why")}
            reasons={SHORT_REASONS}
            done={say("pick-short-send", { missing: stop.quantity - state.counted })}
            isBusy={steps.isBusy}
            onCancel={() => setMode("scan")}
            onDone={(reason) => steps.take((now) => short(now, stop, reason))}
          />
        </>
      )}
    </Screen>
  );
}

/** What is to be scanned now, in the largest type. */
function Wanted({ steps, stop, atBin }: { steps: Steps<PickState>; stop: Stop; atBin: boolean }) {
  const say = useSay();
  const name = useProduct(stop.sku)?.name;
  const { work } = steps.state;
  const context = work.kind === "task" ? work.id : undefined;
  const hear = (scan: Parameters<typeof steps.hear>[0]) =>
    steps.hear(scan, (state, code) => heard(state, code, skipsBins()), context);
  return (
    <>
      {atBin ? (
        <>
          <Goods stop={stop} counted={steps.state.counted} atBin />
          <ScanFor
            what={say("pick-scan-product")}
            expected={stop.sku}
            {...(name ? { detail: name } : {})}
            onScan={hear}
          />
        </>
      ) : (
        <>
          <ScanFor what={say("pick-scan-bin")} expected={stop.bin ?? ""} onScan={hear} />
          <Goods stop={stop} counted={steps.state.counted} atBin={false} />
        </>
      )}
    </>
  );
}

/** How many are in the hand; on the way to the bin, what is to be taken there. */
function Goods({ stop, counted, atBin }: { stop: Stop; counted: number; atBin: boolean }) {
  const say = useSay();
  const product = useProduct(stop.sku);
  return (
    <section class="stop">
      {atBin ? (
        <div class="stop-head">
          <p class="stop-count">
            <b>{number(counted)}</b>
            <span>{say("pick-of", { wanted: stop.quantity })}</span>
          </p>
          <p class="stop-bin">{stop.bin ?? say("pick-no-bin")}</p>
        </div>
      ) : (
        <div class="stop-head">
          <p class="stop-count">
            <b>{number(stop.quantity)}</b>
            <span>×</span>
          </p>
          <p class="stop-goods">
            <b>
              <bdi dir="ltr">{stop.sku}</bdi>
            </b>
            <span>
              <bdi>{product?.name ?? ""}</bdi>
            </span>
          </p>
        </div>
      )}
      {stop.shares.length > 1 && (
        <p class="muted">
          {stop.shares.map((share) => say("pick-share", { tote: share.tote, quantity: share.quantity })).join(" · ")}
        </p>
      )}
      {atBin && product?.handlingNotes && <HandlingNotes notes={product.handlingNotes} />}
    </section>
  );
}

interface WaysProps {
  steps: Steps<PickState>;
  stop: Stop;
  atBin: boolean;
  onMode: (mode: "pad" | "short") => void;
}

function Ways({ steps, stop, atBin, onMode }: WaysProps) {
  const say = useSay();
  return (
    <div class="trio">
      <BigButton onClick={() => steps.take((state) => putOff(state, stop))}>{say("pick-later")}</BigButton>
      <BigButton mood="check" onClick={() => onMode("short")}>
        {say("pick-short")}
      </BigButton>
      {atBin ? (
        <BigButton primary onClick={() => onMode("pad")}>
          {say("pick-quantity")}
        </BigButton>
      ) : (
        <BigButton primary onClick={() => steps.put((state) => ({ ...state, bin: stop.bin }))}>
          {say("pick-at-bin")}
        </BigButton>
      )}
    </div>
  );
}
