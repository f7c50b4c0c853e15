/** Goods in: which delivery, then what came of it. */
import type { Page } from "@holdfast/shell/http.ts";
import { go } from "@holdfast/shell/route.ts";
import { useState } from "preact/hooks";
import { useKnown, useSay } from "../../app/context.tsx";
import { moment } from "../../i18n/language.ts";
import { BigButton, Empty, Line, Rows, Screen, Stale, TextField, Waiting } from "../../ui/index.ts";
import type { FlowProps } from "../flow.ts";
import { keptDraft } from "../parts/drafts.ts";
import { ScanFor } from "../parts/Goods.tsx";
import { useSteps } from "../parts/steps.ts";
import { TaskRow, useTasks } from "../parts/Tasks.tsx";
import { Missing, Told } from "../parts/Told.tsx";
import { next, wrong } from "../step.ts";
import { type Expected, shortId } from "../views.ts";
import { Receiving } from "./Receiving.tsx";
import { beginExpected, beginFree, beginReturn, type ReceiveState } from "./receive.ts";

const EVENTS = ["ExpectedReceiptUpdated"];

export function Receive({ rest }: FlowProps) {
  const [kind, id] = rest;
  if (kind === "expected" && id) return <OneExpected key={id} id={id} home="receive" />;
  if (kind === "free") return <Free />;
  return <Deliveries />;
}

/** The flow of returns: the same work, under another name. */
export function Returns({ rest }: FlowProps) {
  const [kind, id] = rest;
  if (kind === "expected" && id) return <OneExpected key={id} id={id} home="return" />;
  if (kind === "number" && id) return <Begun key={id} first={beginReturn(id)} name={`return.${id}`} home="return" />;
  return <ReturnList />;
}

function useExpected(isReturn: boolean) {
  const known = useKnown<Page<Expected>>("/v1/expected-receipts?state=open&limit=500", { events: EVENTS });
  const items = (known.data?.items ?? []).filter((one) => (one.kind === "return") === isReturn);
  return { ...known, items };
}

function Deliveries() {
  const say = useSay();
  const expected = useExpected(false);
  const transfers = useTasks("open").data?.items.filter((task) => task.kind === "transfer-in") ?? [];
  const begun = useTasks("picking").data?.items.filter((task) => task.kind === "transfer-in") ?? [];
  const arriving = [...begun, ...transfers];
  return (
    <Screen
      title={say("flow-receive")}
      back={[]}
      footer={
        <BigButton primary icon="plus" onClick={() => go(["receive", "free"])}>
          {say("receive-free")}
        </BigButton>
      }
    >
      <Stale asOf={expected.asOf} />
      {!expected.data && (expected.error ? <Missing error={expected.error} onRetry={expected.reload} /> : <Waiting />)}
      {expected.data && expected.items.length + arriving.length === 0 && (
        <Empty title={say("receive-none")} detail={say("receive-none-detail")} icon="receive" />
      )}
      {expected.items.length > 0 && <h2>{say("receive-expected")}</h2>}
      <ExpectedRows items={expected.items} home="receive" />
      {arriving.length > 0 && (
        <>
          <h2>{say("receive-transfers")}</h2>
          <Rows label={say("receive-transfers")}>
            {arriving.map((task) => (
              <TaskRow key={task.taskId} task={task} onClick={() => go(["transfer", "in", task.taskId])} />
            ))}
          </Rows>
        </>
      )}
    </Screen>
  );
}

