/** Fetches what was searched for as a file, and says how far it is. */
import { useEffect, useRef, useState } from "preact/hooks";
import { units } from "../ui/figures.ts";
import { toast, toastFailure } from "../ui/index.ts";
import { exportCsv, save } from "./export.ts";

export function ExportButton({ path }: { path: string }) {
  const [rows, setRows] = useState<number | null>(null);
  const ended = useRef(new AbortController());
  useEffect(() => () => ended.current.abort(), []);
  const start = async () => {
    const mine = new AbortController();
    ended.current = mine;
    setRows(0);
    try {
      const file = await exportCsv(path, setRows, mine.signal);
      save(file, `holdfast-audit-${new Date().toISOString().slice(0, 10)}.csv`);
      toast("The ledger is in your downloads.");
    } catch (error) {
      if (!mine.signal.aborted) toastFailure(error);
    } finally {
      setRows(null);
    }
  };
  if (rows === null) {
    return (
      <button type="button" class="button" onClick={() => void start()}>
        Export CSV
      </button>
    );
  }
  return (
    <span class="row">
      <span class="loading" role="status">
        <span class="spinner" aria-hidden="true" />
        {units(rows)} entries so far…
      </span>
      <button type="button" class="button" onClick={() => ended.current.abort()}>
        Stop
      </button>
    </span>
  );
}
