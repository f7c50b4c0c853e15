/** The queue in the open: what waits, why, what was refused and what can be done about it. */
import { href } from "@holdfast/shell/route.ts";
import { useEffect, useState } from "preact/hooks";
import { useSay, useTerminal } from "../app/context.tsx";
import { outbox } from "../app/terminal.ts";
import { canSay, moment } from "../i18n/language.ts";
import { BigButton, Confirm, Empty, Notice, Screen } from "../ui/index.ts";
import { type Action, reasonOf, type Shown, shown, wantsConfirmation } from "./queue.ts";
import type { Resolution } from "./store.ts";
import "./waiting.css";

export function Waiting() {
  const say = useSay();
  const actions = outbox.actions.value;
  const paused = outbox.paused.value;
  const refused = actions.filter((action) => action.state === "refused");
  const waiting = actions.filter((action) => action.state === "waiting");
  return (
    <Screen title={say("waiting-title")} back={[]} step={say("waiting-step", { count: actions.length })}>
      <Links />
      {waiting.length > 0 && paused && (
        <Notice
          mood="check"
          title={say(`pause-${paused}`)}
          detail={say(`pause-${paused}-detail`)}
          actions={
            paused === "sign-in" ? (
              <a class="button" href={href([])}>
                {say("sign-in-title")}
              </a>
            ) : (
              <button type="button" class="button" onClick={() => outbox.kick()}>
                {say("try-now")}
              </button>
            )
          }
        />
      )}
      {actions.length === 0 && <Empty title={say("waiting-none")} detail={say("waiting-none-detail")} />}
      {refused.length > 0 && <Group title={say("waiting-refused")} actions={refused} />}
      {waiting.length > 0 && <Group title={say("waiting-waiting")} actions={waiting} />}
      <History count={actions.length} />
    </Screen>
  );
}

/** How node and hub are, in words. */
function Links() {
  const say = useSay();
  const terminal = useTerminal();
  const link = terminal.link.value;
  const since = terminal.unreachableSince.value;
  const pending = link ? link.pendingCells + link.pendingEntries + link.pendingDocuments : 0;
  const hub = link?.online
    ? say("link-hub-well")
    : link
      ? say("banner-hub", { time: moment(link.since) })
      : say("link-unknown");
  return (
    <dl class="facts card">
      <dt>{say("link-node")}</dt>
      <dd>
        {terminal.reachable.value ? say("link-node-well") : say("banner-node", { time: since ? moment(since) : "" })}
      </dd>
      <dt>{say("link-hub")}</dt>
      <dd>
        {hub} {pending > 0 && say("banner-hub-waiting", { count: pending })}
      </dd>
    </dl>
  );
}

function Group({ title, actions }: { title: string; actions: readonly Action[] }) {
  return (
    <section class="stack tight">
      <h2>{title}</h2>
      <ol class="queue">
        {actions.map((action) => (
          <li key={action.seq}>
            <Item action={action} />
          </li>
        ))}
      </ol>
    </section>
  );
}

const BADGES: Record<Shown, string> = { sending: "good", waiting: "", held: "check", refused: "wrong" };

function Item({ action }: { action: Action }) {
  const say = useSay();
  const state = shown(action, outbox.actions.value, outbox.sending.value);
  return (
    <article class={`queue-item is-${state}`}>
      <p class="queue-head">
        <strong>{say(action.label.id, action.label.args)}</strong>
        <span class={`badge ${BADGES[state]}`}>{say(`action-state-${state}`)}</span>
      </p>
      <p class="muted">
        {say("action-by", { who: action.who || "–", time: moment(action.at) })}
        {action.tries > 0 && ` ${say("action-tries", { count: action.tries })}`}
      </p>
      {state === "held" && <p>{say("action-held")}</p>}
      {action.refusal && <Refused action={action} />}
    </article>
  );
}

function Refused({ action }: { action: Action }) {
  const say = useSay();
  const [asking, setAsking] = useState(false);
  const refusal = action.refusal;
  if (!refusal) return null;
  const advice = `refusal-${refusal.slug}`;
  return (
    <>
      <p class="queue-why">{reasonOf(refusal)}</p>
      <p>{say(canSay(advice) ? advice : "refusal-other")}</p>
      <div class="queue-answers">
        {wantsConfirmation(action) && (
          <BigButton mood="check" onClick={() => void outbox.confirmAndSend(action)}>
            {say("action-confirm")}
          </BigButton>
        )}
        <BigButton icon="return" onClick={() => void outbox.sendAgain(action)}>
          {say("action-again")}
        </BigButton>
        <BigButton mood="wrong" onClick={() => setAsking(true)}>
          {say("action-discard")}
        </BigButton>
      </div>
      {asking && (
        <Confirm
          mood="wrong"
          title={say("discard-title")}
          detail={say("discard-detail", { what: say(action.label.id, action.label.args) })}
          yes={say("action-discard")}
          no={say("discard-no")}
          onYes={() => void outbox.discard(action)}
          onNo={() => setAsking(false)}
        />
      )}
    </>
  );
}

/** What was decided about refused actions. */
function History({ count }: { count: number }) {
  const say = useSay();
  const [history, setHistory] = useState<Resolution[]>([]);
  useEffect(() => {
    void outbox.history().then(setHistory);
  }, [count]);
  if (history.length === 0) return null;
  return (
    <details class="card">
      <summary>{say("history-title", { count: history.length })}</summary>
      <ol class="stack tight">
        {history.map((entry) => (
          <li key={entry.id}>
            <strong>{say(entry.action.label.id, entry.action.label.args)}</strong>
            <p class="muted">{say(`history-${entry.decision}`, { who: entry.who || "–", time: moment(entry.at) })}</p>
            <p class="muted">{entry.action.refusal?.detail}</p>
          </li>
        ))}
      </ol>
    </details>
  );
}
