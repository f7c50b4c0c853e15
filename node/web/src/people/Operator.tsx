import { go } from "@holdfast/shell/route.ts";
import { useEffect, useState } from "preact/hooks";
import { useKnown, useSay, useTerminal } from "../app/context.tsx";
import { BigButton, Choice, Confirm, Notice, ScanPrompt, Screen, TextField, Waiting } from "../ui/index.ts";
import { useChange } from "./change.ts";
import { type OperatorView, PEOPLE_ROLES, type PersonRole } from "./shapes.ts";

interface Draft {
  name: string;
  role: PersonRole;
  badge: string;
  pin: string;
}

const BLANK: Draft = { name: "", role: "worker", badge: "", pin: "" };
const BACK = ["people", "operators"];

export function NewOperator() {
  const say = useSay();
  const change = useChange();
  const [draft, setDraft] = useState(BLANK);
  const save = async () => {
    const { name, role, badge, pin } = draft;
    const body = { name: name.trim(), role, ...(badge && { badge }), ...(pin && { pin }) };
    if (await change.send<OperatorView>("/v1/operators", { method: "POST", body })) go(BACK);
  };
  const footer = (
    <BigButton primary icon="check" disabled={draft.name.trim() === ""} busy={change.busy} onClick={() => void save()}>
      {say("operator-save")}
    </BigButton>
  );
  return (
    <Screen title={say("operator-new")} back={BACK} footer={footer}>
      {change.trouble && <Notice mood="wrong" title={say("change-refused")} detail={change.trouble} />}
      <Fields draft={draft} faults={change.faults} onChange={setDraft} />
    </Screen>
  );
}

/** Changes one that is there: only what was filled in is changed. */
export function Operator({ operatorId }: { operatorId: string }) {
  const say = useSay();
  const may = useTerminal().may("access:write");
  const path = `/v1/operators/${encodeURIComponent(operatorId)}`;
  const { data } = useKnown<OperatorView>(path);
  const change = useChange();
  const [draft, setDraft] = useState(BLANK);
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    if (data) setDraft({ ...BLANK, name: data.name, role: data.role as PersonRole });
  }, [data]);
  const save = async () => {
    const { name, role, badge, pin } = draft;
    const body = { name: name.trim(), role, ...(badge && { badge }), ...(pin && { pin }) };
    if (await change.send<OperatorView>(path, { method: "PATCH", body })) go(BACK);
  };
  const revoke = async () => {
    setAsking(false);
    if ((await change.send<null>(path, { method: "DELETE" })) === null) go(BACK);
  };
  const footer = may && data && (
    <>
      <BigButton mood="wrong" onClick={() => setAsking(true)}>
        {say("operator-revoke")}
      </BigButton>
      <BigButton primary icon="check" busy={change.busy} onClick={() => void save()}>
        {say("operator-save")}
      </BigButton>
    </>
  );
  return (
    <Screen title={data?.name ?? say("operators-title")} back={BACK} footer={footer}>
      {change.trouble && <Notice mood="wrong" title={say("change-refused")} detail={change.trouble} />}
      {!data && <Waiting />}
      {data && <Fields draft={draft} faults={change.faults} onChange={setDraft} />}
      {asking && (
        <Confirm
          mood="wrong"
          title={say("operator-revoke-title", { name: data?.name ?? "" })}
          detail={say("operator-revoke-detail")}
          yes={say("operator-revoke")}
          onYes={() => void revoke()}
          onNo={() => setAsking(false)}
        />
      )}
    </Screen>
  );
}

interface FieldsProps {
  draft: Draft;
  faults: Record<string, string>;
  onChange: (draft: Draft) => void;
}

function Fields({ draft, faults, onChange }: FieldsProps) {
  const say = useSay();
  const put = (change: Partial<Draft>) => onChange({ ...draft, ...change });
  return (
    <>
      <TextField
        label={say("operator-name")}
        value={draft.name}
        onInput={(name) => put({ name })}
        error={faults["/name"]}
        maxLength={100}
        required
      />
      <Choice
        legend={say("operator-role")}
        value={draft.role}
        onChoose={(role) => put({ role })}
        options={PEOPLE_ROLES.map((role) => ({
          value: role,
          label: say(`role-${role}`),
          hint: say(`role-${role}-hint`),
        }))}
      />
      <ScanPrompt
        what={say("operator-badge")}
        detail={draft.badge || undefined}
        onScan={(scan) => put({ badge: scan.code })}
      />
      {faults["/badge"] && <Notice mood="wrong" title={faults["/badge"]} />}
      <TextField
        label={say("operator-pin")}
        hint={say("operator-pin-hint")}
        value={draft.pin}
        onInput={(pin) => put({ pin: pin.replace(/\D/g, "") })}
        error={faults["/pin"]}
        maxLength={12}
        numeric
        secret
      />
    </>
  );
}
