/** The pages of the dashboard, in the order of the navigation. */
import "../list/list.css";
import { AccessPage } from "../access/access-page.tsx";
import type { Page } from "../app/page.ts";
import { AuditPage } from "../audit/audit-page.tsx";
import { ConflictsPage } from "../conflicts/conflicts-page.tsx";
import { OrdersPage } from "../orders/orders-page.tsx";
import { OverviewPage } from "../overview/overview-page.tsx";
import { PurchasesPage } from "../purchases/purchases-page.tsx";
import { ReplenishmentsPage } from "../replenishments/replenishments-page.tsx";
import { ReturnsPage } from "../returns/returns-page.tsx";
import { StockPage } from "../stock/stock-page.tsx";
import { SuppliersPage } from "../suppliers/suppliers-page.tsx";
import { TransfersPage } from "../transfers/transfers-page.tsx";
import { WarehousesPage } from "../warehouses/warehouses-page.tsx";

export const PAGES: readonly Page[] = [
  { path: "", label: "Overview", icon: "overview", scope: "nodes:read", component: OverviewPage },
  { path: "stock", label: "Stock", icon: "stock", scope: "stock:read", component: StockPage },
  { path: "orders", label: "Orders", icon: "orders", scope: "orders:read", component: OrdersPage },
  { path: "returns", label: "Returns", icon: "returns", scope: "orders:read", component: ReturnsPage },
  {
    path: "replenishments",
    label: "Replenishment",
    icon: "replenishment",
    scope: "stock:read",
    component: ReplenishmentsPage,
  },
  {
    path: "purchase-orders",
    label: "Purchase orders",
    icon: "purchases",
    scope: "stock:read",
    component: PurchasesPage,
  },
  { path: "transfers", label: "Transfers", icon: "transfers", scope: "stock:read", component: TransfersPage },
  { path: "suppliers", label: "Suppliers", icon: "suppliers", scope: "catalogue:read", component: SuppliersPage },
  { path: "warehouses", label: "Warehouses", icon: "warehouses", scope: "nodes:read", component: WarehousesPage },
  { path: "conflicts", label: "Conflicts", icon: "conflicts", scope: "catalogue:read", component: ConflictsPage },
  { path: "audit", label: "Audit", icon: "audit", scope: "audit:read", component: AuditPage },
  { path: "keys", label: "Keys and roles", icon: "keys", scope: "access:read", component: AccessPage },
];
