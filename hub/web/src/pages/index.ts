/** The pages of the dashboard, in the order of the navigation. */
import type { Page } from "../app/page.ts";
import { OrdersPage } from "../orders/orders-page.tsx";
import { OverviewPage } from "../overview/overview-page.tsx";
import { StockPage } from "../stock/stock-page.tsx";

export const PAGES: readonly Page[] = [
  { path: "", label: "Overview", icon: "overview", scope: "stock:read", component: OverviewPage },
  { path: "stock", label: "Stock", icon: "stock", scope: "stock:read", component: StockPage },
  { path: "orders", label: "Orders", icon: "orders", scope: "orders:read", component: OrdersPage },
];
