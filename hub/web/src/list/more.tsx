/** What stands below a list: how many rows there are, and the way to more. */
import { counted } from "../ui/figures.ts";
import type { Paged } from "./paged.ts";

export function More<T>({ list, one, many }: { list: Paged<T>; one: string; many?: string }) {
  return (
    <div class="row spread">
      <span class="muted" role="status">
        {list.more ? `The first ${counted(list.items.length, one, many)}` : counted(list.items.length, one, many)}
      </span>
      {list.more && (
        <button type="button" class="button" disabled={list.loading} onClick={list.loadMore}>
          {list.loading ? "Loading…" : "Show more"}
        </button>
      )}
    </div>
  );
}
