/** Counting: where, what, how many. Nobody is told how many there should be. */
import { go } from "@holdfast/shell/route.ts";
import { useSay, useScan } from "../../app/context.tsx";
import { BigButton, Empty, Progress, QuantityPad, Screen, Stale } from "../../ui/index.ts";
import { ProductHead, ScanFor } from "../parts/Goods.tsx";
import { useBins, useProduct } from "../parts/reading.ts";
import type { Steps } from "../parts/steps.ts";
import { Told } from "../parts/Told.tsx";
import type { CountLine } from "../views.ts";
import { type CountState, dropped, finished, heard, lineOf, noneToScan } from "./count.ts";

export function Counting({ steps, asOf }: { steps: Steps<CountState>; asOf: string | null }) {
  const say = useSay();
  const bins = useBins();
  const { state } = steps;
  const line = lineOf(state);
  const hear = (scan: Parameters<typeof steps.hear>[0]) => steps.hear(scan, (now, code) => heard(now, code, bins));
  const counted = state.lines.filter((one) => one.countedAt).length;
  if (state.listId !== null && !line) return <ListDone steps={steps} />;
  return (
    <Screen
      title={say(state.listId === null ? "count-free" : "flow-count")}
      {...(state.listId === null ? {} : { step: say("count-step", { done: counted, of: state.lines.length }) })}
      back={state.current ? () => steps.put(dropped) : ["count"]}
      footer={
        state.listId !== null &&
        !state.current && <BigButton onClick={() => steps.put(noneToScan)}>{say("count-none-there")}</BigButton>
      }
    >
      {state.listId !== null && <Progress done={counted} of={state.lines.length} />}
      <Told steps={steps} />
      <Stale asOf={asOf} />
      {state.current ? (
        <HowMany steps={steps} onScan={hear} />
      ) : line ? (
        <Where state={state} line={line} onScan={hear} />
      ) : (
        <>
          {state.bin !== null && <p class="stop-bin">{state.bin}</p>}
          <ScanFor
            what={say(state.bin === null ? "count-scan-free" : "count-scan-product")}
            detail={say("count-scan-free-detail")}
            search
            onScan={hear}
          />
        </>
      )}
    </Screen>
  );
}

interface WhereProps {
  state: CountState;
  line: CountLine;
  onScan: (scan: { code: string; source: "wedge" | "camera" | "typed" }) => void;
}

function Where({ state, line, onScan }: WhereProps) {
  const say = useSay();
  const name = useProduct(line.sku)?.name;
  const needsBin = line.bin && state.bin !== line.bin;
  if (needsBin) {
    return (
      <>
        <ScanFor what={say("pick-scan-bin")} expected={line.bin ?? ""} onScan={onScan} />
        <ProductHead sku={line.sku} />
      </>
    );
  }
  return (
    <>
      {line.bin && <p class="stop-bin">{line.bin}</p>}
      <ScanFor
        what={say("count-scan-product")}
        expected={line.sku}
        {...(name ? { detail: name } : {})}
        search
        onScan={onScan}
      />
    </>
  );
}

function HowMany({ steps, onScan }: { steps: Steps<CountState>; onScan: WhereProps["onScan"] }) {
  const say = useSay();
  const { state } = steps;
  useScan(onScan);
  const sku = state.current?.sku ?? "";
  return (
    <>
      {state.current?.bin && <p class="stop-bin">{state.current.bin}</p>}
      <ProductHead sku={sku} />
      <p class="muted">{say("count-how-many")}</p>
      <QuantityPad
        key={`${sku} ${state.counted}`}
        value={state.counted}
        min={0}
        done={say("count-finish")}
        onDone={(units) => steps.take((now) => finished(now, units))}
      />
    </>
  );
}

function ListDone({ steps }: { steps: Steps<CountState> }) {
  const say = useSay();
  return (
    <Screen
      title={say("count-list-done")}
      back={["count"]}
      footer={
        <BigButton primary onClick={() => go(["count"])}>
          {say("flow-go-on")}
        </BigButton>
      }
    >
      <Told steps={steps} />
      <Empty title={say("count-list-done-title", { lines: steps.state.lines.length })} />
    </Screen>
  );
}
