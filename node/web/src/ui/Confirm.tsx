import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { useSay, useScan, useTerminal } from "../app/context.tsx";
import type { Mood } from "../app/contract.ts";
import { BigButton } from "./BigButton.tsx";
import "./confirm.css";

export interface ConfirmProps {
  title: string;
  detail?: ComponentChildren;
  /** What the button that goes on says: the deed itself, not “yes”. */
  yes: string;
  no?: string;
  mood?: Mood;
  onYes: () => void;
  onNo: () => void;
}

/** Asks once before what cannot be taken back. Escape means no, and the safe answer has the focus. */
export function Confirm({ title, detail, yes, no, mood, onYes, onNo }: ConfirmProps) {
  const say = useSay();
  const terminal = useTerminal();
  // the question comes first: what is scanned meanwhile must not go on behind it
  useScan(() => terminal.signal("check"));
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const shown = dialog.current;
    if (!shown) return undefined;
    shown.showModal();
    return () => shown.close();
  }, []);
  const refuse = (event: Event) => {
    event.preventDefault();
    onNo();
  };
  return (
    <dialog class="confirm" ref={dialog} aria-labelledby={id} onCancel={refuse}>
      <h2 id={id}>{title}</h2>
      {detail && <div class="confirm-detail">{detail}</div>}
      <div class="confirm-answers">
        <BigButton onClick={onNo}>{no ?? say("cancel")}</BigButton>
        <BigButton primary {...(mood ? { mood } : {})} onClick={onYes}>
          {yes}
        </BigButton>
      </div>
    </dialog>
  );
}
