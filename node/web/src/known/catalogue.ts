/** Products by whatever is printed on them: pure, and never changed in place. */
import { gtin14 } from "./gs1.ts";
import type { ProductView } from "./shapes.ts";

export interface Catalogue {
  products: ReadonlyMap<string, ProductView>;
  /** SKUs by barcode; GTINs of 8, 12 and 13 digits under their 14. */
  byCode: ReadonlyMap<string, string>;
}

export function emptyCatalogue(): Catalogue {
  return { products: new Map(), byCode: new Map() };
}

export function withProducts(catalogue: Catalogue, added: readonly ProductView[]): Catalogue {
  const products = new Map(catalogue.products);
  const byCode = new Map(catalogue.byCode);
  for (const product of added) {
    for (const code of products.get(product.sku)?.barcodes ?? []) byCode.delete(nameOfCode(code));
    products.set(product.sku, product);
    for (const code of product.barcodes ?? []) byCode.set(nameOfCode(code), product.sku);
  }
  return { products, byCode };
}

export function productByCode(catalogue: Catalogue, code: string): ProductView | null {
  const sku = catalogue.byCode.get(nameOfCode(code));
  return catalogue.products.get(sku ?? code) ?? null;
}

/** The same number with 8, 12, 13 or 14 digits is the same product. */
function nameOfCode(code: string): string {
  return gtin14(code) ?? code;
}
