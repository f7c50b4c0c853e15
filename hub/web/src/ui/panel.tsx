/** What pages are made of: a heading, panels, figures, and what stands where there is nothing yet. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { explain } from "../app/explain.ts";
import { Mark, type Tone } from "./mark.tsx";

let shownBefore = false;

interface PageHeaderProps {
  title: string;
  /** Where this page belongs: the way back. */
  back?: { href: string; label: string };
  /** Beside the title: badges. */
  marks?: ComponentChildren;
  actions?: ComponentChildren;
  children?: ComponentChildren;
}

/** The page's one `h1`. Focus goes to it when the screen changes, so that a reader hears where they are. */
export function PageHeader({ title, back, marks, actions, children }: PageHeaderProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Holdfast`;
  }, [title]);
  useEffect(() => {
    if (shownBefore) heading.current?.focus();
    shownBefore = true;
  }, []);
  return (
    <header class="page-header">
      {back && (
        <a class="back" href={back.href}>
          <span aria-hidden="true">←</span> {back.label}
        </a>
      )}
      <div class="row spread">
        <div class="row">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {marks}
        </div>
        {actions && <div class="row">{actions}</div>}
      </div>
      {children && <p class="muted">{children}</p>}
    </header>
  );
}

interface PanelProps {
  title: string;
  /** Beside the title. */
  aside?: ComponentChildren;
  children: ComponentChildren;
  /** More than half of a wide page. */
  wide?: boolean;
  class?: string;
}

export function Panel({ title, aside, children, wide, class: extra = "" }: PanelProps) {
  const id = useId();
  return (
    <section class={`panel ${wide ? "wide" : ""} ${extra}`} aria-labelledby={id}>
      <div class="row spread panel-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

interface StatProps {
  label: string;
  value: ComponentChildren;
  tone?: Tone;
  note?: ComponentChildren;
  href?: string;
}

/** One figure; with `href` the whole of it leads on. */
export function Stat({ label, value, tone = "plain", note, href }: StatProps) {
  const inside = (
    <>
      <span class="stat-label">
        {tone !== "plain" && <Mark tone={tone} />}
        {label}
      </span>
      <span class="stat-value">{value}</span>
      {note && <span class="stat-note">{note}</span>}
    </>
  );
  return href ? (
    <a class={`stat ${tone}`} href={href}>
      {inside}
    </a>
  ) : (
    <div class={`stat ${tone}`}>{inside}</div>
  );
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children && <div class="muted">{children}</div>}
    </div>
  );
}

export function Loading({ what = "Loading" }: { what?: string }) {
  return (
    <p class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      {what}…
    </p>
  );
}

/** What went wrong, what to do next, and where it makes sense a way to do it. */
export function Failure({ error, again }: { error: unknown; again?: () => void }) {
  const { title, next } = explain(error);
  return (
    <div class="notice wrong" role="alert">
      <strong class="row">
        <Mark tone="wrong" /> {title}
      </strong>
      <span>{next}</span>
      {again && (
        <div>
          <button type="button" class="button" onClick={again}>
            Try again
          </button>
        </div>
      )}
    </div>
  );
}
