/** Which rows of a long list are drawn, and where the keys go. Plain arithmetic. */

export interface Window {
  first: number;
  /** Not included. */
  end: number;
}

/** Rows drawn beyond each edge, so that a flick does not show a gap. */
const MARGIN_ROWS = 8;

export function windowOf(scrollTop: number, height: number, rowHeight: number, count: number): Window {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - MARGIN_ROWS);
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + MARGIN_ROWS);
  return { first: Math.min(first, end), end };
}

/** The row that a key leads to from `active` (−1: none yet); null where the key is not one of these. */
export function rowAfter(key: string, active: number, count: number, pageRows: number): number | null {
  if (count === 0) return null;
  const steps: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active < 0 ? 0 : active - 1,
    PageDown: active + pageRows,
    PageUp: active - pageRows,
    Home: 0,
    End: count - 1,
  };
  const target = steps[key];
  return target === undefined ? null : Math.min(Math.max(target, 0), count - 1);
}

/** Where to scroll so that the row is wholly seen; `scrollTop` itself where it is already. */
export function scrolledTo(row: number, rowHeight: number, scrollTop: number, height: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop;
}
