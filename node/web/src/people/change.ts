/** Changes of people and devices. They are made with the node at hand and are not queued: who may come in is not decided later. */
import { type Ask, newKey, Refused } from "@holdfast/shell/http.ts";
import { useRef, useState } from "preact/hooks";
import { api } from "../app/api.ts";
import { useSay, useTerminal } from "../app/context.tsx";

export interface Change {
  busy: boolean;
  trouble: string | null;
  /** The first fault of each field, by its pointer: `/pin`. */
  faults: Record<string, string>;
  /** Sends it; the answer, or nothing where it failed. */
  send: <T>(path: string, ask: Ask) => Promise<T | undefined>;
}

export function useChange(): Change {
  const say = useSay();
  const terminal = useTerminal();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [faults, setFaults] = useState<Record<string, string>>({});
  /** A change whose answer got lost is repeated under its own key, so that it is made once. */
  const lost = useRef<{ what: string; key: string } | null>(null);

  const send = async <T>(path: string, ask: Ask): Promise<T | undefined> => {
    const what = JSON.stringify([ask.method, path, ask.body]);
    const key = lost.current?.what === what ? lost.current.key : newKey();
    lost.current = { what, key };
    setBusy(true);
    setTrouble(null);
    setFaults({});
    try {
      const answer = await api.ask<T>(path, { ...ask, key });
      lost.current = null;
      terminal.signal("good");
      return answer.body;
    } catch (error) {
      terminal.signal("wrong");
      if (error instanceof Refused) {
        lost.current = null;
        setFaults(Object.fromEntries((error.problem.errors ?? []).map((fault) => [fault.pointer, fault.detail])));
        setTrouble(error.status === 403 ? say("change-forbidden") : error.message);
      } else setTrouble(say("change-away"));
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return { busy, trouble, faults, send };
}
