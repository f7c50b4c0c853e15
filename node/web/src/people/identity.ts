/** Who this device is and who works at it: kept on the device, shared by its tabs. */
import { batch, computed, signal } from "@preact/signals";
import type { Me } from "../app/contract.ts";

/** As `POST /v1/pairings/{code}/claim` answers. */
export interface Device {
  key: string;
  deviceId: string;
  name: string;
  role: string;
  warehouseId: string;
}

/** As `POST /v1/sessions` answers. */
export interface Session {
  token: string;
  sessionId: string;
  operatorId: string;
  name: string;
  role: string;
  expiresAt: string;
}

const DEVICE = "holdfast.device";
const SESSION = "holdfast.session";
const ME = "holdfast.me";

export const device = signal<Device | null>(kept(DEVICE));
export const session = signal<Session | null>(kept(SESSION));
export const me = signal<Me | null>(kept(ME));
/** The node no longer knows this device. */
export const shutOut = signal(false);

/** A device that people share does nothing before one of them has signed in. */
export const needsSignIn = computed(() => device.value?.role === "terminal" && session.value === null);

export function credential(): Record<string, string> {
  const key = session.value?.token ?? device.value?.key;
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}

/** Asks as the device itself, whoever is signed in. */
export function deviceCredential(): Record<string, string> {
  return device.value ? { authorization: `Bearer ${device.value.key}` } : {};
}

export function becomeDevice(paired: Device | null): void {
  keep(SESSION, null);
  keep(ME, null);
  keep(DEVICE, paired);
  batch(() => {
    session.value = null;
    me.value = null;
    device.value = paired;
    shutOut.value = false;
  });
}

export function beginSession(begun: Session): void {
  keep(ME, null);
  keep(SESSION, begun);
  batch(() => {
    me.value = null;
    session.value = begun;
  });
}

/** The session is over; what waits in the queue stays. */
export function endSession(): void {
  keep(ME, null);
  keep(SESSION, null);
  batch(() => {
    session.value = null;
    if (device.value?.role === "terminal") me.value = null;
  });
}

export function knowMe(known: Me): void {
  keep(ME, known);
  me.value = known;
}

/** What another tab does with the device counts in this one. */
export function heedOtherTabs(): void {
  addEventListener("storage", (change) => {
    if (change.key === DEVICE) device.value = kept(DEVICE);
    if (change.key === SESSION) session.value = kept(SESSION);
    if (change.key === ME) me.value = kept(ME);
  });
}

function kept<T>(name: string): T | null {
  if (typeof localStorage === "undefined") return null;
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null") as T | null;
  } catch {
    return null;
  }
}

function keep(name: string, value: unknown): void {
  if (value === null) localStorage.removeItem(name);
  else localStorage.setItem(name, JSON.stringify(value));
}
