/** Purchase orders: the list, one of them, or a new one. */
import type { PageProps } from "../app/page.ts";
import { NewPurchasePage } from "./new-purchase.tsx";
import { PurchaseListPage } from "./purchase-list.tsx";
import { PurchaseOrderPage } from "./purchase-order-page.tsx";

export function PurchasesPage({ rest }: PageProps) {
  const [place] = rest;
  if (place === undefined) return <PurchaseListPage />;
  return place === "new" ? <NewPurchasePage /> : <PurchaseOrderPage id={place} />;
}
