/** Keys to this hub and what each role may do. */
import { useState } from "preact/hooks";
import type { KeyRecord, RoleRecord } from "../app/contract.ts";
import { type Resource, useResource } from "../app/resource.ts";
import { api, may, session } from "../app/session.ts";
import { spoken } from "../ui/figures.ts";
import {
  Ago,
  type Column,
  Confirm,
  CopyText,
  DataTable,
  Dialog,
  Failure,
  Form,
  Loading,
  PageHeader,
  Panel,
  SelectField,
  StateBadge,
  TextField,
  toast,
} from "../ui/index.ts";
import { givable, type Power, powers } from "./roles.ts";

export function AccessPage() {
  const keys = useResource<{ items: KeyRecord[] }>("/v1/keys?limit=500", { events: ["KeyCreated", "KeyRevoked"] });
  const roles = useResource<{ items: RoleRecord[] }>("/v1/roles");
  const [creating, setCreating] = useState(false);
  const error = keys.error ?? roles.error;
  const again = () => {
    keys.reload();
    roles.reload();
  };
  return (
    <>
      <PageHeader
        title="Keys and roles"
        actions={
          may("access:write") &&
          roles.data && (
            <button type="button" class="button primary" onClick={() => setCreating(true)}>
              New key
            </button>
          )
        }
      >
        A key is how a program or a person proves who they are. Its name stands beside everything done with it.
      </PageHeader>
      {error !== null && <Failure error={error} again={again} />}
      {keys.data ? <Keys keys={keys} /> : error === null && <Loading what="Asking for the keys" />}
      {roles.data && <Roles roles={roles.data.items} />}
      {creating && roles.data && (
        <CreateDialog
          roles={givable(roles.data.items, session.value?.scopes ?? [])}
          changed={keys.reload}
          onClose={() => setCreating(false)}
        />
      )}
    </>
  );
}

function Keys({ keys }: { keys: Resource<{ items: KeyRecord[] }> }) {
  const [revoking, setRevoking] = useState<KeyRecord | null>(null);
  const columns: Column<KeyRecord>[] = [
    { id: "name", label: "Name", by: (key) => key.name, cell: nameOf },
    { id: "role", label: "Role", by: (key) => key.role, cell: (key) => key.role },
    { id: "state", label: "State", by: (key) => (key.revokedAt ? 1 : 0), cell: stateOf },
    {
      id: "created",
      label: "Made",
      wideOnly: true,
      by: (key) => key.createdAt,
      cell: (key) => <Ago at={key.createdAt} />,
    },
    ...(may("access:write")
      ? [{ id: "revoke", label: "Action", cell: (key: KeyRecord) => <RevokeButton record={key} ask={setRevoking} /> }]
      : []),
  ];
  const revoke = async (key: string) => {
    if (!revoking) return;
    await api.ask(`/v1/keys/${encodeURIComponent(revoking.keyId)}`, { method: "DELETE", key });
    toast(`The key ${revoking.name} is revoked`);
    keys.reload();
  };
  return (
    <>
      <DataTable
        caption="Keys"
        rows={keys.data?.items ?? []}
        columns={columns}
        rowKey={(key) => key.keyId}
        start={{ by: "state", down: false }}
      />
      {revoking && (
        <Confirm title="Revoke this key?" deed="Revoke the key" danger act={revoke} onClose={() => setRevoking(null)}>
          <p>
            <strong>{revoking.name}</strong> ({revoking.role}) is refused from now on, and whoever is signed in with it
            is signed out. This cannot be undone; a new key can be made.
          </p>
        </Confirm>
      )}
    </>
  );
}

function nameOf(key: KeyRecord) {
  return (
    <>
      {key.name}
      {key.keyId === session.value?.keyId && <span class="muted"> (yours)</span>}
    </>
  );
}

function stateOf(key: KeyRecord) {
  if (key.revokedAt) {
    return (
      <>
        <StateBadge tone="plain">Revoked</StateBadge> <Ago at={key.revokedAt} />
      </>
    );
  }
  return (
    <>
      <StateBadge tone="good">Good</StateBadge>
      {key.lastUsedAt && (
        <>
          {" "}
          used <Ago at={key.lastUsedAt} />
        </>
      )}
    </>
  );
}

function RevokeButton({ record, ask }: { record: KeyRecord; ask: (key: KeyRecord) => void }) {
  // one's own is refused by the hub
  if (record.revokedAt || record.keyId === session.value?.keyId) return null;
  return (
    <button type="button" class="button danger" aria-label={`Revoke ${record.name}`} onClick={() => ask(record)}>
      Revoke
    </button>
  );
}

interface CreateDialogProps {
  roles: readonly RoleRecord[];
  changed: () => void;
  onClose: () => void;
}

function CreateDialog({ roles, changed, onClose }: CreateDialogProps) {
  const [name, setName] = useState("");
  const [role, setRole] = useState(roles[roles.length - 1]?.role ?? "");
  const [secret, setSecret] = useState<string | null>(null);
  const create = async (key: string) => {
    const { body } = await api.ask<KeyRecord & { key: string }>("/v1/keys", {
      method: "POST",
      body: { name: name.trim(), role },
      key,
    });
    setSecret(body.key);
    changed();
  };
  if (secret !== null) {
    return (
      <Dialog title={`The key of ${name}`} onClose={onClose}>
        <div class="stack">
          <p class="notice check">Shown only this once: nobody can read it again. Put it where it belongs now.</p>
          <CopyText label="Key" text={secret} />
          <div class="row dialog-deeds">
            <button type="button" class="button primary" onClick={onClose}>
              Done
            </button>
          </div>
        </div>
      </Dialog>
    );
  }
  const scopes = roles.find((one) => one.role === role)?.scopes ?? [];
  return (
    <Dialog title="New key" onClose={onClose}>
      <Form deed="Make the key" onSubmit={create} onCancel={onClose}>
        <TextField
          label="Name"
          pointer="/name"
          hint="Who or what uses it, as web shop"
          required
          maxLength={300}
          value={name}
          onInput={setName}
        />
        <SelectField
          label="Role"
          pointer="/role"
          value={role}
          onInput={setRole}
          options={roles.map((one) => ({ value: one.role, label: one.role }))}
          hint={`May: ${scopes.join(", ")}`}
        />
      </Form>
    </Dialog>
  );
}

function Roles({ roles }: { roles: readonly RoleRecord[] }) {
  const columns: Column<Power>[] = [
    { id: "on", label: "What", cell: ({ on }) => spoken(on) },
    ...roles.map(({ role }) => ({
      id: role,
      label: role,
      cell: ({ may: deeds }: Power) => deeds[role]?.join(", ") ?? "–",
    })),
  ];
  return (
    <Panel title="What each role may do">
      <DataTable caption="Roles" rows={powers(roles)} columns={columns} rowKey={({ on }) => on} />
    </Panel>
  );
}
