/** Look up: scan anything, see what it is. */
import { go } from "@holdfast/shell/route.ts";
import { useSay } from "../../app/context.tsx";
import { BigButton, Empty, Notice, Screen } from "../../ui/index.ts";
import type { FlowProps } from "../flow.ts";
import { ScanFor, Search } from "../parts/Goods.tsx";
import { type Steps, useSteps } from "../parts/steps.ts";
import { Told } from "../parts/Told.tsx";
import { next, type Step, wrong } from "../step.ts";
import { BinPage } from "./BinPage.tsx";
import { type Binding, bind, isBindable, placeOf } from "./lookup.ts";
import { ProductPage } from "./ProductPage.tsx";
import { TaskPage } from "./TaskPage.tsx";

export function LookUp({ rest }: FlowProps) {
  const [kind, id] = rest;
  if (kind === "product" && id) return <ProductPage key={id} sku={id} scan={<Again />} />;
  if (kind === "bin" && id) return <BinPage key={id} name={id} scan={<Again />} />;
  if (kind === "task" && id) return <TaskPage key={id} taskId={id} scan={<Again />} />;
  if (kind === "unknown" && id) return <Unknown key={id} code={id} />;
  return <Ask />;
}

function Ask() {
  const say = useSay();
  return (
    <Screen title={say("flow-look-up")} back={[]}>
      <LookUpScan what={say("lookup-scan")} detail={say("lookup-scan-detail")} />
    </Screen>
  );
}

/** Another scan leads on from whatever is shown. */
function Again() {
  const say = useSay();
  return <LookUpScan what={say("lookup-again")} />;
}

function LookUpScan({ what, detail }: { what: string; detail?: string }) {
  const steps = useSteps<null>(() => null);
  return (
    <>
      <Told steps={steps} />
      <ScanFor
        what={what}
        {...(detail ? { detail } : {})}
        search
        onScan={(scan) =>
          steps.hear(scan, (_, code): Step<null> => {
            if (code.broken) return wrong("wrong-broken", { code: code.code });
            go(["look-up", ...placeOf(code)]);
            return next(null, undefined, code.kind === "unknown" ? "check" : "good");
          })
        }
      />
    </>
  );
}

/** A code that nothing here bears: perhaps a product whose barcode nobody has told us. */
function Unknown({ code }: { code: string }) {
  const say = useSay();
  const steps = useSteps<Binding>(() => ({ code, isBound: false }));
  const bindable = isBindable({ code, kind: "unknown", local: true });
  return (
    <Screen title={say("lookup-unknown")} back={["look-up"]}>
      <Told steps={steps} />
      {!steps.state.isBound && (
        <Notice
          mood="check"
          title={say("lookup-unknown-title")}
          detail={
            <p class="mono">
              <bdi dir="ltr">{code}</bdi>
            </p>
          }
        />
      )}
      {steps.state.isBound ? <Bound /> : bindable && <Bind steps={steps} />}
    </Screen>
  );
}

function Bind({ steps }: { steps: Steps<Binding> }) {
  const say = useSay();
  const choose = (sku: string) =>
    steps.hear({ code: sku, source: "typed" }, (state, code) =>
      code.kind === "product" && code.sku
        ? bind(state, code.sku)
        : wrong("wrong-want-product", { code: code.code, kind: code.kind }),
    );
  return (
    <section class="stack">
      <h2>{say("lookup-bind")}</h2>
      <p>{say("lookup-bind-detail")}</p>
      <Search onCode={choose} />
    </section>
  );
}

function Bound() {
  const say = useSay();
  return (
    <Empty title={say("lookup-bound-title")}>
      <BigButton primary onClick={() => go(["look-up"])}>
        {say("flow-go-on")}
      </BigButton>
    </Empty>
  );
}
