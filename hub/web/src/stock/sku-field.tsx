/** A field for an SKU: proposals as one types, by SKU or name, with what can be promised. A combobox as WAI-ARIA describes it. */
import type { Page } from "@holdfast/shell/http.ts";
import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { useApi } from "../app/session.ts";
import { units } from "../ui/figures.ts";
import { Field } from "../ui/index.ts";
import type { SkuSum } from "./record.ts";

const PROPOSALS = 8;
const TYPING_MS = 150;

interface SkuFieldProps {
  label: string;
  pointer: string;
  value: string;
  onInput: (sku: string) => void;
  /** A known product was named: chosen from the list, or typed in full. */
  onKnown?: (found: SkuSum) => void;
}

export function SkuField({ label, pointer, value, onInput, onKnown }: SkuFieldProps) {
  const id = useId();
  const [typing, setTyping] = useState(false);
  const [active, setActive] = useState(0);
  const found = useProposals(typing ? value : "");
  const open = typing && found.length > 0;
  const choose = (sum: SkuSum) => {
    onInput(sum.sku);
    onKnown?.(sum);
    setTyping(false);
  };
  const leave = () => {
    setTyping(false);
    const exact = found.find(({ sku }) => sku === value.trim());
    if (exact && typing) onKnown?.(exact);
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLInputElement>) => {
    if (!open) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) setActive((active + step + found.length) % found.length);
    else if (event.key === "Escape") setTyping(false);
    else if (event.key !== "Enter") return;
    else if (found[active]) choose(found[active]);
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="sku-field">
      <Field label={label} pointer={pointer}>
        {(wiring) => (
          <input
            {...wiring}
            class="input mono"
            type="text"
            role="combobox"
            autoComplete="off"
            spellcheck={false}
            aria-autocomplete="list"
            aria-expanded={open}
            aria-controls={`${id}-list`}
            aria-activedescendant={open ? `${id}-${active}` : undefined}
            value={value}
            onInput={(event) => {
              setTyping(true);
              setActive(0);
              onInput(event.currentTarget.value);
            }}
            onKeyDown={onKeyDown}
            onBlur={leave}
          />
        )}
      </Field>
      <Proposals id={id} found={open ? found : []} active={active} choose={choose} />
    </div>
  );
}

interface ProposalsProps {
  id: string;
  found: readonly SkuSum[];
  active: number;
  choose: (sum: SkuSum) => void;
}

function Proposals({ id, found, active, choose }: ProposalsProps) {
  return (
    <div class="proposals" id={`${id}-list`} role="listbox" aria-label="Products" hidden={found.length === 0}>
      {found.map((sum, at) => (
        // the input has the focus and hears the keys
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above
        <div
          key={sum.sku}
          id={`${id}-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === active}
          class="proposal"
          // before the input loses the focus, and with it the list
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => choose(sum)}
        >
          <span class="mono">{sum.sku}</span>
          <span>{sum.name}</span>
          <small class="muted">{units(sum.availableQuantity)} available</small>
        </div>
      ))}
    </div>
  );
}

function useProposals(text: string): readonly SkuSum[] {
  const api = useApi();
  const [found, setFound] = useState<readonly SkuSum[]>([]);
  const asked = text.trim();
  useEffect(() => {
    if (asked === "") return setFound([]);
    const ended = new AbortController();
    const timer = setTimeout(() => {
      const path = `/v1/inventory?limit=${PROPOSALS}&q=${encodeURIComponent(asked)}`;
      api.get<Page<SkuSum>>(path, { signal: ended.signal }).then(
        ({ items }) => setFound(items),
        () => setFound([]),
      );
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [asked]);
  return found;
}
