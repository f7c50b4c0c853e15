/** Orders as the API gives them. */
import type { OrderState } from "../app/contract.ts";

export interface Allocation {
  allocationId: string;
  warehouseId: string;
  quantity: number;
  state: string;
  taskId?: string | null;
  /** Why this warehouse; orders from before it was noted have none. */
  reason?: string | null;
  /** From the warehouse to the customer, where both places are known. */
  distanceKm?: number | null;
}

export interface Tax {
  name: string;
  rate?: string | null;
  amount: string;
}

export interface OrderLine {
  lineNumber: number;
  sku: string;
  quantity: number;
  unitPrice: string;
  taxes?: Tax[];
  allocatedQuantity: number;
  backorderedQuantity: number;
  shippedQuantity: number;
  cancelledQuantity: number;
  allocations: Allocation[];
}

export interface Shipment {
  shipmentId: string;
  orderId: string;
  warehouseId: string;
  status: string;
  carrier?: string | null;
  trackingNumber?: string | null;
  dispatchedAt: string;
  lines: { sku: string; quantity: number }[];
}

export interface Noted {
  at: string;
  event: string;
  actor: string;
  detail?: string | null;
}

export interface Address {
  line1?: string | null;
  line2?: string | null;
  city?: string | null;
  region?: string | null;
  postalCode?: string | null;
  country?: string | null;
  lat?: number | null;
  lon?: number | null;
}

export interface Customer {
  name: string;
  email?: string | null;
  phone?: string | null;
  address?: Address | null;
}

export interface Order {
  orderId: string;
  status: OrderState;
  priority: number;
  currency: string;
  goodsAmount?: string | null;
  taxAmount?: string | null;
  totalAmount: string;
  taxes?: Tax[];
  orderDate: string;
  allowBackorder: boolean;
  allowSplit: boolean;
  customer: Customer;
  items: OrderLine[];
  shipments: Shipment[];
  history: Noted[];
  version: number;
}

/** The address in the lines of an envelope. */
export function addressLines(address: Address | null | undefined): string[] {
  if (!address) return [];
  const town = [address.postalCode, address.city].filter(Boolean).join(" ");
  return [address.line1, address.line2, town, address.region, address.country].filter((line): line is string => !!line);
}

/** Units of an order by what becomes of them. */
export function progressOf(order: Order): {
  ordered: number;
  allocated: number;
  backordered: number;
  shipped: number;
  cancelled: number;
} {
  const sum = (of: (line: OrderLine) => number) => order.items.reduce((total, line) => total + of(line), 0);
  return {
    ordered: sum((line) => line.quantity),
    allocated: sum((line) => line.allocatedQuantity),
    backordered: sum((line) => line.backorderedQuantity),
    shipped: sum((line) => line.shippedQuantity),
    cancelled: sum((line) => line.cancelledQuantity),
  };
}
