/** Cycle counts: lists, counts without one, and counts that wait for a supervisor. */
import type { Page } from "@holdfast/shell/http.ts";
import { go } from "@holdfast/shell/route.ts";
import { useEffect } from "preact/hooks";
import { useKnown, useSay, useTerminal } from "../../app/context.tsx";
import { moment } from "../../i18n/language.ts";
import { BigButton, Choice, Empty, Line, Rows, Screen, Stale, Waiting } from "../../ui/index.ts";
import type { FlowProps } from "../flow.ts";
import { useSteps } from "../parts/steps.ts";
import { Missing, Told } from "../parts/Told.tsx";
import { type CountList, type CountRecord, shortId } from "../views.ts";
import { Counting } from "./Counting.tsx";
import { beginFree, beginList, type CountState } from "./count.ts";
import { Waits } from "./Waits.tsx";

const EVENTS = ["StockUpdated", "CountAwaitingApproval"];

export function Count({ rest }: FlowProps) {
  const [kind, id] = rest;
  if (kind === "list" && id) return <OneList key={id} listId={id} />;
  if (kind === "free") return <Free />;
  if (kind === "new") return <NewList />;
  if (kind === "waiting") return <Waits />;
  return <Lists />;
}

function Lists() {
  const say = useSay();
  const terminal = useTerminal();
  const lists = useKnown<Page<CountList>>("/v1/count-lists?limit=50", { events: EVENTS });
  const open = (lists.data?.items ?? []).filter((list) => list.state === "open");
  return (
    <Screen
      title={say("flow-count")}
      back={[]}
      footer={
        <div class="pair">
          <BigButton icon="plus" onClick={() => go(["count", "new"])}>
            {say("count-new-list")}
          </BigButton>
          <BigButton primary onClick={() => go(["count", "free"])}>
            {say("count-free")}
          </BigButton>
        </div>
      }
    >
      <Stale asOf={lists.asOf} />
      {terminal.may("stock:write") && <WaitingCounts />}
      {!lists.data && (lists.error ? <Missing error={lists.error} onRetry={lists.reload} /> : <Waiting />)}
      {lists.data && open.length === 0 && (
        <Empty title={say("count-none")} detail={say("count-none-detail")} icon="count" />
      )}
      {open.length > 0 && (
        <Rows label={say("count-lists")}>
          {open.map((list) => (
            <Line
              key={list.listId}
              code={shortId(list.listId)}
              name={say("count-list-name", { by: list.by, zone: list.zone ?? "" })}
              quantity={say("done-of", {
                done: list.lines.filter((line) => line.countedAt).length,
                of: list.lines.length,
              })}
              detail={<span>{moment(list.madeAt)}</span>}
              onClick={() => go(["count", "list", list.listId])}
            />
          ))}
        </Rows>
      )}
    </Screen>
  );
}

/** For supervisors: counts that wait for their word. */
function WaitingCounts() {
  const say = useSay();
  const path = "/v1/counts?state=awaiting_approval&limit=50";
  const { data } = useKnown<Page<CountRecord>>(path, { events: EVENTS });
  const waiting = data?.items.length ?? 0;
  if (waiting === 0) return null;
  return (
    <BigButton mood="check" onClick={() => go(["count", "waiting"])}>
      {say("count-waiting", { counts: waiting })}
    </BigButton>
  );
}

function OneList({ listId }: { listId: string }) {
  const say = useSay();
  const { data, asOf, error, reload } = useKnown<CountList>(`/v1/count-lists/${encodeURIComponent(listId)}`);
  if (data) return <OnList list={data} asOf={asOf} />;
  return (
    <Screen title={say("flow-count")} back={["count"]}>
      {error ? <Missing error={error} onRetry={reload} /> : <Waiting />}
    </Screen>
  );
}

function OnList({ list, asOf }: { list: CountList; asOf: string | null }) {
  const steps = useSteps<CountState>((kept) => resumedOn(list, kept), {
    draft: `count.${list.listId}`,
    isOver: (state) => state.lines.every((line) => line.countedAt),
  });
  return <Counting steps={steps} asOf={asOf} />;
}

/** What was counted here and waits to be sent is not asked for again. */
function resumedOn(list: CountList, kept: CountState | null): CountState {
  const begun = beginList(list);
  if (!kept) return begun;
  const isCounted = (sku: string, bin: string | null) =>
    kept.lines.some((line) => line.sku === sku && (line.bin ?? null) === bin && line.countedAt);
  const lines = begun.lines.map((line) =>
    line.countedAt || !isCounted(line.sku, line.bin ?? null) ? line : { ...line, countedAt: "here" },
  );
  return { ...kept, lines };
}

function Free() {
  const steps = useSteps<CountState>(() => beginFree);
  return <Counting steps={steps} asOf={null} />;
}

interface Making {
  by: "age" | "value" | "both";
  made: string | null;
}

const SIZE = 20;

function NewList() {
  const say = useSay();
  const steps = useSteps<Making>(() => ({ by: "both", made: null }));
  const { by, made } = steps.state;
  useEffect(() => {
    if (made !== null) go(["count", "list", made], {}, true);
  }, [made]);
  const options = (["both", "age", "value"] as const).map((value) => ({ value, label: say(`count-by-${value}`) }));
  const make = () =>
    steps.take((state) => ({
      kind: "act",
      action: {
        label: { id: "action-count-list" },
        method: "POST",
        path: "/v1/count-lists",
        body: { by: state.by, size: SIZE, blind: true },
      },
      after: (answer) => ({ ...state, made: (answer as CountList | null)?.listId ?? null }),
      say: () => ({ id: "count-list-made" }),
    }));
  return (
    <Screen
      title={say("count-new-list")}
      back={["count"]}
      footer={
        <BigButton primary busy={steps.isBusy} onClick={make}>
          {say("count-make-list", { size: SIZE })}
        </BigButton>
      }
    >
      <Told steps={steps} />
      <Choice
        legend={say("count-by")}
        options={options}
        value={by}
        onChoose={(value) => steps.put((state) => ({ ...state, by: value }))}
      />
    </Screen>
  );
}
