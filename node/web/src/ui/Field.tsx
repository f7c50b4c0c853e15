import { useEffect, useId, useRef } from "preact/hooks";
import "./field.css";

export interface TextFieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  hint?: string | undefined;
  /** What is wrong with it, and how it is put right. */
  error?: string | undefined;
  /** Takes the focus when it appears. */
  autofocus?: boolean;
  /** Codes: no capitals, no corrections, left to right in every language. */
  mono?: boolean;
  secret?: boolean;
  numeric?: boolean;
  maxLength?: number;
  required?: boolean;
}

export function TextField(props: TextFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (props.autofocus) input.current?.focus();
  }, [props.autofocus]);
  const said = props.error ?? props.hint;
  const kind = props.secret ? ({ type: "password" } as const) : ({ type: "text" } as const);
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <input
        ref={input}
        id={id}
        class={props.mono ? "input mono" : "input"}
        {...kind}
        inputMode={props.numeric ? "numeric" : "text"}
        dir={props.mono ? "ltr" : "auto"}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
        maxLength={props.maxLength ?? 512}
        autocomplete={props.secret ? "new-password" : "off"}
        autocapitalize={props.mono ? "none" : "sentences"}
        spellcheck={false}
        required={props.required ?? false}
        aria-invalid={props.error ? true : undefined}
        aria-describedby={said ? `${id}-said` : undefined}
      />
      {said && (
        <small id={`${id}-said`} class={props.error ? "field-error" : undefined}>
          {said}
        </small>
      )}
    </div>
  );
}

export interface Option<Value extends string> {
  value: Value;
  label: string;
  hint?: string;
  icon?: string;
}

export interface ChoiceProps<Value extends string> {
  legend: string;
  options: readonly Option<Value>[];
  value: Value | null;
  onChoose: (value: Value) => void;
  /** The legend is read out only. */
  quiet?: boolean;
}

/** One of a few: reasons, carriers, conditions. */
export function Choice<Value extends string>({ legend, options, value, onChoose, quiet }: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class={quiet ? "visually-hidden" : undefined}>{legend}</legend>
      {options.map((option) => (
        <label class="choice-option" key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChoose(option.value)}
          />
          <span class="choice-text">
            <span>{option.label}</span>
            {option.hint && <small>{option.hint}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
