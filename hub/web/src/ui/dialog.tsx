/** A question that waits for its answer. The browser's own dialog keeps the focus inside and Escape closes it. */
import { newKey } from "@holdfast/shell/http.ts";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Failure } from "./panel.tsx";
import { sameRequest } from "./refusal.ts";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
  /** Stays until what it asks for is done: no closing by Escape. */
  insists?: boolean;
}

/** Shown for as long as it is rendered. */
export function Dialog({ title, onClose, children, wide, insists = false }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  // browsers close a dialog at the second Escape whatever one says
  const closed = () => (insists ? box.current?.showModal() : onClose());
  return (
    <dialog ref={box} class={`dialog ${wide ? "wide" : ""}`} aria-labelledby={id} onClose={closed}>
      <div class="row spread dialog-head">
        <h2 id={id}>{title}</h2>
        {!insists && (
          <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
            <span aria-hidden="true">✕</span>
          </button>
        )}
      </div>
      {children}
    </dialog>
  );
}

interface ConfirmProps {
  title: string;
  /** What it does, before anybody does it. */
  children: ComponentChildren;
  /** The deed itself: `Revoke the node`. */
  deed: string;
  danger?: boolean;
  /** The key goes with the request, so that a lost answer does not make two of it. */
  act: (key: string) => Promise<void>;
  onClose: () => void;
}

/** Asks once, does it, and says so where it could not be done. Closes when it was. */
export function Confirm({ title, children, deed, danger, act, onClose }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const key = useRef(newKey());
  const go = async () => {
    if (!sameRequest(error, false)) key.current = newKey();
    setBusy(true);
    setError(null);
    try {
      await act(key.current);
      onClose();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="stack">
        {children}
        {error !== null && <Failure error={error} />}
        <div class="row dialog-deeds">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="button"
            class={`button ${danger ? "danger" : "primary"}`}
            disabled={busy}
            onClick={() => void go()}
          >
            {busy ? "Working…" : deed}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
