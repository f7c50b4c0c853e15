/** What the hub answers, as far as the frame needs it. Every field is in docs/openapi-hub.json. */

/** `GET` and `POST /v1/session`. */
export interface Session {
  name: string;
  role: string;
  scopes: string[];
  keyId: string;
  /** RFC 3339; null where the credential itself does not end. */
  expiresAt: string | null;
  csrfToken?: string | null;
}

export interface NodeRecord {
  warehouseId: string;
  site: number;
  online: boolean;
  lagSeconds: number;
  lastSeen?: string | null;
  pendingCells: number;
  pendingEntries: number;
  pendingDocuments: number;
  incarnation: number;
  fenced: boolean;
  revoked: boolean;
  reason?: string | null;
  version?: string | null;
}

export interface Lane {
  lane: string;
  pending: number;
}

/** Units of one warehouse, by who may spend them; committed ones are nobody's to spend. */
export interface Rights {
  hubUnits: number;
  floorUnits: number;
  committedUnits: number;
}

export interface RightsPolicy {
  hubShare: number | null;
  floorReserve: number | null;
}

/** `GET /v1/nodes/{warehouseId}`. */
export interface NodeDetail extends NodeRecord {
  lanes?: Lane[];
  rights?: Rights;
  policy?: RightsPolicy;
}

export interface Location {
  address?: string | null;
  lat?: number | null;
  lon?: number | null;
}

export interface Warehouse {
  id: string;
  name: string;
  capacity?: number | null;
  location?: Location | null;
  operatingHours?: string | null;
  timezone?: string | null;
  zones?: Record<string, { name: string; kind: string }>;
  bins?: Record<string, { zone: string; sequence: number; capacity?: number | null; blocked?: boolean | null }>;
  hubShare?: number | null;
  floorReserve?: number | null;
  version: number;
}

export interface OverviewWarehouse {
  warehouseId: string;
  name: string;
  lat: number | null;
  lon: number | null;
  online: boolean;
  hasNode: boolean;
  lagSeconds: number;
  pendingCells: number;
  pendingEntries: number;
  fenced: boolean;
  openOrders: number;
  quantity: number;
  capacity: number | null;
}

export const ORDER_STATES = [
  "pending",
  "processing",
  "partially_shipped",
  "shipped",
  "delivered",
  "cancelling",
  "canceled",
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** `GET /v1/overview`. */
export interface Overview {
  at: string;
  orders: Record<OrderState, number>;
  ordersPerMinute: { at: string; orders: number }[];
  refusals: { reason: string; count: number }[];
  stock: {
    skus: number;
    quantity: number;
    reservedQuantity: number;
    availableQuantity: number;
    belowReorderPoint: number;
    shortfalls: number;
  };
  /** Documents that wait for somebody to choose. */
  conflicts: number;
  warehouses: OverviewWarehouse[];
}

/** One entry of a replica's log: `GET /v1/audit`. */
export interface Entry {
  movementId: string;
  warehouseId: string;
  replica: string;
  sequence: number;
  at: string;
  sku: string;
  kind: string;
  from?: string | null;
  to: string;
  quantity: number;
  reason: string;
  actor: string;
  device?: string | null;
  reference?: string | null;
  hash: string;
}

/** `GET /v1/audit/verification`. */
export interface Verification {
  verified: boolean;
  checkedAt: string;
  entries: number;
  logs: { warehouseId: string; site: number; incarnation: number; entries: number; head: string | null }[];
  findings: string[];
}

export interface Conflict {
  pointer: string;
  values: { value: unknown; winning: boolean }[];
}

export interface KeyRecord {
  keyId: string;
  name: string;
  role: string;
  createdAt: string;
  revokedAt?: string | null;
  lastUsedAt?: string | null;
}

export interface RoleRecord {
  role: string;
  scopes: string[];
}
