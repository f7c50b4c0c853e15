/** A table of any length: only the rows in sight are in the document. One stop for Tab; arrows, Page keys, Home, End and Enter work. */
// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by the scroll, which the elements of a table do not allow
import { Component, type TargetedKeyboardEvent } from "preact";
import { useCallback, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { ariaSort, type Column, pressed, type Sort } from "./columns.ts";
import { cellClass, Heading } from "./data-table.tsx";
import { rowAfter, scrolledTo, type Window, windowOf } from "./window.ts";

interface VirtualTableProps<T> {
  /** What the table is, for readers. */
  caption: string;
  rows: readonly T[];
  /** Pixels; every row has it. */
  rowHeight: number;
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  /** Enter or a press on a row. */
  onOpen?: (row: T) => void;
  sort?: Sort | null;
  onSort?: (sort: Sort) => void;
  /** CSS; what is left of the window when not said. */
  height?: string;
  /** Told when the last rows come into sight: time to fetch more. */
  onEnd?: () => void;
}

const NARROW_PX = 640;

export function VirtualTable<T>(props: VirtualTableProps<T>) {
  const { caption, rows, rowHeight, rowKey, onOpen, sort = null, onSort, height, onEnd } = props;
  const id = useId();
  const { box, head, seen, narrow, look } = useSight(rows.length, rowHeight, onEnd);
  const [active, setActive] = useState(-1);
  const columns = useMemo(
    () => (narrow ? props.columns.filter((column) => !column.wideOnly) : props.columns),
    [narrow, props.columns],
  );
  const opened = useRef(onOpen);
  opened.current = onOpen;
  const press = useCallback((row: T, index: number) => {
    setActive(index);
    opened.current?.(row);
  }, []);
  const tracks = columns.map((column) => column.width ?? "minmax(6rem, 1fr)").join(" ");

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    const element = event.currentTarget;
    const row = rows[active];
    if (event.key === "Enter" && row !== undefined && onOpen) return onOpen(row);
    const inner = element.clientHeight - (head.current?.offsetHeight ?? 0);
    const target = rowAfter(event.key, active, rows.length, Math.max(1, Math.floor(inner / rowHeight)));
    if (target === null) return;
    event.preventDefault();
    setActive(target);
    element.scrollTop = scrolledTo(target, rowHeight, element.scrollTop, inner);
    look();
  };

  const shown = rows.slice(seen.first, seen.end);
  return (
    <div
      ref={box}
      class={`virtual ${onOpen ? "opens" : ""}`}
      role="grid"
      tabIndex={0}
      aria-label={caption}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={active >= seen.first && active < seen.end ? `${id}-${active}` : undefined}
      style={height ? { height } : {}}
      onKeyDown={onKeyDown}
      onScroll={look}
    >
      <div class="virtual-head" role="rowgroup" ref={head}>
        <div class="virtual-row" role="row" tabIndex={-1} aria-rowindex={1} style={{ gridTemplateColumns: tracks }}>
          {columns.map((column) => (
            <div
              key={column.id}
              role="columnheader"
              tabIndex={-1}
              class={cellClass(column)}
              aria-sort={column.by && onSort ? ariaSort(sort, column.id) : undefined}
            >
              {onSort ? (
                <Heading column={column} sort={sort} press={(by) => onSort(pressed(sort, by))} />
              ) : (
                column.label
              )}
            </div>
          ))}
        </div>
      </div>
      <div class="virtual-body" role="rowgroup" style={{ height: `${rows.length * rowHeight}px` }}>
        {shown.map((row, at) => {
          const index = seen.first + at;
          return (
            <Row
              key={rowKey(row)}
              id={`${id}-${index}`}
              row={row}
              index={index}
              active={index === active}
              columns={columns}
              tracks={tracks}
              rowHeight={rowHeight}
              press={press}
            />
          );
        })}
      </div>
    </div>
  );
}

interface RowProps<T> {
  id: string;
  row: T;
  index: number;
  active: boolean;
  columns: readonly Column<T>[];
  tracks: string;
  rowHeight: number;
  press: (row: T, index: number) => void;
}

/** Most rows stay in sight from one frame of a scroll to the next: those are not drawn again. */
class Row<T> extends Component<RowProps<T>> {
  override shouldComponentUpdate(next: RowProps<T>): boolean {
    const names = Object.keys(next) as (keyof RowProps<T>)[];
    return names.some((name) => next[name] !== this.props[name]);
  }

  override render({ id, row, index, active, columns, tracks, rowHeight, press }: RowProps<T>) {
    const place = { height: `${rowHeight}px`, transform: `translateY(${index * rowHeight}px)` };
    return (
      // the keys are heard by the grid, which has the focus
      // biome-ignore lint/a11y/useKeyWithClickEvents: see above
      <div
        id={id}
        class={`virtual-row ${active ? "active" : ""}`}
        role="row"
        tabIndex={-1}
        aria-rowindex={index + 2}
        aria-selected={active}
        style={{ gridTemplateColumns: tracks, ...place }}
        onClick={() => press(row, index)}
      >
        {columns.map((column) => (
          <div key={column.id} role="gridcell" tabIndex={-1} class={cellClass(column)}>
            {column.cell(row)}
          </div>
        ))}
      </div>
    );
  }
}

/** Which rows are in sight; drawn anew at most once a frame, and only when other rows are. */
function useSight(count: number, rowHeight: number, onEnd: (() => void) | undefined) {
  const box = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState<Window>({ first: 0, end: Math.min(count, 40) });
  const [narrow, setNarrow] = useState(false);
  const frame = useRef(0);
  const end = useRef(onEnd);
  end.current = onEnd;

  const measure = useCallback(() => {
    frame.current = 0;
    const element = box.current;
    if (!element) return;
    const next = windowOf(element.scrollTop, element.clientHeight, rowHeight, count);
    setSeen((before) => (before.first === next.first && before.end === next.end ? before : next));
    setNarrow(element.clientWidth < NARROW_PX);
    if (next.end >= count) end.current?.();
  }, [count, rowHeight]);
  const look = useCallback(() => {
    if (frame.current === 0) frame.current = requestAnimationFrame(measure);
  }, [measure]);

  useLayoutEffect(() => {
    measure();
    const element = box.current;
    if (!element) return;
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
  }, [measure]);
  return { box, head, seen, narrow, look };
}
