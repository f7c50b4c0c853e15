/** A warehouse as it is typed, and what is sent of it. Plain functions. */
import type { Location, Warehouse } from "../app/contract.ts";

export interface WarehouseDraft {
  id: string;
  name: string;
  address: string;
  lat: string;
  lon: string;
  capacity: string;
  operatingHours: string;
  timezone: string;
}

export const EMPTY_DRAFT: WarehouseDraft = {
  id: "",
  name: "",
  address: "",
  lat: "",
  lon: "",
  capacity: "",
  operatingHours: "",
  timezone: "",
};

export function draftOf(warehouse: Warehouse): WarehouseDraft {
  const { location } = warehouse;
  return {
    id: warehouse.id,
    name: warehouse.name,
    address: location?.address ?? "",
    lat: written(location?.lat),
    lon: written(location?.lon),
    capacity: written(warehouse.capacity),
    operatingHours: warehouse.operatingHours ?? "",
    timezone: warehouse.timezone ?? "",
  };
}

function written(value: number | null | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}

interface Fields {
  name: string;
  location: Location | null;
  capacity: number | null;
  operatingHours: string | null;
  timezone: string | null;
}

function fields(draft: WarehouseDraft): Fields {
  const location = { address: text(draft.address), lat: number(draft.lat), lon: number(draft.lon) };
  const somewhere = Object.values(location).some((part) => part !== null);
  return {
    name: draft.name.trim(),
    location: somewhere ? location : null,
    capacity: number(draft.capacity),
    operatingHours: text(draft.operatingHours),
    timezone: text(draft.timezone),
  };
}

function text(typed: string): string | null {
  return typed.trim() || null;
}

function number(typed: string): number | null {
  return typed.trim() === "" ? null : Number(typed);
}

/** The body of `POST /v1/warehouses`. */
export function warehouseBody(draft: WarehouseDraft): Record<string, unknown> {
  return { id: draft.id.trim(), ...present(fields(draft)) };
}

function present(value: object): Record<string, unknown> {
  const kept = Object.entries(value).filter(([, part]) => part !== null);
  return Object.fromEntries(
    kept.map(([name, part]) => [name, typeof part === "object" ? present(part as object) : part]),
  );
}

/** The merge patch from one draft to another; null where they say the same. */
export function warehousePatch(before: WarehouseDraft, after: WarehouseDraft): Record<string, unknown> | null {
  const [old, fresh] = [fields(before), fields(after)];
  const changed = (Object.keys(fresh) as (keyof Fields)[]).filter(
    (name) => JSON.stringify(old[name]) !== JSON.stringify(fresh[name]),
  );
  return changed.length > 0 ? Object.fromEntries(changed.map((name) => [name, fresh[name]])) : null;
}

/** What was typed, on top of what somebody else saved meanwhile. */
export function rebased(before: WarehouseDraft, typed: WarehouseDraft, newest: WarehouseDraft): WarehouseDraft {
  const names = Object.keys(newest) as (keyof WarehouseDraft)[];
  const own = names.filter((name) => typed[name] !== before[name]).map((name) => [name, typed[name]]);
  return { ...newest, ...Object.fromEntries(own) };
}
