/** The warehouses, as the choices of a field. */
import type { Page } from "@holdfast/shell/http.ts";
import type { Warehouse } from "../app/contract.ts";
import { useResource } from "../app/resource.ts";
import { may } from "../app/session.ts";

const EVENTS = ["WarehouseCreated", "WarehouseUpdated", "WarehouseRemoved"] as const;

export function useWarehouses(): readonly Warehouse[] {
  const path = may("stock:read") ? "/v1/warehouses?limit=500" : null;
  return useResource<Page<Warehouse>>(path, { events: EVENTS }).data?.items ?? [];
}

export function choices(warehouses: readonly Warehouse[], none?: string): { value: string; label: string }[] {
  const all = warehouses.map(({ id, name }) => ({ value: id, label: name === id ? id : `${id} – ${name}` }));
  return none === undefined ? all : [{ value: "", label: none }, ...all];
}
