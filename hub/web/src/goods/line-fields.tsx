/** Lines of products and units that are being typed. */
import type { VNode } from "preact";
import type { SkuSum } from "../stock/record.ts";
import { SkuField } from "../stock/sku-field.tsx";
import { bound, TextField } from "../ui/index.ts";
import { type TypedLine, typedLine } from "./lines.ts";

/** One of the lines, as its row has it. */
export interface LineProps {
  line: TypedLine;
  index: number;
  change: (part: Partial<TypedLine>) => void;
  /** The last line stays. */
  remove: (() => void) | null;
}

interface LineListProps {
  lines: readonly TypedLine[];
  put: (lines: TypedLine[]) => void;
  /** A line that is added. */
  fresh: (id: number) => TypedLine;
  row: (props: LineProps) => VNode;
}

export function LineList({ lines, put, fresh, row }: LineListProps) {
  const add = () => put([...lines, fresh(Math.max(0, ...lines.map(({ id }) => id)) + 1)]);
  return (
    <>
      <ol class="draft-lines">
        {lines.map((line, index) => (
          <li key={line.id}>
            {row({
              line,
              index,
              change: (part) => put(lines.map((one) => (one.id === line.id ? { ...one, ...part } : one))),
              remove: lines.length > 1 ? () => put(lines.filter(({ id }) => id !== line.id)) : null,
            })}
          </li>
        ))}
      </ol>
      <div>
        <button type="button" class="button" onClick={add}>
          Add a line
        </button>
      </div>
    </>
  );
}

interface LineRowProps extends LineProps {
  /** Where the lines stand in the body: `/lines` or `/items`. */
  at: string;
  priced?: boolean | undefined;
  onKnown?: (found: SkuSum) => void;
}

export function LineRow({ line, index, change, remove, at, priced, ...known }: LineRowProps) {
  const field = bound(line, change);
  return (
    <div class={`draft-line ${priced ? "" : "unpriced"}`}>
      <SkuField label="Product" pointer={`${at}/${index}/sku`} {...field("sku")} {...known} />
      <TextField label="Units" pointer={`${at}/${index}/quantity`} {...field("quantity")} />
      {priced && <TextField label="Unit price" pointer={`${at}/${index}/unitPrice`} {...field("unitPrice")} />}
      {remove && (
        <button type="button" class="button" onClick={remove}>
          Remove<span class="visually-hidden"> line {index + 1}</span>
        </button>
      )}
    </div>
  );
}

interface LineFieldsProps {
  lines: readonly TypedLine[];
  put: (lines: TypedLine[]) => void;
  at: string;
  priced?: boolean;
}

export function LineFields({ lines, put, at, priced }: LineFieldsProps) {
  return (
    <LineList
      lines={lines}
      put={put}
      fresh={typedLine}
      row={(props) => <LineRow {...props} at={at} priced={priced} />}
    />
  );
}
