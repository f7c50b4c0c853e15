/** What the node answers, as far as the flows read it: what the core reads of it (`known/shapes.ts`), and more. Figures are whole units. */
import type { BinShare, BinView, ProductView, TaskView } from "../known/shapes.ts";

export interface SkuUnits {
  sku: string;
  quantity: number;
}

export interface Parcel {
  packageId: string;
  sscc?: string | null;
  weightGrams: number;
  lines: SkuUnits[];
}

export interface Task extends TaskView {
  recipient?: string | null;
  warehouseId?: string | null;
  outcome?: string | null;
  releasedAt: string;
  packages?: Parcel[];
  parts?: { shipmentId: string; quantity: number; carrier?: string | null; trackingNumber?: string | null }[];
}

export interface WaveLine {
  sku: string;
  quantity: number;
  picked: number;
  short: number;
  bins?: BinShare[];
  tasks: { taskId: string; quantity: number; picked: number }[];
}

export interface Wave {
  waveId: string;
  /** `batch`: sorted at the end; `wave`: sorted as it is picked. */
  mode: string;
  state: string;
  madeAt: string;
  taskIds: string[];
  lines: WaveLine[];
  version: number;
}

export interface Bin extends BinView {
  capacity?: number | null;
  fillPercent?: number | null;
  quantity: number;
  contents: SkuUnits[];
}

export interface SkuBins {
  sku: string;
  bins: { bin: string; zone?: string | null; quantity: number }[];
  pickedQuantity: number;
  unplacedQuantity: number;
  discrepancy?: number | null;
}

export interface Stock {
  sku: string;
  warehouseId: string;
  quantity: number;
  availableQuantity: number;
  reservedQuantity: number;
  promisableQuantity: number;
  damagedQuantity: number;
  incomingQuantity: number;
}

export interface Product extends ProductView {
  handlingNotes?: string | null;
}

export interface Expected {
  expectedReceiptId: string;
  kind: string;
  sender?: string | null;
  returnId?: string | null;
  purchaseOrderId?: string | null;
  orderId?: string | null;
  expectedAt?: string | null;
  state: string;
  lines: { sku: string; expected: number; received: number; damaged: number }[];
  version: number;
}

export interface Suggestion {
  bin: string;
  quantity: number;
  /** `holds-it`, `its-slot`, `empty` or `room`. */
  reason: string;
}

export interface CountLine {
  sku: string;
  bin?: string | null;
  expectedQuantity?: number | null;
  countedAt?: string | null;
}

export interface CountList {
  listId: string;
  by: string;
  blind: boolean;
  madeAt: string;
  state: string;
  zone?: string | null;
  lines: CountLine[];
}

export interface CountRecord {
  countId: string;
  /** `awaiting_approval`, `applied`, `rejected`, `superseded`. */
  state: string;
  countedAt?: string;
  countedBy?: string;
  lines: {
    sku: string;
    bin?: string | null;
    counted: number;
    expected?: number | null;
    difference?: number | null;
  }[];
}

/** Units in quality control: they count in what is on hand and in no other figure. */
export function inQualityControl(stock: Stock): number {
  const elsewhere = stock.availableQuantity + stock.reservedQuantity + stock.damagedQuantity;
  return Math.max(0, stock.quantity - elsewhere);
}

/** The end of an id that people can compare by eye. */
export function shortId(id: string): string {
  return id.length > 8 ? id.slice(-6) : id;
}
