/** What may be done to a warehouse's node: enrol, fence, unfence, revoke. Each says first what it does. */
import { useState } from "preact/hooks";
import type { NodeDetail } from "../app/contract.ts";
import { api } from "../app/session.ts";
import { Ago, CopyText, Dialog, Form, TextField, toast } from "../ui/index.ts";

type Deed = "enrol" | "fence" | "unfence" | "revoke";

interface NodeDeedsProps {
  id: string;
  /** null: none has joined. */
  node: NodeDetail | null;
  changed: () => void;
}

export function NodeDeeds({ id, node, changed }: NodeDeedsProps) {
  const [deed, setDeed] = useState<Deed | null>(null);
  const close = () => setDeed(null);
  const live = node !== null && !node.revoked;
  return (
    <>
      <button type="button" class={`button ${live ? "" : "primary"}`} onClick={() => setDeed("enrol")}>
        Enrol a node
      </button>
      {live && (
        <button type="button" class="button" onClick={() => setDeed(node.fenced ? "unfence" : "fence")}>
          {node.fenced ? "Unfence" : "Fence"}
        </button>
      )}
      {live && (
        <button type="button" class="button danger" onClick={() => setDeed("revoke")}>
          Revoke
        </button>
      )}
      {deed === "enrol" && <EnrolDialog id={id} again={live} onClose={close} />}
      {deed !== null && deed !== "enrol" && <DeedDialog id={id} deed={deed} changed={changed} onClose={close} />}
    </>
  );
}

const DEEDS: Record<
  Exclude<Deed, "enrol">,
  { title: string; does: string; label: string; done: string; danger: boolean }
> = {
  fence: {
    title: "Fence this warehouse?",
    does: "The hub stops talking to its node and promises nothing of its stock: no order is placed on it until it is unfenced. Its floor works on by itself. Do this when what the node says may be wrong.",
    label: "Fence it",
    done: "is fenced",
    danger: true,
  },
  unfence: {
    title: "Unfence this warehouse?",
    does: "The hub talks to its node again, and its stock can be promised. Do this once you know that what the node says is right.",
    label: "Unfence it",
    done: "is no longer fenced",
    danger: false,
  },
  revoke: {
    title: "Revoke this node?",
    does: "Nothing of it is accepted any more, for good: its link is cut, and it cannot come back. Its floor works on, but what it did and the hub has not seen stays on its disk. Do this when the machine is lost, stolen or replaced; then enrol another.",
    label: "Revoke the node",
    done: "has no node any more: it is revoked",
    danger: true,
  },
};

interface DeedDialogProps {
  id: string;
  deed: Exclude<Deed, "enrol">;
  changed: () => void;
  onClose: () => void;
}

function DeedDialog({ id, deed, changed, onClose }: DeedDialogProps) {
  const { title, does, label, done, danger } = DEEDS[deed];
  const [reason, setReason] = useState("");
  const act = async (key: string) => {
    const body = deed === "fence" && reason.trim() ? { reason: reason.trim() } : {};
    try {
      await api.ask(`/v1/nodes/${encodeURIComponent(id)}/${deed}`, { method: "POST", body, key });
    } finally {
      changed();
    }
    toast(`${id} ${done}`);
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <Form deed={label} danger={danger} onSubmit={act} onCancel={onClose}>
        <p>
          <strong>{id}.</strong> {does}
        </p>
        {deed === "fence" && (
          <TextField
            label="Why"
            pointer="/reason"
            hint="Stands beside the warehouse for whoever comes next"
            maxLength={200}
            value={reason}
            onInput={setReason}
          />
        )}
      </Form>
    </Dialog>
  );
}

interface Enrolment {
  token: string;
  command: string;
  expiresAt: string;
  /** SVG text. */
  qr?: string | null;
}

function EnrolDialog({ id, again, onClose }: { id: string; again: boolean; onClose: () => void }) {
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const ask = async (key: string) => {
    const { body } = await api.ask<Enrolment>(`/v1/nodes/${encodeURIComponent(id)}/enrolments`, {
      method: "POST",
      body: {},
      key,
    });
    setEnrolment(body);
  };
  return (
    <Dialog title={`Enrol a node for ${id}`} onClose={onClose} wide={enrolment !== null}>
      {enrolment ? (
        <Token enrolment={enrolment} onClose={onClose} />
      ) : (
        <Form deed="Make a token" onSubmit={ask} onCancel={onClose}>
          <p>
            A token lets one machine join as the node of this warehouse. It is shown once, here. Run the command that
            comes with it on that machine.
          </p>
          {again && (
            <p class="notice check">
              This warehouse has a node already. Another that joins takes its place only after that one is revoked.
            </p>
          )}
        </Form>
      )}
    </Dialog>
  );
}

function Token({ enrolment, onClose }: { enrolment: Enrolment; onClose: () => void }) {
  return (
    <div class="stack">
      <p class="notice check">
        <span>
          Shown only this once: nobody can read it again. It ends <Ago at={enrolment.expiresAt} />.
        </span>
      </p>
      <div class="token">
        <div class="stack">
          <CopyText label="On the node's machine" text={enrolment.command} />
          <CopyText label="Token alone" text={enrolment.token} />
        </div>
        {enrolment.qr && (
          <img
            class="qr"
            alt="The token as a QR code"
            src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(enrolment.qr)}`}
          />
        )}
      </div>
      <div class="row dialog-deeds">
        <button type="button" class="button primary" onClick={onClose}>
          Done
        </button>
      </div>
    </div>
  );
}
