/** A deed that ends something, asked once and said what it does. */
import { newKey } from "@holdfast/shell/http.ts";
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { useApi } from "../app/session.ts";
import { Confirm, toast } from "../ui/index.ts";

interface EndingProps {
  /** The button, and the deed in the dialog. */
  deed: string;
  title: string;
  /** What it does. */
  children: ComponentChildren;
  path: string;
  danger?: boolean;
  done: string;
  /** Said where a floor has to be asked first. */
  asked?: string;
  changed: () => void;
}

export function Ending({ deed, title, children, path, danger = false, done, asked, changed }: EndingProps) {
  const api = useApi();
  const [open, setOpen] = useState(false);
  const key = useRef(newKey());
  const act = async () => {
    const { status } = await api.ask(path, { method: "POST", body: {}, key: key.current });
    toast(status === 202 && asked ? asked : done, status === 202 ? "check" : "good");
    changed();
  };
  return (
    <>
      <button
        type="button"
        class={`button ${danger ? "danger" : ""}`}
        onClick={() => {
          key.current = newKey();
          setOpen(true);
        }}
      >
        {deed}
      </button>
      {open && (
        <Confirm title={title} deed={deed} danger={danger} act={act} onClose={() => setOpen(false)}>
          {children}
        </Confirm>
      )}
    </>
  );
}
