import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import type { NewAction, Refusal } from "../src/app/contract.ts";
import { Outbox } from "../src/outbox/outbox.ts";
import type { Action, Pause, Sent } from "../src/outbox/queue.ts";
import { OutboxStore } from "../src/outbox/store.ts";

let devices = 0;
const opened: { outbox: Outbox; store: OutboxStore }[] = [];

afterEach(async () => {
  for (const { outbox, store } of opened.splice(0)) {
    outbox.close();
    await store.close();
  }
});

/** A device, and a node that answers as it is told to. */
class Floor {
  readonly name: string;
  sent: Action[] = [];
  /** What the node has counted, by key. */
  readonly counted = new Set<string>();
  answer: (action: Action) => Sent = (action) => ({ kind: "answered", answer: action.path });
  barred: Pause | null = null;
  deviceId = "7";
  outbox: Outbox;

  constructor(name = `floor-${devices++}`) {
    this.name = name;
    this.outbox = this.open();
  }

  /** As a page does that is opened anew. */
  open(): Outbox {
    const store = new OutboxStore(this.name);
    const outbox = new Outbox({
      store,
      send: async (action) => {
        this.sent.push(action);
        const answer = this.answer(action);
        if (answer.kind === "answered") this.counted.add(action.key);
        return answer;
      },
      // as on a page without locks
      alone: (work) => work(),
      barred: () => this.barred,
      who: () => "Ann",
      deviceId: () => this.deviceId,
      wentOut: () => undefined,
    });
    opened.push({ outbox, store });
    this.outbox = outbox;
    return outbox;
  }

