/** Lines of products and units that are being typed. */
import { SkuField } from "../stock/sku-field.tsx";
import { TextField } from "../ui/index.ts";
import { type TypedLine, typedLine } from "./lines.ts";

interface LineFieldsProps {
  lines: readonly TypedLine[];
  put: (lines: TypedLine[]) => void;
  /** Where they stand in the body: `/lines` or `/items`. */
  at: string;
  priced?: boolean;
}

export function LineFields({ lines, put, at, priced }: LineFieldsProps) {
  const change = (id: number, part: Partial<TypedLine>) =>
    put(lines.map((line) => (line.id === id ? { ...line, ...part } : line)));
  const add = () => put([...lines, typedLine(Math.max(0, ...lines.map(({ id }) => id)) + 1)]);
  return (
    <>
      <ol class="draft-lines">
        {lines.map((line, index) => (
          <li key={line.id}>
            <div class={`draft-line ${priced ? "" : "unpriced"}`}>
              <SkuField
                label="Product"
                pointer={`${at}/${index}/sku`}
                value={line.sku}
                onInput={(sku) => change(line.id, { sku })}
              />
              <TextField
                label="Units"
                pointer={`${at}/${index}/quantity`}
                value={line.quantity}
                onInput={(quantity) => change(line.id, { quantity })}
              />
              {priced && (
                <TextField
                  label="Unit price"
                  pointer={`${at}/${index}/unitPrice`}
                  value={line.unitPrice}
                  onInput={(unitPrice) => change(line.id, { unitPrice })}
                />
              )}
              {lines.length > 1 && (
                <button type="button" class="button" onClick={() => put(lines.filter(({ id }) => id !== line.id))}>
                  Remove<span class="visually-hidden"> line {index + 1}</span>
                </button>
              )}
            </div>
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
