/** Tables that come a page at a time, as one. Plain functions. */

/** Where the next page is, as an answer's `Link` header says (RFC 8288); null after the last. */
export function nextPage(link: string | null): string | null {
  const found = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link ?? "");
  return found?.[1] ?? null;
}

/** A page after the first, without its line of headings. A heading is never quoted over two lines. */
export function withoutHeadings(csv: string): string {
  const end = csv.indexOf("\n");
  return end < 0 ? "" : csv.slice(end + 1);
}