  async settled(): Promise<void> {
    for (let turn = 0; turn < 40; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

function pick(units: number, subject?: string): NewAction {
  const action: NewAction = {
    label: { id: "pick" },
    method: "POST",
    path: `/v1/tasks/T/pick?${units}`,
    body: { units },
  };
  return subject === undefined ? action : { ...action, subject };
}

function refusedWith(status: number, slug: string): Sent {
  const refusal: Refusal = { status, slug, title: "No", detail: `because of ${slug}`, errors: [], more: {} };
  return { kind: "refused", refusal, retryAfter: null };
}

test("with the node at hand an action is done, and nothing is kept", async () => {
  const floor = new Floor();
  const outcome = await floor.outbox.act(pick(1));
  assert.deepEqual(outcome, { state: "done", answer: "/v1/tasks/T/pick?1" });
  assert.deepEqual(floor.outbox.actions.value, []);
});

test("without it twenty actions wait, survive a new start, and go out in order, each once", async () => {
  const floor = new Floor();
  floor.barred = "unreachable";
  for (let units = 1; units <= 20; units++) {
    assert.deepEqual(await floor.outbox.act(pick(units)), { state: "queued" });
  }
  assert.equal(floor.sent.length, 0);

  const reopened = floor.open();
  await reopened.start();
  assert.equal(reopened.actions.value.length, 20);
  floor.barred = null;
  reopened.kick();
  await floor.settled();
  assert.deepEqual(
    floor.sent.map((action) => (action.body as { units: number }).units),
    Array.from({ length: 20 }, (_, at) => at + 1),
  );
  assert.equal(floor.counted.size, 20);
  assert.deepEqual(reopened.actions.value, []);
});

test("an answer that got lost is asked for under the same key", async () => {
  const floor = new Floor();
  floor.answer = () => ({ kind: "unreachable" });
  assert.deepEqual(await floor.outbox.act(pick(1)), { state: "queued" });
  floor.answer = (action) => ({ kind: "answered", answer: action.path });
  floor.outbox.kick();
  await floor.settled();
  assert.equal(floor.sent.length, 2);
  assert.equal(floor.sent[0]?.key, floor.sent[1]?.key);
  assert.deepEqual(floor.outbox.actions.value, []);
});

test("while the person is there a refusal is told, and nothing is kept", async () => {
  const floor = new Floor();
  floor.answer = () => refusedWith(409, "insufficient-stock");
  const outcome = await floor.outbox.act(pick(9));
  assert.equal(outcome.state, "refused");
  assert.deepEqual(floor.outbox.actions.value, []);
});

test("a refusal that nobody was there for is kept; its subject waits, others go on", async () => {
  const floor = new Floor();
  floor.barred = "unreachable";
  await floor.outbox.act(pick(1, "task/A"));
  await floor.outbox.act(pick(2, "task/A"));
  await floor.outbox.act(pick(3, "task/B"));
  floor.answer = (action) =>
    (action.body as { units: number }).units === 1
      ? refusedWith(409, "wrong-state")
      : { kind: "answered", answer: null };
  floor.barred = null;
  floor.outbox.kick();
  await floor.settled();
  const kept = floor.outbox.actions.value;
  assert.deepEqual(
    kept.map((action) => [action.seq, action.state]),
    [
      [1, "refused"],
      [2, "waiting"],
    ],
  );
  assert.equal(kept[0]?.refusal?.detail, "because of wrong-state");

  await floor.outbox.discard(kept[0] as Action);
  await floor.settled();
  assert.deepEqual(floor.outbox.actions.value, []);
  const history = await floor.outbox.history();
  assert.equal(history[0]?.decision, "discarded");
  assert.equal(history[0]?.who, "Ann");
});

test("a slipped zero that was meant is confirmed by the person and sent under another key", async () => {
  const floor = new Floor();
  floor.barred = "unreachable";
  await floor.outbox.act(pick(3000));
  floor.answer = (action) =>
    (action.body as { confirm?: boolean }).confirm
      ? { kind: "answered", answer: null }
      : refusedWith(409, "confirmation-required");
  floor.barred = null;
  floor.outbox.kick();
  await floor.settled();
  await floor.outbox.confirmAndSend(floor.outbox.actions.value[0] as Action);
  await floor.settled();
  assert.deepEqual(floor.sent.at(-1)?.body, { units: 3000, confirm: true });
  assert.notEqual(floor.sent[0]?.key, floor.sent.at(-1)?.key);
  assert.deepEqual(floor.outbox.actions.value, []);
});

test("a session that is over stops the queue, and a new one lets it go on under the same keys", async () => {
  const floor = new Floor();
  floor.answer = () => refusedWith(401, "unauthorized");
  assert.deepEqual(await floor.outbox.act(pick(1)), { state: "queued" });
  await floor.settled();
  assert.equal(floor.outbox.paused.value, "sign-in");
  floor.answer = () => ({ kind: "answered", answer: null });
  floor.outbox.kick();
  await floor.settled();
  assert.equal(new Set(floor.sent.map((action) => action.key)).size, 1);
  assert.deepEqual(floor.outbox.actions.value, []);
});

test("what waits when the device is paired anew is shown to a person and not sent by itself", async () => {
  const floor = new Floor();
  floor.barred = "unreachable";
  await floor.outbox.act(pick(1));
  floor.deviceId = "8";
  floor.barred = null;
  await floor.outbox.deviceChanged();
  floor.outbox.kick();
  await floor.settled();
  assert.equal(floor.sent.length, 0);
  assert.equal(floor.outbox.actions.value[0]?.refusal?.slug, "device-changed");
});

test("two pages of one device share the queue: nothing counts twice", async () => {
  const floor = new Floor();
  floor.barred = "unreachable";
  for (let units = 1; units <= 5; units++) await floor.outbox.act(pick(units));
  const first = floor.outbox;
  const second = floor.open();
  await second.start();
  floor.barred = null;
  first.kick();
  second.kick();
  await floor.settled();
  assert.equal(floor.counted.size, 5);
  assert.deepEqual(second.actions.value, []);
  assert.deepEqual(await new OutboxStore(floor.name).all(), []);
});
