/** One task a screen: what it is, the way back, what is to be done, and the one primary action under the thumb. */
import { go } from "@holdfast/shell/route.ts";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useSay } from "../app/context.tsx";
import { StatusDots } from "../status/StatusDots.tsx";
import { Icon } from "./Icon.tsx";
import { useShortcuts } from "./shortcuts.ts";
import "./screen.css";

export interface ScreenProps {
  title: string;
  /** Where Back and Escape lead: a place, or something to do. */
  back?: readonly string[] | (() => void);
  /** Where in the task one is, as “2 of 5”. */
  step?: string;
  children: ComponentChildren;
  /** The primary action; others before it. */
  footer?: ComponentChildren;
  /** Lays the children out in two columns where there is room. */
  wide?: boolean;
}

export function Screen({ title, back, step, children, footer, wide }: ScreenProps) {
  const say = useSay();
  const heading = useRef<HTMLHeadingElement>(null);
  const foot = useRef<HTMLElement>(null);
  const leave = back === undefined ? null : typeof back === "function" ? back : () => go(back);
  // where there is no footer Enter is left to a pad on the screen
  const press = footer ? () => primaryOf(foot.current)?.click() : null;
  useShortcuts({ enter: press, escape: leave });
  useEffect(() => {
    document.title = `${title} · Holdfast`;
    if (!fieldHasFocus()) heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <div class="screen">
      <header class="screen-head">
        {leave && (
          <button type="button" class="screen-back" onClick={leave}>
            <Icon name="back" size={28} />
            <span class="visually-hidden">{say("back")}</span>
          </button>
        )}
        <div class="screen-title">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {step && <p class="screen-step">{step}</p>}
        </div>
        <StatusDots />
      </header>
      <main class={wide ? "screen-main wide" : "screen-main"}>{children}</main>
      {footer && (
        <footer class="screen-foot" ref={foot}>
          <div class="screen-foot-inner">{footer}</div>
        </footer>
      )}
    </div>
  );
}

/** The last primary button that can be pressed. */
function primaryOf(foot: HTMLElement | null): HTMLElement | undefined {
  return Array.from(foot?.querySelectorAll<HTMLElement>(".big.primary:not(:disabled)") ?? []).at(-1);
}

/** A field that asked for the focus keeps it. */
function fieldHasFocus(): boolean {
  return document.activeElement instanceof HTMLInputElement && document.activeElement.autofocus;
}
