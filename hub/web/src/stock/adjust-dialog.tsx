/** Changing stock with a reason: by so many, to so many, or set apart as damaged. */
import { Refused } from "@holdfast/shell/http.ts";
import { useState } from "preact/hooks";
import { Fetched } from "../app/fetched.tsx";
import { useResource } from "../app/resource.ts";
import { useApi } from "../app/session.ts";
import { invalid, retold } from "../list/retold.ts";
import { units } from "../ui/figures.ts";
import { Ago, bound, CheckField, Dialog, Form, SelectField, TextField, toast } from "../ui/index.ts";
import { type Change, type ChangeKind, type Planned, planned } from "./change.ts";
import type { CellRecord } from "./record.ts";
import { explained, type Shortage } from "./refusal.ts";

interface AdjustDialogProps {
  sku: string;
  warehouseId: string;
  onClose: () => void;
  onDone: () => void;
}

export function AdjustDialog({ sku, warehouseId, onClose, onDone }: AdjustDialogProps) {
  const list = `/v1/warehouses/${encodeURIComponent(warehouseId)}/inventory`;
  const cell = useResource<CellRecord>(`${list}/${encodeURIComponent(sku)}`);
  return (
    <Dialog title={`${sku} in ${warehouseId}`} onClose={onClose}>
      <Fetched from={cell}>
        {(data) => (
          <AdjustForm
            cell={data}
            etag={cell.etag}
            reload={cell.reload}
            onClose={onClose}
            onDone={() => {
              onDone();
              onClose();
            }}
          />
        )}
      </Fetched>
    </Dialog>
  );
}

const KINDS: readonly { value: ChangeKind; label: string }[] = [
  { value: "adjust", label: "Add or take away units" },
  { value: "set", label: "Set what is on hand" },
  { value: "damage", label: "Set apart as damaged, or put back" },
];

const REASONS = ["Count correction", "Found", "Lost", "Broken", "Expired", "Sample", "Booked by mistake"];

const AMOUNT: Record<ChangeKind, { label: string; hint: string }> = {
  adjust: { label: "Units", hint: "24 adds, −24 takes away." },
  set: { label: "On hand", hint: "All that is in the building, reserved units included." },
  damage: { label: "Damaged units", hint: "6 sets apart, −6 puts back." },
};

interface AdjustFormProps {
  cell: CellRecord;
  etag: string | null;
  reload: () => void;
  onClose: () => void;
  onDone: () => void;
}

function AdjustForm({ cell, etag, reload, onClose, onDone }: AdjustFormProps) {
  const api = useApi();
  const [change, setChange] = useState<Change>({ kind: "adjust", amount: "", reason: "", reference: "" });
  const [sure, setSure] = useState(false);
  const put = (part: Partial<Change>) => {
    setSure(false);
    setChange((before) => ({ ...before, ...part }));
  };
  const plan = planned(change, cell);
  const field = bound(change, put);
  const submit = async (key: string) => {
    if ("troubles" in plan) throw invalid(plan.troubles);
    if (plan.doubt && !sure) throw invalid({}, `${plan.doubt} If it is right, say so at the end of the form.`);
    const options = { method: plan.method, body: plan.body, key, ...(etag ? { ifMatch: etag } : {}) };
    try {
      await api.ask(plan.path, options);
    } catch (error) {
      if (error instanceof Refused && error.slug === "version-mismatch") reload();
      throw inWords(error, cell.warehouseId);
    }
    toast(`${cell.sku} in ${cell.warehouseId}: ${plan.said}`);
    onDone();
  };
  return (
    <Form deed="Book it" onSubmit={submit} onCancel={onClose}>
      <Now cell={cell} />
      <SelectField
        label="What to do"
        value={change.kind}
        options={KINDS}
        onInput={(kind) => put({ kind: kind as ChangeKind })}
      />
      <TextField
        label={AMOUNT[change.kind].label}
        hint={AMOUNT[change.kind].hint}
        pointer={`/${plan.field}`}
        {...field("amount")}
        required
      />
      <WhyFields change={change} put={put} />
      <Outlook plan={plan} sure={sure} setSure={setSure} />
    </Form>
  );
}

function WhyFields({ change, put }: { change: Change; put: (part: Partial<Change>) => void }) {
  const field = bound(change, put);
  return (
    <>
      <TextField label="Reason" pointer="/reason" list="adjust-reasons" maxLength={500} {...field("reason")} required />
      <datalist id="adjust-reasons">
        {REASONS.map((reason) => (
          <option key={reason} value={reason} />
        ))}
      </datalist>
      <TextField
        label="Reference"
        hint="A count list, a claim, a ticket: whatever leads on."
        pointer="/reference"
        maxLength={128}
        {...field("reference")}
      />
    </>
  );
}

function Now({ cell }: { cell: CellRecord }) {
  return (
    <dl class="sums boxed">
      <div>
        <dt>On hand</dt>
        <dd class="figure">{units(cell.quantity)}</dd>
      </div>
      <div>
        <dt>Available</dt>
        <dd class="figure">{units(cell.availableQuantity)}</dd>
      </div>
      <div>
        <dt>Hub may take</dt>
        <dd class="figure">{units(cell.promisableQuantity)}</dd>
      </div>
      <div>
        <dt>Known as of</dt>
        <dd>
          <Ago at={cell.asOf} />
        </dd>
      </div>
    </dl>
  );
}

function Outlook({ plan, sure, setSure }: { plan: Planned; sure: boolean; setSure: (sure: boolean) => void }) {
  return (
    <div class="stack tight" aria-live="polite">
      {"said" in plan && <p>{plan.said}</p>}
      {"said" in plan && plan.doubt && (
        <div class="notice check">
          <span>{plan.doubt}</span>
          <CheckField label="Yes, these figures are right" checked={sure} onInput={setSure} />
        </div>
      )}
    </div>
  );
}

function inWords(error: unknown, warehouseId: string): unknown {
  if (!(error instanceof Refused)) return error;
  const told = explained(error.slug, warehouseId, error.problem.lines as Shortage[] | undefined);
  return told ? retold(error, `${told.title} ${told.advice}`) : error;
}
