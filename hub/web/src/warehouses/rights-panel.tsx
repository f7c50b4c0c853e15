/** Who may spend how much of a warehouse, and how much of what comes in the floor hands on. */
import { Refused } from "@holdfast/shell/http.ts";
import { useId, useState } from "preact/hooks";
import type { NodeDetail, Rights, RightsPolicy, Warehouse } from "../app/contract.ts";
import type { Resource } from "../app/resource.ts";
import { api, may } from "../app/session.ts";
import { units } from "../ui/figures.ts";
import { CheckField, Form, NumberField, Panel, toast } from "../ui/index.ts";
import { policyDraft, policyPatch, policySentence, RESERVE_MAX, shares } from "./rights.ts";

const NAMES = { hub: "Hub may promise", floor: "Floor may promise", committed: "Committed to orders" };
const SHARE_AT_FIRST = 50;

interface RightsPanelProps {
  rights: Rights;
  warehouse: Resource<Warehouse>;
  node: NodeDetail;
  changed: () => void;
}

export function RightsPanel({ rights, warehouse, node, changed }: RightsPanelProps) {
  const policy: RightsPolicy = {
    hubShare: warehouse.data?.hubShare ?? node.policy?.hubShare ?? null,
    floorReserve: warehouse.data?.floorReserve ?? node.policy?.floorReserve ?? null,
  };
  return (
    <Panel title="Rights between hub and floor">
      <RightsBar rights={rights} />
      {may("catalogue:write") ? (
        // another policy, saved here or elsewhere, is a form of its own
        <PolicyForm
          key={JSON.stringify(policy)}
          rights={rights}
          policy={policy}
          warehouse={warehouse}
          changed={changed}
        />
      ) : (
        <p class="muted">{policySentence(rights, policy.hubShare)}</p>
      )}
    </Panel>
  );
}

function RightsBar({ rights }: { rights: Rights }) {
  const parts = shares(rights);
  const said = parts.map(({ who, units: count }) => `${NAMES[who]}: ${units(count)}`).join(", ");
  return (
    <div class="stack tight">
      <div class="rights-bar" role="img" aria-label={said}>
        {parts.map(({ who, percent }) => (
          <span key={who} class={who} style={{ inlineSize: `${percent}%` }} />
        ))}
      </div>
      <ul class="rights-legend">
        {parts.map(({ who, units: count, percent }) => (
          <li key={who}>
            <span class={`swatch ${who}`} aria-hidden="true" />
            {NAMES[who]} <strong class="figure">{units(count)}</strong>{" "}
            <span class="muted figure">{Math.round(percent)} %</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface PolicyFormProps {
  rights: Rights;
  policy: RightsPolicy;
  warehouse: Resource<Warehouse>;
  changed: () => void;
}

function PolicyForm({ rights, policy, warehouse, changed }: PolicyFormProps) {
  const [draft, setDraft] = useState(policyDraft(policy));
  const slider = useId();
  const patch = policyPatch(policy, draft);
  const id = warehouse.data?.id ?? "";
  const save = async (key: string) => {
    const ifMatch = warehouse.etag;
    try {
      const path = `/v1/warehouses/${encodeURIComponent(id)}`;
      await api.ask(path, { method: "PATCH", body: patch, key, ...(ifMatch ? { ifMatch } : {}) });
    } catch (error) {
      if (error instanceof Refused && error.slug === "version-mismatch") warehouse.reload();
      throw error;
    }
    toast("Policy saved. The floor heeds it with its next receipt, or as soon as its link is up.");
    warehouse.reload();
    changed();
  };
  return (
    <Form deed="Save the policy" disabled={patch === null} onSubmit={save}>
      <CheckField
        label="Set the hub's share from here"
        hint="Otherwise the node goes by the share it was started with."
        checked={draft.hubShare !== null}
        onInput={(set) => setDraft({ ...draft, hubShare: set ? (policy.hubShare ?? SHARE_AT_FIRST) : null })}
      />
      {draft.hubShare !== null && (
        <div class="field">
          <label for={slider}>
            Hub's share: <span class="figure">{draft.hubShare} %</span>
          </label>
          <input
            id={slider}
            class="slider"
            type="range"
            min={0}
            max={100}
            step={5}
            value={draft.hubShare}
            aria-valuetext={`${draft.hubShare} percent for the hub`}
            onInput={(event) => setDraft({ ...draft, hubShare: event.currentTarget.valueAsNumber })}
          />
          <div class="row spread muted small-text">
            <span>all for the floor</span>
            <span>all for the hub</span>
          </div>
        </div>
      )}
      <p class="muted">{policySentence(rights, draft.hubShare)}</p>
      <NumberField
        label="Kept for the floor, each SKU"
        pointer="/floorReserve"
        hint="Units that stay with the floor whatever the share; empty: as the node was started"
        min={0}
        max={RESERVE_MAX}
        value={draft.floorReserve}
        onInput={(floorReserve) => setDraft({ ...draft, floorReserve })}
      />
    </Form>
  );
}
