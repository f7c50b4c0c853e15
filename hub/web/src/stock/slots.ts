/** The slots of one SKU: its reorder point and bins in each warehouse. */
import { useCallback, useEffect, useState } from "preact/hooks";
import { may, useApi } from "../app/session.ts";
import { useEvents } from "../app/stream.ts";
import { skuOf } from "./freshening.ts";
import type { CellRecord, Slot } from "./record.ts";

/** In more warehouses than this they are asked for one by one, when somebody opens them. */
const AT_ONCE_MAX = 12;

export function slotPath(warehouseId: string, sku: string): string {
  return `/v1/warehouses/${encodeURIComponent(warehouseId)}/slots/${encodeURIComponent(sku)}`;
}

export function useSlots(
  sku: string,
  cells: readonly CellRecord[],
): { found: ReadonlyMap<string, Slot>; reload: () => void } {
  const api = useApi();
  const [found, setFound] = useState<ReadonlyMap<string, Slot>>(new Map());
  const ids =
    cells.length <= AT_ONCE_MAX && may("catalogue:read") ? cells.map(({ warehouseId }) => warehouseId).join(" ") : "";
  const load = useCallback(async () => {
    const asked = ids.split(" ").filter(Boolean);
    const slots = await Promise.all(asked.map((id) => api.get<Slot>(slotPath(id, sku)).catch(() => null)));
    setFound(new Map(slots.flatMap((slot) => (slot ? [[slot.warehouseId, slot] as const] : []))));
  }, [ids, sku]);
  useEffect(() => {
    void load();
  }, [load]);
  useEvents(["SlotUpdated"], (event) => {
    if (skuOf(event.subject, event.type) === sku) void load();
  });
  return { found, reload: () => void load() };
}
