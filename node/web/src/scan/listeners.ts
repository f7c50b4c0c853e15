/** Who gets a scan: the screen that was put on top last. */
import type { Scan } from "../app/contract.ts";

export type ScanHandler = (scan: Scan) => void;

const stack: ScanHandler[] = [];

/** From now on scans go to `handler`, until the returned function is called or another is put on top. */
export function onScan(handler: ScanHandler): () => void {
  stack.push(handler);
  return () => {
    const at = stack.lastIndexOf(handler);
    if (at >= 0) stack.splice(at, 1);
  };
}

/** Hands a scan on; `false`: nobody wanted it. */
export function deliver(scan: Scan): boolean {
  const handler = stack.at(-1);
  handler?.(scan);
  return handler !== undefined;
}
