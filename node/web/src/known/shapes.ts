/** What the node answers, as far as the core of the terminal reads it (`docs/openapi-node.json`). */

export interface BinShare {
  bin: string;
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

export interface TaskView {
  taskId: string;
  kind: string;
  state: string;
  priority: number;
  orderId?: string | null;
  transferId?: string | null;
  lines: TaskLine[];
  version: number;
}

export interface ProductView {
  sku: string;
  name: string;
  barcodes?: string[];
  discontinued?: boolean;
}

export interface BinView {
  bin: string;
  /** Absent where the warehouse has not described the bin. */
  zone?: string | null;
  blocked: boolean;
}
