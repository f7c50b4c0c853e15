/** Stock as the API gives it. */

export interface Quantities {
  /** On hand. */
  quantity: number;
  reservedQuantity: number;
  availableQuantity: number;
  /** What the hub may promise at once: its rights. The rest of what is available is the floors'. */
  promisableQuantity: number;
  damagedQuantity: number;
  incomingQuantity: number;
}

/** One SKU over all warehouses: an item of `GET /v1/inventory`. */
export interface SkuSum extends Quantities {
  sku: string;
  name: string | null;
  category: string | null;
  /** Warehouses that were ever stocked with it. */
  warehouses: number;
  /** Warehouses where it is below its reorder point. */
  belowReorderPoint: number;
}

/** One SKU in one warehouse. */
export interface CellRecord extends Quantities {
  warehouseId: string;
  sku: string;
  version: number;
  /** The newest word from that floor. */
  asOf: string;
}

/** `GET /v1/inventory/{sku}`. */
export interface Everywhere {
  sku: string;
  total: Quantities;
  warehouses: CellRecord[];
}

export interface Price {
  amount: string;
  currency: string;
}

export interface Product {
  sku: string;
  name: string;
  category?: string | null;
  description?: string | null;
  handlingNotes?: string | null;
  price?: Price | null;
  barcodes?: string[];
  attributes?: Record<string, unknown>;
  discontinued?: boolean;
  version: number;
}

export interface Slot {
  warehouseId: string;
  sku: string;
  bins: string[];
  reorderPoint?: number | null;
  reorderQuantity?: number | null;
  notes?: string | null;
  version: number;
}

/** What the floors may promise and the hub may not. */
export function promisableThere(found: Quantities): number {
  return Math.max(0, found.availableQuantity - found.promisableQuantity);
}

/** Units in quality control: on hand, and in none of the other figures. */
export function inQualityControl(found: Quantities): number {
  return Math.max(0, found.quantity - found.availableQuantity - found.reservedQuantity - found.damagedQuantity);
}
