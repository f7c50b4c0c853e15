/** Forms: one request a press however often it is pressed, and what the hub finds wrong stands at its field. */
import { newKey } from "@holdfast/shell/http.ts";
import { type ComponentChildren, createContext, type TargetedEvent } from "preact";
import { useContext, useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { Failure } from "./panel.tsx";
import { type FormErrors, formErrors, NO_ERRORS, sameRequest } from "./refusal.ts";

interface FormState {
  errors: FormErrors;
  known: Set<string>;
}

const FormContext = createContext<FormState>({ errors: NO_ERRORS, known: new Set() });

interface FormProps {
  /** Sends it. The key goes with the request, so that a lost answer does not make two of it. */
  onSubmit: (key: string) => Promise<void>;
  deed: string;
  onCancel?: () => void;
  /** Instead of the word Cancel. */
  cancel?: string;
  /** Nothing to send yet. */
  disabled?: boolean;
  danger?: boolean;
  children: ComponentChildren;
}

export function Form({ onSubmit, deed, onCancel, cancel = "Cancel", disabled, danger, children }: FormProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const form = useRef<HTMLFormElement>(null);
  const key = useRef(newKey());
  const edited = useRef(false);
  const sending = useRef(false);
  const known = useMemo(() => new Set<string>(), []);
  const errors = useMemo(() => formErrors(error, known), [error]);

  const send = async (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (sending.current) return;
    if (!sameRequest(error, edited.current)) key.current = newKey();
    sending.current = true;
    edited.current = false;
    setBusy(true);
    try {
      await onSubmit(key.current);
      setError(null);
    } catch (problem) {
      setError(problem);
    } finally {
      sending.current = false;
      setBusy(false);
    }
  };
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [errors]);

  const note = () => {
    edited.current = true;
  };
  return (
    <FormContext.Provider value={{ errors, known }}>
      <form
        ref={form}
        class="form"
        noValidate={false}
        onSubmit={(event) => void send(event)}
        onInput={note}
        onChange={note}
      >
        {error !== null && (
          <>
            <Failure error={error} />
            {errors.rest.length > 0 && (
              <ul class="bulleted">
                {errors.rest.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            )}
          </>
        )}
        {children}
        <div class="row dialog-deeds">
          {onCancel && (
            <button type="button" class="button" onClick={onCancel}>
              {cancel}
            </button>
          )}
          <button type="submit" class={`button ${danger ? "danger" : "primary"}`} disabled={busy || disabled}>
            {busy ? "Working…" : deed}
          </button>
        </div>
      </form>
    </FormContext.Provider>
  );
}

interface FieldProps {
  label: string;
  /** Where it stands in the request's body, as the hub's refusals name it: `/name`. */
  pointer?: string;
  hint?: ComponentChildren;
  required?: boolean;
}

interface Wiring {
  id: string;
  required: boolean | undefined;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
}

/** A label, its control, a hint, and what the hub says is wrong with it. */
export function Field(props: FieldProps & { children: (wiring: Wiring) => ComponentChildren }) {
  const { label, pointer, hint, required, children } = props;
  const id = useId();
  const { errors, known } = useContext(FormContext);
  useEffect(() => {
    if (pointer === undefined) return;
    known.add(pointer);
    return () => {
      known.delete(pointer);
    };
  }, [pointer, known]);
  const wrong = pointer === undefined ? undefined : errors.fields[pointer];
  const described = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(" ");
  const wiring = { id, required, "aria-invalid": wrong !== undefined, "aria-describedby": described || undefined };
  return (
    <div class="field">
      <label for={id}>
        {label}
        {required && <span class="muted"> (required)</span>}
      </label>
      {children(wiring)}
      {hint && <small id={`${id}-hint`}>{hint}</small>}
      {wrong && (
        <span class="field-wrong" id={`${id}-wrong`}>
          {wrong}
        </span>
      )}
    </div>
  );
}

interface TextFieldProps extends FieldProps {
  value: string;
  onInput: (value: string) => void;
  type?: "text" | "search" | "email" | "tel" | "password" | "date" | "datetime-local";
  maxLength?: number;
  pattern?: string;
  placeholder?: string;
  autoComplete?: string;
  list?: string;
  mono?: boolean;
}

export function TextField({
  value,
  onInput,
  type = "text",
  mono,
  label,
  pointer,
  hint,
  required,
  ...rest
}: TextFieldProps) {
  return (
    <Field {...{ label }} {...given({ pointer, hint, required })}>
      {(wiring) => (
        <input
          {...wiring}
          {...rest}
          class={`input ${mono ? "mono" : ""}`}
          // the types have one shape a kind of input; this one is of several
          type={type as "text"}
          value={value}
          autoComplete={rest.autoComplete ?? "off"}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface NumberFieldProps extends FieldProps {
  /** As typed: a field that is being written in is no number yet. */
  value: string;
  onInput: (value: string) => void;
  min?: number;
  max?: number;
  /** `any` for what is not whole. */
  step?: number | "any";
}

export function NumberField({ value, onInput, label, pointer, hint, required, step = 1, ...rest }: NumberFieldProps) {
  return (
    <Field {...{ label }} {...given({ pointer, hint, required })}>
      {(wiring) => (
        <input
          {...wiring}
          {...rest}
          class="input figure"
          type="number"
          inputMode={step === 1 ? "numeric" : "decimal"}
          step={step}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface SelectFieldProps extends FieldProps {
  value: string;
  onInput: (value: string) => void;
  options: readonly { value: string; label: string }[];
}

export function SelectField({ value, onInput, options, label, pointer, hint, required }: SelectFieldProps) {
  return (
    <Field {...{ label }} {...given({ pointer, hint, required })}>
      {(wiring) => (
        <select {...wiring} class="input" value={value} onInput={(event) => onInput(event.currentTarget.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface TextAreaProps extends FieldProps {
  value: string;
  onInput: (value: string) => void;
  rows?: number;
  maxLength?: number;
}

export function TextArea({ value, onInput, rows = 3, maxLength, label, pointer, hint, required }: TextAreaProps) {
  return (
    <Field {...{ label }} {...given({ pointer, hint, required })}>
      {(wiring) => (
        <textarea
          {...wiring}
          class="input"
          rows={rows}
          maxLength={maxLength}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface CheckFieldProps {
  label: string;
  hint?: string;
  checked: boolean;
  onInput: (checked: boolean) => void;
}

export function CheckField({ label, hint, checked, onInput }: CheckFieldProps) {
  const id = useId();
  return (
    <div class="check-field">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onInput={(event) => onInput(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {hint && (
        <small class="muted" id={`${id}-hint`}>
          {hint}
        </small>
      )}
    </div>
  );
}

/** Only what was given: an absent option and one that is undefined are not the same to the compiler. */
function given<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
