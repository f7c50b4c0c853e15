/** What is bought, moved and taken back, as the API gives it. */
import type { Noted } from "../orders/record.ts";

export interface Replenishment {
  warehouseId: string;
  sku: string;
  availableQuantity: number;
  incomingQuantity: number;
  reorderPoint: number;
  action: "transfer" | "buy";
  quantity: number;
  from?: string | null;
  supplierId?: string | null;
}

export interface PurchaseLine {
  lineNumber: number;
  sku: string;
  quantity: number;
  unitPrice?: string | null;
  receivedQuantity: number;
  damagedQuantity: number;
  overQuantity: number;
}

export interface Delivery {
  receiptId: string;
  reference: string;
  receivedAt: string;
  lines: { sku: string; quantity: number; condition: string }[];
}

export interface PurchaseOrder {
  purchaseOrderId: string;
  supplierId: string;
  warehouseId: string;
  status: string;
  currency?: string | null;
  totalAmount?: string | null;
  expectedAt?: string | null;
  createdAt: string;
  lines: PurchaseLine[];
  receipts: Delivery[];
  history: Noted[];
  version: number;
}

export interface Transfer {
  transferId: string;
  from: string;
  to: string;
  status: string;
  createdAt: string;
  items: TransferLine[];
  history: Noted[];
  version: number;
}

export interface TransferLine {
  sku: string;
  quantity: number;
  shippedQuantity: number;
  receivedQuantity: number;
  inTransitQuantity: number;
  lostQuantity: number;
}

export interface ReturnLine {
  lineNumber?: number | null;
  sku: string;
  unitPrice: string;
  reason?: string | null;
  authorisedQuantity: number;
  receivedQuantity: number;
  qualityControlQuantity: number;
  availableQuantity: number;
  damagedQuantity: number;
  lostQuantity: number;
}

export interface Return {
  returnId: string;
  orderId: string;
  warehouseId?: string | null;
  status: string;
  currency: string;
  refundAmount: string;
  createdAt: string;
  lines: ReturnLine[];
  history: Noted[];
  version: number;
}

export interface Supplier {
  supplierId: string;
  name: string;
  email?: string | null;
  leadTimeDays?: number | null;
  currency?: string | null;
  version: number;
}
