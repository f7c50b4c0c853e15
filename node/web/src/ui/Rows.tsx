import type { ComponentChildren } from "preact";
import { number } from "../i18n/language.ts";
import { Icon } from "./Icon.tsx";
import "./rows.css";

export function Rows({ children, label }: { children: ComponentChildren; label?: string }) {
  return (
    <ul class="rows" aria-label={label}>
      {children}
    </ul>
  );
}

export interface LineProps {
  /** SKU, task, bin: what one compares with a label. */
  code: string;
  name?: string | null | undefined;
  quantity?: number | string | undefined;
  bin?: string | null | undefined;
  /** A small third line, or badges. */
  detail?: ComponentChildren;
  /** Makes it a button. */
  onClick?: () => void;
  /** Marks it as chosen (a button only) or as done. */
  chosen?: boolean;
  done?: boolean;
}

export function Line(props: LineProps) {
  const isFigure = typeof props.quantity === "number";
  const inner = (
    <>
      <span class="line-what">
        <span class="line-code">{props.code}</span>
        {props.name && <span class="line-name">{props.name}</span>}
        {props.detail && <span class="line-detail">{props.detail}</span>}
      </span>
      {props.bin && <span class="line-bin">{props.bin}</span>}
      {props.quantity !== undefined && (
        <span class={isFigure ? "line-quantity" : "line-quantity words"}>
          {isFigure ? number(Number(props.quantity)) : props.quantity}
        </span>
      )}
      {props.done && <Icon name="check" />}
    </>
  );
  const classes = ["line", props.done && "done", props.chosen && "chosen"].filter(Boolean).join(" ");
  return (
    <li>
      {props.onClick ? (
        <button type="button" class={classes} onClick={props.onClick} aria-pressed={props.chosen}>
          {inner}
        </button>
      ) : (
        <div class={classes}>{inner}</div>
      )}
    </li>
  );
}
