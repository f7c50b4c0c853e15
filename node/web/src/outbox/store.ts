/** The queue on the disk of the device: IndexedDB. An action is in here before anybody is told that it was taken. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Action } from "./queue.ts";

/** What became of an action that did not just go out. */
export interface Resolution {
  id?: number;
  at: string;
  /** Who decided. */
  who: string;
  decision: "again" | "confirmed" | "discarded";
  action: Action;
}

interface Schema extends DBSchema {
  actions: { key: number; value: Action };
  history: { key: number; value: Resolution };
}

const HISTORY_MAX = 200;

export class OutboxStore {
  readonly #open: Promise<IDBPDatabase<Schema>>;

  constructor(name = "holdfast-outbox") {
    this.#open = openDB<Schema>(name, 1, {
      upgrade(database) {
        database.createObjectStore("actions", { keyPath: "seq", autoIncrement: true });
        database.createObjectStore("history", { keyPath: "id", autoIncrement: true });
      },
    });
    // whoever uses it hears of the failure; nobody else has to
    this.#open.catch(() => undefined);
  }

  async all(): Promise<Action[]> {
    return (await this.#open).getAll("actions");
  }

  /** Keeps a new action and gives it its place; on the disk once this is through. */
  async add(action: Omit<Action, "seq">): Promise<Action> {
    const database = await this.#open;
    const transaction = database.transaction("actions", "readwrite", { durability: "strict" });
    const seq = await transaction.store.add(action as Action);
    await transaction.done;
    return { ...action, seq };
  }

  /** Changes an action that is still there; one that has gone out meanwhile stays gone. */
  async change(seq: number, change: (action: Action) => Action): Promise<Action | null> {
    const database = await this.#open;
    const transaction = database.transaction("actions", "readwrite", { durability: "strict" });
    const before = await transaction.store.get(seq);
    const after = before ? change(before) : null;
    if (after) await transaction.store.put(after);
    await transaction.done;
    return after;
  }

  async remove(seq: number): Promise<void> {
    await (await this.#open).delete("actions", seq);
  }

  /** Settles a refused action as a person decided, and writes down that they did, in one transaction. */
  async resolve(resolution: Resolution, replacement: Action | null): Promise<void> {
    const database = await this.#open;
    const transaction = database.transaction(["actions", "history"], "readwrite", { durability: "strict" });
    const actions = transaction.objectStore("actions");
    if (replacement) await actions.put(replacement);
    else await actions.delete(resolution.action.seq);
    const history = transaction.objectStore("history");
    await history.add(resolution);
    const ids = await history.getAllKeys();
    for (const id of ids.slice(0, Math.max(0, ids.length - HISTORY_MAX))) await history.delete(id);
    await transaction.done;
  }

  /** The newest first. */
  async history(): Promise<Resolution[]> {
    return (await (await this.#open).getAll("history")).toReversed();
  }

  async close(): Promise<void> {
    (await this.#open).close();
  }
}
