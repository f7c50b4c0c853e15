/** People, devices and pairings as the node tells of them (`docs/api/people-and-files.md`). */

export interface OperatorView {
  operatorId: string;
  name: string;
  role: string;
  hasBadge: boolean;
  hasPin: boolean;
  lockedUntil?: string | null;
}

export interface DeviceView {
  deviceId: string;
  name: string;
  role: string;
  pairedAt: string;
}

export interface PairingView {
  pairingId: string;
  name: string;
  role: string;
  /** `open`, `claimed` or `expired`. */
  state: string;
  code?: string | null;
  url?: string | null;
  expiresAt: string;
}

/** Roles of people, the least first. */
export const PEOPLE_ROLES = ["viewer", "worker", "supervisor", "admin"] as const;
export type PersonRole = (typeof PEOPLE_ROLES)[number];

/** What a device may be: one that people share, or one that works by itself. */
export const DEVICE_ROLES = ["terminal", ...PEOPLE_ROLES] as const;
export type DeviceRole = (typeof DEVICE_ROLES)[number];
