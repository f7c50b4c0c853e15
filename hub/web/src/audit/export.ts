/** The ledger as a file: fetched page by page, so that neither side holds more than it must. */
import { api } from "../app/session.ts";
import { nextPage, withoutHeadings } from "./csv.ts";

/** @throws {Refused} @throws {Unreachable} */
export async function exportCsv(path: string, seen: (rows: number) => void, signal: AbortSignal): Promise<Blob> {
  const parts: string[] = [];
  let next: string | null = path;
  let rows = 0;
  while (next !== null) {
    const response: Response = await api.raw(next, { headers: { accept: "text/csv" }, signal });
    const text = await response.text();
    const part: string = parts.length === 0 ? text : withoutHeadings(text);
    parts.push(part);
    rows += part.split("\n").length - 1;
    seen(rows);
    next = nextPage(response.headers.get("link"));
  }
  return new Blob(parts, { type: "text/csv;charset=utf-8" });
}

/** Hands the file to the person. */
export function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // after the browser has begun to read it
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
