/** The terminal put together: storage, network and people behind the contract that screens know. */
import { Refused, Unreachable } from "@holdfast/shell/http.ts";
import { computed, effect, signal, untracked } from "@preact/signals";
import { Ahead } from "../known/ahead.ts";
import { quantityIn } from "../known/gs1.ts";
import { Readings } from "../known/known.ts";
import { overlaid } from "../known/overlay.ts";
import { recogniseHere } from "../known/recognise.ts";
import type { BinView, TaskView } from "../known/shapes.ts";
import { KnownStore } from "../known/store.ts";
import { show } from "../mood/mood.ts";
import { alone } from "../outbox/alone.ts";
import { Outbox } from "../outbox/outbox.ts";
import { type Action, type Pause, type Sent, tally } from "../outbox/queue.ts";
import { OutboxStore } from "../outbox/store.ts";
import { credential, device, knowMe, me, needsSignIn, session, shutOut } from "../people/identity.ts";
import { startBeat } from "../status/beat.ts";
import { link, reachable, unreachableSince } from "../status/reach.ts";
import { heed, startStream, stream } from "../status/stream.ts";
import { api, refusalOf } from "./api.ts";
import type { HubLink, Me, Recognised, Terminal } from "./contract.ts";

/** The node says what a code is within this time, or the device says it by itself. */
const RECOGNISE_MS = 2_500;

const revision = signal(0);
const known = new KnownStore();

export const outbox = new Outbox({
  store: new OutboxStore(),
  alone,
  send,
  barred,
  who: () => me.value?.name ?? session.value?.name ?? device.value?.name ?? "",
  deviceId: () => device.value?.deviceId ?? "",
  wentOut: () => somethingChanged(),
});

const readings = new Readings({
  api,
  store: known,
  reachable: () => reachable.value,
  overlay: (path, value) => overlaid(path, value, outbox.actions.value),
});

const ahead = new Ahead(api, readings);
const counts = computed(() => tally(outbox.actions.value));

export const terminal: Terminal = {
  me,
  link,
  reachable,
  unreachableSince,
  waiting: computed(() => counts.value.waiting),
  refused: computed(() => counts.value.refused),
  revision,
  heed,
  read: (path) => readings.read(path),
  act: (action) => outbox.act(action),
  recognise,
  signal: show,
  may: (scope) => me.value?.scopes.includes(scope) ?? false,
  file: async (path) => (await api.raw(path, { headers: { accept: "*/*" } })).blob(),
};

/** Sets everything going; called once. */
export function startTerminal(): void {
  startBeat(askHow);
  startStream(() => void askHow());
  // what the queue waits for: the node, and somebody who may send
  whenever(
    () => reachable.value && !needsSignIn.value && device.value !== null,
    () => outbox.kick(),
  );
  whenever(() => reachable.value, somethingChanged);
  whenever(
    () => (needsSignIn.value ? null : (credential().authorization ?? null)),
    () => void askWho(),
  );
  effect(() => {
    const now = me.value;
    untracked(() => {
      if (!now) return ahead.stop();
      void askHow();
      void ahead.everything(now);
    });
  });
  heed(["TaskReleased", "TaskUpdated"], () => void ahead.tasksSoon());
  heed(["ProductUpdated"], (event) => event.subject && void ahead.product(event.subject));
  heed(["LinkUp", "LinkDown"], () => void askHow());
  void outbox.start();
}

/** Does it each time that `what` comes to be something else than nothing; what is read while doing it counts for nothing. */
function whenever(what: () => unknown, deed: () => void): void {
  const found = computed(what);
  effect(() => {
    if (found.value) untracked(deed);
  });
}

let changeAt: ReturnType<typeof setTimeout> | undefined;

/** Screens ask anew once things have come to rest. */
function somethingChanged(): void {
  clearTimeout(changeAt);
  changeAt = setTimeout(() => {
    revision.value += 1;
    // what waits for the hub is shown as it grows
    if (me.value && reachable.value) void askHow();
  }, 150);
}

/** Another warehouse's device now: nothing of the former is shown, what waits is for a person to look at. */
export async function deviceWasPaired(sameWarehouse: boolean): Promise<void> {
  if (!sameWarehouse) await readings.forget();
  stream.forget();
  await outbox.deviceChanged();
}

function barred(): Pause | null {
  if (!device.value || needsSignIn.value || shutOut.value) return "sign-in";
  return reachable.value ? null : "unreachable";
}

async function send(action: Action): Promise<Sent> {
  const { method, path, key, body } = action;
  try {
    const answer = await api.ask(path, body === undefined ? { method, key } : { method, key, body });
    return { kind: "answered", answer: answer.body };
  } catch (error) {
    if (error instanceof Refused) return { kind: "refused", refusal: refusalOf(error), retryAfter: error.retryAfter };
    return { kind: "unreachable" };
  }
}

async function askWho(): Promise<void> {
  const answer = await api.get<Me & { now: string; version: string }>("/v1/me").catch(() => null);
  if (!answer) return;
  const { now: _now, version: _version, ...found } = answer;
  if (JSON.stringify(found) !== JSON.stringify(me.value)) knowMe(found);
}

/** Asks the node how it is; whether it answers at all is noticed on the way. */
async function askHow(): Promise<void> {
  if (!device.value) return;
  if (!me.value || needsSignIn.value) {
    await askWho();
    return;
  }
  const found = await api.get<HubLink>("/v1/link", { timeout: 4_000 }).catch(() => null);
  if (found) link.value = found;
}

async function recognise(code: string, context?: string): Promise<Recognised> {
  if (reachable.value) {
    try {
      const body = context === undefined ? { code } : { code, context };
      const { body: said } = await api.ask<Recognised>("/v1/scans", { method: "POST", body, timeout: RECOGNISE_MS });
      const units = quantityIn(said.gs1 ?? []);
      return { ...said, ...(units === undefined ? {} : { quantity: units }), local: false };
    } catch (error) {
      if (error instanceof Refused && error.status === 422) {
        return { code, kind: "unknown", broken: error.problem.errors?.[0]?.detail ?? error.message, local: false };
      }
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    }
  }
  return recogniseHere(code, await knownHere());
}

async function knownHere() {
  const [catalogue, bins, tasks] = await Promise.all([
    readings.catalogue(),
    known.under("/v1/bins/").catch(() => []),
    known.under("/v1/tasks/").catch(() => []),
  ]);
  return {
    catalogue,
    bins: new Set(bins.map((kept) => (kept.value as BinView).bin)),
    tasks: tasks.map((kept) => kept.value as TaskView),
  };
}
