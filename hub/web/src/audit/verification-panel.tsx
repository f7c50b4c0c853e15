/** Whether the ledger's chains hold: asked when somebody wants to know, for it reads every entry. */
import { useState } from "preact/hooks";
import type { Verification } from "../app/contract.ts";
import { api } from "../app/session.ts";
import { counted, units } from "../ui/figures.ts";
import { Ago, type Column, DataTable, Failure, Loading, Panel, StateBadge } from "../ui/index.ts";

/** A log of millions of entries takes its time. */
const PATIENCE_MS = 600_000;

export function VerificationPanel() {
  const [result, setResult] = useState<Verification | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const verify = async () => {
    setBusy(true);
    setError(null);
    try {
      setResult(await api.get<Verification>("/v1/audit/verification", { timeout: PATIENCE_MS }));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel
      title="Chain of hashes"
      aside={
        <button type="button" class="button" disabled={busy} onClick={() => void verify()}>
          {result ? "Verify again" : "Verify now"}
        </button>
      }
    >
      {busy && <Loading what="Reading every entry and hashing it anew" />}
      {error !== null && <Failure error={error} />}
      {result && !busy && <Result result={result} />}
      {!result && !busy && error === null && (
        <p class="muted">
          Each entry carries the hash of the one before. Verifying reads all logs and says whether any was altered.
        </p>
      )}
    </Panel>
  );
}

function Result({ result }: { result: Verification }) {
  return (
    <div class="stack tight" role="status">
      <p class="row">
        <StateBadge tone={result.verified ? "good" : "wrong"}>
          {result.verified ? "Chain verified" : "Chain broken"}
        </StateBadge>
        <span>
          {counted(result.entries, "entry", "entries")} in {counted(result.logs.length, "log")},{" "}
          <Ago at={result.checkedAt} />
        </span>
      </p>
      {result.findings.length > 0 && (
        <div class="notice wrong">
          <strong>What was found. Keep the stores as they are and restore from a backup that verifies.</strong>
          <ul class="bulleted">
            {result.findings.map((finding) => (
              <li key={finding}>{finding}</li>
            ))}
          </ul>
        </div>
      )}
      <details>
        <summary>Each log</summary>
        <DataTable
          caption="Logs"
          rows={result.logs}
          columns={LOGS}
          rowKey={(log) => `${log.warehouseId}/${log.site}/${log.incarnation}`}
        />
      </details>
    </div>
  );
}

/** The site that is the hub. */
const HUB = 0;

type Log = Verification["logs"][number];

const LOGS: readonly Column<Log>[] = [
  { id: "warehouse", label: "Warehouse", by: (log) => log.warehouseId, cell: (log) => log.warehouseId },
  {
    id: "site",
    label: "Kept by",
    by: (log) => String(log.site),
    cell: (log) => `${log.site === HUB ? "hub" : "node"}, incarnation ${log.incarnation}`,
  },
  { id: "entries", label: "Entries", numeric: true, by: (log) => log.entries, cell: (log) => units(log.entries) },
  {
    id: "head",
    label: "Newest hash",
    wideOnly: true,
    cell: (log) => <span class="mono">{log.head?.slice(0, 16) ?? "–"}</span>,
  },
];
