/** What the node answers, as far as the flows read it. Figures are whole units. */

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface BinShare {
  bin: string;
  quantity: number;
}

export interface SkuUnits {
  sku: string;
  quantity: number;
}

export interface TaskLine {
  sku: string;
  quantity: number;
  picked: number;
  short: number;
  shipped?: number;
  bin?: string | null;
  bins?: BinShare[];
}

export interface Parcel {
  packageId: string;
  sscc?: string | null;
  weightGrams: number;
  lines: SkuUnits[];
}

export interface Task {
  taskId: string;
  kind: string;
  orderId?: string | null;
  transferId?: string | null;
  recipient?: string | null;
  warehouseId?: string | null;
  state: string;
  outcome?: string | null;
  priority: number;
  releasedAt: string;
  lines: TaskLine[];
  packages?: Parcel[];
  parts?: { shipmentId: string; quantity: number; carrier?: string | null; trackingNumber?: string | null }[];
  version: number;
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

export interface Bin {
  bin: string;
  /** Absent where the warehouse has not described the bin. */
  zone?: string | null;
  blocked: boolean;
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

export interface Product {
  sku: string;
  name: string;
  barcodes?: string[];
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
