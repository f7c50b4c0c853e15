/** Stock: all SKUs, searched as one types; or one of them. */
import type { PageProps } from "../app/page.ts";
import { SkuPage } from "./sku-page.tsx";
import { StockListPage } from "./stock-list.tsx";
import "./stock.css";

export function StockPage({ rest }: PageProps) {
  const [sku] = rest;
  return sku === undefined ? <StockListPage /> : <SkuPage sku={sku} />;
}
