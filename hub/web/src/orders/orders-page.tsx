/** Orders: the list, one of them, or a new one. */
import type { PageProps } from "../app/page.ts";
import { OrderListPage } from "./order-list.tsx";
import { OrderPage } from "./order-page.tsx";
import { PlaceOrderPage } from "./place-order.tsx";
import "./orders.css";

export function OrdersPage({ rest }: PageProps) {
  const [place] = rest;
  if (place === undefined) return <OrderListPage />;
  return place === "new" ? <PlaceOrderPage /> : <OrderPage id={place} />;
}
