import type { ComponentChildren } from "preact";
import { useSay } from "../app/context.tsx";
import type { Mood } from "../app/contract.ts";
import { moment } from "../i18n/language.ts";
import { Icon } from "./Icon.tsx";
import "./notice.css";

export interface NoticeProps {
  /** Nothing: a quiet remark. */
  mood?: Mood;
  title: string;
  detail?: ComponentChildren;
  /** Buttons: what to do next. */
  actions?: ComponentChildren;
}

const ICONS: Record<Mood, string> = { good: "check", check: "warning", wrong: "cross" };

/** Says how something went. What went wrong interrupts a screen reader, the rest waits its turn. */
export function Notice({ mood, title, detail, actions }: NoticeProps) {
  return (
    <div class={`notice said ${mood ?? ""}`} role={mood === "wrong" ? "alert" : "status"}>
      <p class="said-title">
        {mood && <Icon name={ICONS[mood]} size={28} />}
        <span>{title}</span>
      </p>
      {detail && <div class="said-detail">{detail}</div>}
      {actions && <div class="row">{actions}</div>}
    </div>
  );
}

/** What was scanned and what was expected, side by side. */
export function WrongScan({ said, expected }: { said: string; expected: string }) {
  const say = useSay();
  return (
    <Notice
      mood="wrong"
      title={say("scan-wrong")}
      detail={
        <dl class="compare">
          <dt>{say("scan-was")}</dt>
          <dd>{said}</dd>
          <dt>{say("scan-expected")}</dt>
          <dd>{expected}</dd>
        </dl>
      }
    />
  );
}

/** Last known data says that it is. */
export function Stale({ asOf }: { asOf: string | null }) {
  const say = useSay();
  if (asOf === null) return null;
  return (
    <p class="stale" role="status">
      <Icon name="warning" size={18} />
      <span>{say("stale", { time: moment(asOf) })}</span>
    </p>
  );
}

/** Nothing is here, and what can be done about it. */
export function Empty({ title, detail, children, icon = "check" }: EmptyProps) {
  return (
    <div class="empty">
      <Icon name={icon} size={48} />
      <p class="empty-title">{title}</p>
      {detail && <p class="muted">{detail}</p>}
      {children}
    </div>
  );
}

export interface EmptyProps {
  title: string;
  detail?: string;
  icon?: string;
  children?: ComponentChildren;
}

export interface ProgressProps {
  done: number;
  of: number;
  /** Read out with the figures. */
  label?: string;
}

export function Progress({ done, of, label }: ProgressProps) {
  const say = useSay();
  return (
    <div class="progress">
      <progress value={done} max={Math.max(of, 1)} aria-label={label ?? say("progress")} />
      <span class="number">{say("done-of", { done, of })}</span>
    </div>
  );
}

/** Something is on its way; shown only once it takes long enough to be noticed. */
export function Waiting({ what }: { what?: string }) {
  const say = useSay();
  return (
    <p class="waiting" role="status">
      <span class="waiting-dot" aria-hidden="true" />
      {what ?? say("loading")}
    </p>
  );
}
