/** Transfers between warehouses: the list, one of them, or a new one. */
import type { PageProps } from "../app/page.ts";
import { NewTransferPage } from "./new-transfer.tsx";
import { TransferListPage } from "./transfer-list.tsx";
import { TransferPage } from "./transfer-page.tsx";

export function TransfersPage({ rest }: PageProps) {
  const [place] = rest;
  if (place === undefined) return <TransferListPage />;
  return place === "new" ? <NewTransferPage /> : <TransferPage id={place} />;
}
