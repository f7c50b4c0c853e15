/** Takes actions in and sends them, one after the other: the shell around `queue.ts`. */
import { newKey } from "@holdfast/shell/http.ts";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { NewAction, Outcome, Refusal } from "../app/contract.ts";
import {
  type Action,
  backoff,
  confirmed,
  inOrder,
  next,
  ofFormerDevice,
  type Pause,
  type Sent,
  sentAgain,
  verdict,
} from "./queue.ts";
import type { OutboxStore, Resolution } from "./store.ts";

export interface OutboxWorld {
  store: OutboxStore;
  send: (action: Action) => Promise<Sent>;
  /** Why sending would be in vain just now. */
  barred: () => Pause | null;
  who: () => string;
  deviceId: () => string;
  /** Something went out: what is known may have changed. */
  wentOut: () => void;
  /** Runs the work in one page of the device at a time, where that can be had. */
  alone: (work: () => Promise<void>) => Promise<void>;
  now?: () => Date;
}

/** So long a person waits for the answer before the action counts as queued. */
const PATIENCE_MS = 8_000;
const NAME = "holdfast-outbox";

type Settled = Extract<Outcome, { state: "done" | "refused" }>;

export class Outbox {
  readonly actions: ReadonlySignal<Action[]>;
  readonly sending: ReadonlySignal<string | null>;
  readonly paused: ReadonlySignal<Pause | null>;
  readonly #actions = signal<Action[]>([]);
  readonly #sending = signal<string | null>(null);
  readonly #paused = signal<Pause | null>(null);
  readonly #world: OutboxWorld;
  /** Other tabs of this device: they hear what changed, so that each shows the same queue. */
  readonly #tabs = new BroadcastChannel(NAME);
  /** People who stand there and wait, by the key of their action. */
  readonly #present = new Map<string, (outcome: Outcome) => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #draining = false;
  #again = false;

