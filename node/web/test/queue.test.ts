import assert from "node:assert/strict";
import { test } from "node:test";
import type { Refusal } from "../src/app/contract.ts";
import {
  type Action,
  backoff,
  confirmed,
  isHeld,
  next,
  ofFormerDevice,
  reasonOf,
  sentAgain,
  shown,
  TRIES_MAX_ON_TROUBLE,
  tally,
  verdict,
} from "../src/outbox/queue.ts";

function action(seq: number, more: Partial<Action> = {}): Action {
  const fixed = { key: `k${seq}`, deviceId: "7", who: "Ann", at: "2026-11-28T10:00:00Z", label: { id: "x" }, tries: 0 };
  return { seq, ...fixed, method: "POST", path: "/v1/moves", state: "waiting", ...more };
}

function refusal(status: number, slug = "x"): Refusal {
  return { status, slug, title: "", detail: "", errors: [], more: {} };
}

test("actions go out in the order in which they happened", () => {
  assert.equal(next([action(3), action(1), action(2)])?.seq, 1);
  assert.equal(next([]), null);
});

test("behind a refused action the others of its subject wait, and those of other subjects go on", () => {
  const actions = [
    action(1, { subject: "task/A", state: "refused", refusal: refusal(409) }),
    action(2, { subject: "task/A" }),
    action(3, { subject: "task/B" }),
    action(4),
  ];
  assert.equal(next(actions)?.seq, 3);
  assert.ok(isHeld(actions[1] as Action, actions));
  assert.deepEqual(
    actions.map((one) => shown(one, actions, "k3")),
    ["refused", "held", "sending", "waiting"],
  );
  assert.deepEqual(tally(actions), { waiting: 3, refused: 1 });
});

test("what came before the refused one of its subject is not held", () => {
  const actions = [action(1, { subject: "task/A" }), action(2, { subject: "task/A", state: "refused" })];
  assert.equal(next(actions)?.seq, 1);
});

test("refusals that speak of the moment keep the action under its key", () => {
  const pauses: [number, string, string][] = [
    [401, "unauthorized", "sign-in"],
    [409, "fenced", "fenced"],
    [429, "rate-limited", "busy"],
    [503, "overloaded", "busy"],
    [502, "x", "unreachable"],
    [500, "x", "trouble"],
  ];
  for (const [status, slug, pause] of pauses) {
    const found = verdict({ kind: "refused", refusal: refusal(status, slug), retryAfter: 3 }, 0);
    assert.deepEqual(found, { kind: "keep", pause, retryAfter: 3 });
  }
  assert.equal(verdict({ kind: "unreachable" }, 99).kind, "keep");
});

test("every other refusal is for a person", () => {
  for (const [status, slug] of [
    [400, "invalid-request"],
    [403, "forbidden"],
    [404, "not-found"],
    [409, "insufficient-stock"],
    [409, "confirmation-required"],
    [412, "version-mismatch"],
    [422, "idempotency-key-reused"],
  ] as const) {
    assert.equal(verdict({ kind: "refused", refusal: refusal(status, slug), retryAfter: null }, 0).kind, "refused");
  }
});

test("an error of the node that stays does not stop the queue for ever", () => {
  const sent = { kind: "refused", refusal: refusal(500), retryAfter: null } as const;
  assert.equal(verdict(sent, TRIES_MAX_ON_TROUBLE - 2).kind, "keep");
  assert.equal(verdict(sent, TRIES_MAX_ON_TROUBLE - 1).kind, "refused");
});

test("sent again it is another request in the same place", () => {
  const again = sentAgain(action(4, { state: "refused", refusal: refusal(409), tries: 3 }), "new");
  assert.deepEqual(again, action(4, { key: "new" }));
});

test("a confirmed figure says so in its body, under another key", () => {
  const meant = confirmed(action(4, { body: { lines: [1] }, state: "refused", refusal: refusal(409) }), "new");
  assert.deepEqual(meant.body, { lines: [1], confirm: true });
  assert.equal(meant.key, "new");
});

test("a person is told why, and not how a program would say that it is meant", () => {
  const detail = '29 of TEA-01 are in no bin yet, not 900: send it with "confirm": true if that is so';
  assert.equal(reasonOf({ ...refusal(409), detail }), "29 of TEA-01 are in no bin yet, not 900");
  assert.equal(reasonOf({ ...refusal(404), title: "Not found" }), "Not found");
});

test("actions of the device it was before are for a person to look at", () => {
  assert.equal(ofFormerDevice(action(1), "7").state, "waiting");
  const former = ofFormerDevice(action(1), "8");
  assert.equal(former.state, "refused");
  assert.equal(former.refusal?.slug, "device-changed");
});

test("tries are spread out and bounded, and the node's word goes before", () => {
  assert.equal(backoff(0, null, 0), 500);
  assert.equal(backoff(50, null, 1), 30_000);
  assert.equal(backoff(3, 7, 0.5), 7_000);
});