function ExpectedRows({ items, home }: { items: readonly Expected[]; home: string }) {
  const say = useSay();
  if (items.length === 0) return null;
  return (
    <Rows label={say("receive-expected")}>
      {items.map((one) => {
        const left = one.lines.reduce((sum, line) => sum + Math.max(0, line.expected - line.received), 0);
        const isBegun = one.lines.some((line) => line.received > 0);
        const detail = (
          <>
            {one.expectedAt && <span>{say("receive-due", { time: moment(one.expectedAt) })}</span>}
            <span>{say("task-lines", { lines: one.lines.length })}</span>
            {isBegun && <span class="badge">{say("receive-begun")}</span>}
          </>
        );
        return (
          <Line
            key={one.expectedReceiptId}
            code={shortId(one.expectedReceiptId)}
            name={one.sender ?? say("receive-return-of", { order: shortId(one.orderId ?? "") })}
            quantity={left}
            detail={detail}
            onClick={() => go([home, "expected", one.expectedReceiptId])}
          />
        );
      })}
    </Rows>
  );
}

function OneExpected({ id, home }: { id: string; home: string }) {
  const say = useSay();
  const path = `/v1/expected-receipts/${encodeURIComponent(id)}`;
  const { data, asOf, error, reload } = useKnown<Expected>(path, { events: EVENTS });
  if (data) return <Begun first={beginExpected(data)} name={`receive.${id}`} home={home} asOf={asOf} />;
  return (
    <Screen title={say(`flow-${home}`)} back={[home]}>
      {error ? <Missing error={error} onRetry={reload} /> : <Waiting />}
    </Screen>
  );
}

interface BegunProps {
  first: ReceiveState;
  /** Of its draft. */
  name: string;
  home: string;
  asOf?: string | null;
}

function Begun({ first, name, home, asOf }: BegunProps) {
  const steps = useSteps<ReceiveState>((kept) => (kept ? { ...kept, expected: first.expected } : first), {
    draft: name,
    isOver: (state) => state.lines.length === 0 && state.current === null,
  });
  return <Receiving steps={steps} home={home} asOf={asOf ?? null} />;
}

/** A delivery that nobody announced: first the number on its note. */
function Free() {
  const say = useSay();
  const [reference, setReference] = useState(() => keptDraft<ReceiveState>("receive.free")?.reference ?? null);
  if (reference !== null) {
    return <Begun first={{ ...beginFree(), reference }} name="receive.free" home="receive" />;
  }
  return (
    <AskNumber title={say("receive-free")} what={say("receive-scan-note")} home="receive" onNumber={setReference} />
  );
}

interface AskNumberProps {
  title: string;
  what: string;
  home: string;
  onNumber: (number: string) => void;
}

function AskNumber({ title, what, home, onNumber }: AskNumberProps) {
  const say = useSay();
  const [text, setText] = useState("");
  const steps = useSteps<null>(() => null);
  const take = (code: string) => {
    const number = code.trim();
    if (number === "" || number.length > 128) return steps.take(() => wrong("wrong-reference"));
    steps.take(() => next(null));
    onNumber(number);
  };
  return (
    <Screen
      title={title}
      back={[home]}
      footer={
        <BigButton primary disabled={text.trim() === ""} onClick={() => take(text)}>
          {say("flow-go-on")}
        </BigButton>
      }
    >
      <Told steps={steps} />
      <ScanFor what={what} onScan={(scan) => take(scan.code)} />
      <TextField label={say("receive-number")} value={text} onInput={setText} maxLength={128} mono />
    </Screen>
  );
}

function ReturnList() {
  const say = useSay();
  const returns = useExpected(true);
  const known = (number: string) => returns.items.find((one) => one.returnId === number || one.orderId === number);
  const open = (number: string) => {
    const one = known(number.trim());
    go(one ? ["return", "expected", one.expectedReceiptId] : ["return", "number", number.trim()]);
  };
  return (
    <Screen title={say("flow-return")} back={[]}>
      <ScanFor what={say("return-scan")} detail={say("return-scan-detail")} onScan={(scan) => open(scan.code)} />
      <Stale asOf={returns.asOf} />
      {!returns.data && (returns.error ? <Missing error={returns.error} onRetry={returns.reload} /> : <Waiting />)}
      {returns.data && returns.items.length === 0 && <Empty title={say("return-none")} icon="return" />}
      <ExpectedRows items={returns.items} home="return" />
    </Screen>
  );
}