  constructor(world: OutboxWorld) {
    this.#world = world;
    this.actions = this.#actions;
    this.sending = this.#sending;
    this.paused = this.#paused;
    this.#tabs.onmessage = (message: MessageEvent<{ key?: string; outcome?: Settled }>) => {
      const { key, outcome } = message.data;
      if (key && outcome) this.#settle(key, outcome);
      void this.refresh();
    };
  }

  /** Shows what is kept, and begins to send it. */
  async start(): Promise<void> {
    await this.#adoptFormerDevice();
    await this.refresh();
    this.kick();
  }

  /** Keeps the action, then sends it when it is its turn. What it returns says how far it has come. */
  async act(action: NewAction): Promise<Outcome> {
    const kept = await this.#world.store.add(this.#written(action));
    await this.#changed();
    const outcome = await this.#answerFor(kept);
    // the person who asked was there and has read why: nothing was changed, and nothing needs to be kept
    if (outcome.state === "refused") await this.#forget(kept.seq);
    return outcome;
  }

  /** Something changed for the better: the node is back, somebody signed in. */
  kick(): void {
    clearTimeout(this.#timer);
    if (this.#draining) {
      this.#again = true;
      return;
    }
    this.#draining = true;
    void this.#world
      .alone(() => this.#drain())
      .finally(() => {
        this.#draining = false;
        if (this.#again) {
          this.#again = false;
          this.kick();
        }
      });
  }

  async refresh(): Promise<void> {
    this.#actions.value = inOrder(await this.#world.store.all());
  }

  async sendAgain(action: Action): Promise<void> {
    await this.#resolve(action, "again", sentAgain(action, newKey()));
  }

  async confirmAndSend(action: Action): Promise<void> {
    await this.#resolve(action, "confirmed", confirmed(action, newKey()));
  }

  async discard(action: Action): Promise<void> {
    await this.#resolve(action, "discarded", null);
  }

  /** Ends it: nothing is sent from here any more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#tabs.close();
  }

  history(): Promise<Resolution[]> {
    return this.#world.store.history();
  }

  /** After the device was paired anew. */
  async deviceChanged(): Promise<void> {
    await this.#adoptFormerDevice();
    await this.#changed();
  }

  #written(action: NewAction): Omit<Action, "seq"> {
    const at = (this.#world.now?.() ?? new Date()).toISOString();
    const fixed = { key: newKey(), deviceId: this.#world.deviceId(), who: this.#world.who(), at };
    return { ...action, ...fixed, state: "waiting", tries: 0 };
  }

  #answerFor(action: Action): Promise<Outcome> {
    if (this.#world.barred() !== null) {
      this.kick();
      return Promise.resolve({ state: "queued" });
    }
    return new Promise((resolve) => {
      const settle = (outcome: Outcome) => {
        clearTimeout(patience);
        this.#present.delete(action.key);
        resolve(outcome);
      };
      const patience = setTimeout(() => settle({ state: "queued" }), PATIENCE_MS);
      this.#present.set(action.key, settle);
      this.kick();
    });
  }

  /** Sends from the head until nothing is left that may go. One tab at a time does. */
  async #drain(): Promise<void> {
    for (;;) {
      const barred = this.#world.barred();
      await this.refresh();
      const action = next(this.#actions.value);
      this.#paused.value = action ? barred : null;
      if (!action || barred !== null) {
        this.#leaveAllQueued();
        return;
      }
      this.#sending.value = action.key;
      const sent = await this.#world.send(action).finally(() => {
        this.#sending.value = null;
      });
      if (!(await this.#heed(action, sent))) return;
    }
  }

  /** Does with the action what its answer asks for; `false`: the queue rests. */
  async #heed(action: Action, sent: Sent): Promise<boolean> {
    const found = verdict(sent, action.tries);
    if (found.kind === "keep") {
      await this.#world.store.change(action.seq, (kept) => ({ ...kept, tries: kept.tries + 1 }));
      this.#paused.value = found.pause;
      this.#leaveAllQueued();
      await this.#changed();
      this.#timer = setTimeout(() => this.kick(), backoff(action.tries, found.retryAfter, Math.random()));
      return false;
    }
    const outcome: Settled =
      found.kind === "done" ? { state: "done", answer: found.answer } : { state: "refused", refusal: found.refusal };
    // a refusal is on the disk before anybody hears of it: if this tab dies now, it is not lost
    if (outcome.state === "done") await this.#world.store.remove(action.seq);
    else await this.#world.store.change(action.seq, (kept) => refused(kept, outcome.refusal));
    await this.#changed(action.key, outcome);
    this.#settle(action.key, outcome);
    this.#world.wentOut();
    return true;
  }

  #settle(key: string, outcome: Settled): void {
    this.#present.get(key)?.(outcome);
  }

  #leaveAllQueued(): void {
    for (const settle of [...this.#present.values()]) settle({ state: "queued" });
  }

  async #resolve(action: Action, decision: Resolution["decision"], replacement: Action | null): Promise<void> {
    const at = (this.#world.now?.() ?? new Date()).toISOString();
    await this.#world.store.resolve({ at, who: this.#world.who(), decision, action }, replacement);
    await this.#changed();
    this.kick();
  }

  async #forget(seq: number): Promise<void> {
    await this.#world.store.remove(seq);
    await this.#changed();
    // what was held behind it may go
    this.kick();
  }

  async #adoptFormerDevice(): Promise<void> {
    const deviceId = this.#world.deviceId();
    if (deviceId === "") return;
    for (const action of await this.#world.store.all()) {
      if (action.deviceId !== deviceId)
        await this.#world.store.change(action.seq, (kept) => ofFormerDevice(kept, deviceId));
    }
  }

  async #changed(key?: string, outcome?: Settled): Promise<void> {
    await this.refresh();
    this.#tabs.postMessage(key && outcome ? { key, outcome } : {});
  }
}

function refused(action: Action, refusal: Refusal): Action {
  return { ...action, state: "refused", refusal };
}
