/** Placing an order. The form keeps one idempotency key until an answer comes: a double press or a lost answer places one order. */
import { Refused } from "@holdfast/shell/http.ts";
import { go, route } from "@holdfast/shell/route.ts";
import { useEffect, useState } from "preact/hooks";
import { useApi } from "../app/session.ts";
import { invalid, retold } from "../list/retold.ts";
import { bound, CheckField, Form, NumberField, PageHeader, Panel, TextField, toast } from "../ui/index.ts";
import { checked, type Draft, emptyDraft, goodsTotal, type OrderBody, shortLines } from "./draft.ts";
import { DraftLines } from "./draft-lines.tsx";
import type { Order } from "./record.ts";

/** What was begun is there again when somebody comes back from looking something up. */
let kept: Draft | null = null;

function begun(): Draft {
  const draft = kept ?? emptyDraft();
  const sku = route.value.query.get("sku");
  const [first] = draft.lines;
  if (!sku || !first || draft.lines.some((line) => line.sku === sku)) return draft;
  if (first.sku === "") return { ...draft, lines: [{ ...first, sku }, ...draft.lines.slice(1)] };
  const id = Math.max(...draft.lines.map((line) => line.id)) + 1;
  return { ...draft, lines: [...draft.lines, { id, sku, quantity: "1", unitPrice: "" }] };
}

export function PlaceOrderPage() {
  const api = useApi();
  const [draft, setDraft] = useState(begun);
  const put = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  useEffect(() => {
    kept = draft;
  }, [draft]);
  const submit = async (key: string) => {
    const found = checked(draft);
    if ("troubles" in found) throw invalid(found.troubles);
    try {
      const { body } = await api.ask<Order>("/v1/orders", { method: "POST", body: found.body, key });
      toast(body.status === "pending" ? "The order is placed, and waits for stock." : "The order is placed.");
      setDraft(emptyDraft());
      kept = null;
      go(["orders", body.orderId], {}, true);
    } catch (error) {
      throw inWords(error, found.body);
    }
  };
  return (
    <>
      <PageHeader title="Place an order" back={{ href: "#/orders", label: "Orders" }} />
      <Form deed="Place the order" onSubmit={submit}>
        <Panel title="Lines">
          <DraftLines draft={draft} put={put} />
        </Panel>
        <div class="panels">
          <CustomerFields draft={draft} put={put} />
          <Terms draft={draft} put={put} />
        </div>
        <p class="order-total" role="status">
          Goods <strong class="figure">{`${goodsTotal(draft)} ${draft.currency.trim().toUpperCase()}`}</strong>
        </p>
      </Form>
    </>
  );
}

function inWords(error: unknown, body: OrderBody): unknown {
  if (!(error instanceof Refused) || !error.problem.lines) return error;
  const fields = shortLines(body.items, error.slug, error.problem.lines);
  return retold(error, "Not every line can be promised now.", fields);
}

interface PartProps {
  draft: Draft;
  put: (part: Partial<Draft>) => void;
}

function CustomerFields({ draft, put }: PartProps) {
  const field = bound(draft, put);
  return (
    <Panel title="Customer">
      <TextField label="Name" pointer="/customer/name" {...field("name")} maxLength={200} />
      <div class="form-row">
        <TextField label="Email" type="email" pointer="/customer/email" {...field("email")} />
        <TextField label="Phone" type="tel" pointer="/customer/phone" {...field("phone")} />
      </div>
      <AddressFields draft={draft} put={put} />
    </Panel>
  );
}

function AddressFields({ draft, put }: PartProps) {
  const field = bound(draft, put);
  return (
    <>
      <TextField label="Street and number" pointer="/customer/address/line1" {...field("line1")} />
      <div class="form-row">
        <TextField label="Postal code" pointer="/customer/address/postalCode" {...field("postalCode")} />
        <TextField label="Town" pointer="/customer/address/city" {...field("city")} />
        <TextField label="Country" pointer="/customer/address/country" {...field("country")} />
      </div>
      <div class="form-row">
        <TextField
          label="Latitude"
          hint="With both, the nearest warehouse is chosen."
          pointer="/customer/address/lat"
          {...field("lat")}
        />
        <TextField label="Longitude" pointer="/customer/address/lon" {...field("lon")} />
      </div>
    </>
  );
}

function Terms({ draft, put }: PartProps) {
  const field = bound(draft, put);
  return (
    <Panel title="Terms">
      <div class="form-row">
        <TextField
          label="Currency"
          hint="Three letters, such as GBP."
          pointer="/currency"
          maxLength={3}
          {...field("currency")}
        />
        <NumberField
          label="Priority"
          hint="Higher is served first when stock arrives."
          pointer="/priority"
          {...field("priority")}
        />
      </div>
      <CheckField
        label="May wait for stock"
        hint="What cannot be promised now becomes a back order; without this the order is refused."
        checked={draft.allowBackorder}
        onInput={(allowBackorder) => put({ allowBackorder })}
      />
      <CheckField
        label="May come in several parcels"
        hint="Without this one warehouse must have all of it."
        checked={draft.allowSplit}
        onInput={(allowSplit) => put({ allowSplit })}
      />
    </Panel>
  );
}
