/** What a product is, beside how much of it there is. */
import { Money, Panel } from "../ui/index.ts";
import type { Product } from "./record.ts";

export function ProductPanel({ product }: { product: Product }) {
  const { category, price, barcodes = [], description, handlingNotes, attributes = {} } = product;
  return (
    <Panel title="Product">
      <dl class="facts">
        <dt>Category</dt>
        <dd>{category ?? "–"}</dd>
        <dt>Price</dt>
        <dd>{price ? <Money amount={price.amount} currency={price.currency} /> : "–"}</dd>
        <dt>Barcodes</dt>
        <dd class="mono">{barcodes.join(", ") || "–"}</dd>
        {description && (
          <>
            <dt>Description</dt>
            <dd class="prose">{description}</dd>
          </>
        )}
        {handlingNotes && (
          <>
            <dt>Handling notes</dt>
            <dd class="prose">{handlingNotes}</dd>
          </>
        )}
        {Object.entries(attributes).map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
          </>
        ))}
      </dl>
    </Panel>
  );
}
