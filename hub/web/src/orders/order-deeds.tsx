/** What can be done with an order as it stands. */
import { newKey } from "@holdfast/shell/http.ts";
import { useRef, useState } from "preact/hooks";
import { may, useApi } from "../app/session.ts";
import { Confirm, toast, toastFailure } from "../ui/index.ts";
import { type Order, progressOf } from "./record.ts";
import { ReturnDialog } from "./return-dialog.tsx";
import { actionsOf, units } from "./timeline.ts";

type Doing = "cancel" | "deliver" | "return";

export function OrderDeeds({ order, changed }: { order: Order; changed: () => void }) {
  const [doing, setDoing] = useState<Doing | null>(null);
  if (!may("orders:write")) return null;
  const can = actionsOf(order);
  const close = () => setDoing(null);
  return (
    <>
      {can.retry && <Retry order={order} changed={changed} />}
      {can.deliver && (
        <button type="button" class="button primary" onClick={() => setDoing("deliver")}>
          Mark delivered
        </button>
      )}
      {can.returns && (
        <button type="button" class="button" onClick={() => setDoing("return")}>
          Start a return
        </button>
      )}
      {can.cancel && (
        <button type="button" class="button danger" onClick={() => setDoing("cancel")}>
          Cancel order
        </button>
      )}
      {doing === "cancel" && <Cancel order={order} changed={changed} onClose={close} />}
      {doing === "deliver" && <Deliver order={order} changed={changed} onClose={close} />}
      {doing === "return" && <ReturnDialog order={order} onClose={close} />}
    </>
  );
}

interface DeedProps {
  order: Order;
  changed: () => void;
  onClose: () => void;
}

/** Asks every floor for rights at once. Each press is a try of its own: stock may have come since the last one. */
function Retry({ order, changed }: Omit<DeedProps, "onClose">) {
  const api = useApi();
  const [busy, setBusy] = useState(false);
  const retry = async () => {
    setBusy(true);
    const before = progressOf(order).backordered;
    try {
      const { body } = await api.ask<Order>(`/v1/orders/${order.orderId}/retry`, { method: "POST", body: {} });
      const after = progressOf(body).backordered;
      if (after === before) toast(`No floor could give more: ${units(after)} still wait.`, "check");
      else
        toast(
          after === 0
            ? "Everything is allocated now."
            : `${units(before - after)} allocated, ${units(after)} still wait.`,
        );
      changed();
    } catch (error) {
      toastFailure(error);
      changed();
    } finally {
      setBusy(false);
    }
  };
  return (
    <button type="button" class="button primary" disabled={busy} onClick={() => void retry()}>
      {busy ? "Asking the floors…" : "Try again"}
    </button>
  );
}

function Cancel({ order, changed, onClose }: DeedProps) {
  const api = useApi();
  const key = useRef(newKey());
  const act = async () => {
    const { status } = await api.ask<Order>(`/v1/orders/${order.orderId}/cancel`, {
      method: "POST",
      body: {},
      key: key.current,
    });
    if (status === 202) toast("The floor has been asked. The order shows “Cancelling” until it answers.", "check");
    else toast("The order is cancelled.");
    changed();
  };
  const { shipped } = progressOf(order);
  return (
    <Confirm title="Cancel this order?" deed="Cancel the order" danger act={act} onClose={onClose}>
      <p>What no floor has taken over is cancelled at once, and its units are free again.</p>
      <p>
        Where a floor has begun, it is asked to stop, and the order shows “Cancelling” until it answers. A floor whose
        link is cut is asked as soon as it is back. A parcel that has left by then stays shipped, and a return is
        authorised for it.
      </p>
      {shipped > 0 && <p>{units(shipped)} have been shipped already and stay shipped.</p>}
    </Confirm>
  );
}

function Deliver({ order, changed, onClose }: DeedProps) {
  const api = useApi();
  const key = useRef(newKey());
  const act = async () => {
    await api.ask(`/v1/orders/${order.orderId}/status`, {
      method: "PATCH",
      body: { status: "delivered" },
      key: key.current,
    });
    toast("The order is marked as delivered.");
    changed();
  };
  return (
    <Confirm title="Mark as delivered?" deed="Mark delivered" act={act} onClose={onClose}>
      <p>All parcels of the order have arrived. This cannot be taken back; goods that come back are a return.</p>
    </Confirm>
  );
}
