/** Returns of customers: the list, or one of them. They are started on their order's page. */
import type { PageProps } from "../app/page.ts";
import { ReturnListPage } from "./return-list.tsx";
import { ReturnPage } from "./return-page.tsx";

export function ReturnsPage({ rest }: PageProps) {
  const [place] = rest;
  return place === undefined ? <ReturnListPage /> : <ReturnPage id={place} />;
}
