import type { ComponentChildren } from "preact";
import type { Mood } from "../app/contract.ts";
import { Icon } from "./Icon.tsx";
import "./button.css";

export interface BigButtonProps {
  onClick: () => void;
  children: ComponentChildren;
  /** Colours it; an icon says the same. */
  mood?: Mood;
  /** The one action that Enter means too. */
  primary?: boolean;
  disabled?: boolean;
  /** A second, smaller line: what will happen, or why it cannot. */
  hint?: string;
  icon?: string;
  busy?: boolean;
}

const MOOD_ICONS: Record<Mood, string> = { good: "check", check: "warning", wrong: "cross" };

export function BigButton({ onClick, children, mood, primary, disabled, hint, icon, busy }: BigButtonProps) {
  const classes = ["big", primary && "primary", mood].filter(Boolean).join(" ");
  const shown = icon ?? (mood ? MOOD_ICONS[mood] : null);
  return (
    <button type="button" class={classes} onClick={onClick} disabled={disabled || busy} aria-busy={busy || undefined}>
      {shown && <Icon name={shown} />}
      <span class="big-text">
        <span>{children}</span>
        {hint && <small>{hint}</small>}
      </span>
    </button>
  );
}
