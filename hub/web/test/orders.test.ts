import assert from "node:assert/strict";
import { test } from "node:test";
import { readAmount, writeAmount } from "../src/orders/amount.ts";
import { checked, type Draft, emptyDraft, goodsTotal, objections, shortLines } from "../src/orders/draft.ts";
import { type Allocation, addressLines, type Order } from "../src/orders/record.ts";
import { actionsOf, standing, timeline } from "../src/orders/timeline.ts";
import { why } from "../src/orders/why.ts";

const at = (minute: number) => `2026-11-24T10:${String(minute).padStart(2, "0")}:00Z`;

function allocation(warehouseId: string, quantity: number, more: Partial<Allocation> = {}): Allocation {
  return { allocationId: `${warehouseId}-${quantity}`, warehouseId, quantity, state: "released", ...more };
}

function order(fields: Partial<Order> = {}, allocations: Allocation[] = [], waiting = 0): Order {
  const line = { lineNumber: 1, sku: "CUP", unitPrice: "2.00", quantity: 9, shippedQuantity: 0, cancelledQuantity: 0 };
  return {
    orderId: "01K",
    status: "processing",
    priority: 0,
    currency: "GBP",
    totalAmount: "18.00",
    orderDate: at(0),
    allowBackorder: true,
    allowSplit: true,
    customer: { name: "Ann" },
    items: [{ ...line, allocatedQuantity: 9 - waiting, backorderedQuantity: waiting, allocations }],
    shipments: [],
    history: [],
    version: 1,
    ...fields,
  };
}

test("the first allocation shows each warehouse with its units and why it was chosen", () => {
  const history = [
    { at: at(0), event: "OrderPlaced", actor: "shop" },
    { at: at(0), event: "OrderAllocated", actor: "hub" },
  ];
  const chosen = [
    allocation("LEEDS", 4, { reason: "fewest-parcels", distanceKm: 12.4 }),
    allocation("LEEDS", 1, { reason: "fewest-parcels", distanceKm: 12.4 }),
    allocation("OSLO", 2, { reason: "fewest-parcels" }),
    allocation("LYON", 4, { reason: "resourced", distanceKm: 900 }),
  ];
  const [placed, allocated] = timeline(order({ history }, chosen));
  assert.equal(placed?.title, "Order placed");
  assert.equal(
    allocated?.detail,
    "No warehouse had all of it: chosen as the fewest, and of those the nearest, that had it together.",
  );
  assert.deepEqual(allocated?.choices, [
    { warehouseId: "LEEDS", units: 5, why: "12 km away" },
    { warehouseId: "OSLO", units: 2, why: null },
  ]);
});

test("a warehouse that gives all is told with its reason", () => {
  const history = [{ at: at(0), event: "OrderAllocated", actor: "hub" }];
  const [allocated] = timeline(
    order({ history }, [allocation("LEEDS", 9, { reason: "nearest-with-all", distanceKm: 42 })]),
  );
  assert.deepEqual(allocated?.choices, [
    { warehouseId: "LEEDS", units: 9, why: "the nearest of those that had all of it, 42 km away" },
  ]);
});

test("a short pick, its re-sourcing and the later choice are told in order", () => {
  const history = [
    { at: at(0), event: "OrderAllocated", actor: "hub" },
    { at: at(5), event: "ShortPick", actor: "floor", detail: "2 at LEEDS: bin empty" },
    { at: at(5), event: "OrderResourced", actor: "hub", detail: "2 units that LEEDS could not give" },
    { at: at(6), event: "OrderAllocated", actor: "hub", detail: "2 from LYON" },
  ];
  const chosen = [allocation("LEEDS", 7), allocation("LYON", 2, { reason: "resourced", distanceKm: 900 })];
  const told = timeline(order({ history }, chosen));
  assert.equal(told[1]?.detail, "LEEDS was 2 units short: bin empty");
  assert.equal(told[1]?.tone, "wrong");
  assert.deepEqual(told[3]?.choices, [
    { warehouseId: "LYON", units: 2, why: "took over what another warehouse could not give, 900 km away" },
  ]);
  assert.equal(told[3]?.detail, null);
});

test("an order without noted reasons shows what came later only where it came", () => {
  const history = [
    { at: at(0), event: "OrderAllocated", actor: "hub" },
    { at: at(6), event: "OrderAllocated", actor: "hub", detail: "2 from LYON, 1 from OSLO" },
  ];
  const told = timeline(order({ history }, [allocation("LEEDS", 7), allocation("LYON", 5), allocation("OSLO", 1)]));
  assert.deepEqual(
    told[0]?.choices.map((one) => [one.warehouseId, one.units]),
    [
      ["LEEDS", 7],
      ["LYON", 3],
    ],
  );
});

test("each dispatched parcel is joined with its shipment, once", () => {
  const parcel = (shipmentId: string, warehouseId: string) => {
    const shipment = { shipmentId, warehouseId, orderId: "01K", status: "dispatched", dispatchedAt: at(9) };
    return { ...shipment, carrier: null, trackingNumber: null, lines: [] };
  };
  const left = (warehouse: string) => ({
    at: at(9),
    event: "ShipmentDispatched",
    actor: "floor",
    detail: `from ${warehouse}`,
  });
  const shipments = [parcel("A", "LEEDS"), parcel("B", "LYON"), parcel("C", "LEEDS")];
  const told = timeline(order({ history: [left("LYON"), left("LEEDS"), left("LEEDS")], shipments }));
  assert.deepEqual(
    told.map((moment) => moment.shipment?.shipmentId),
    ["B", "A", "C"],
  );
});

test("an event of a later version still reads", () => {
  const told = timeline(order({ history: [{ at: at(0), event: "OrderPutAside", actor: "hub" }] }));
  assert.equal(told[0]?.title, "Order put aside");
});

test("why a warehouse was chosen is a sentence, with the distance where it is known", () => {
  assert.equal(why(null, null), null);
  assert.equal(why(undefined, 0.2), "less than 1 km away");
  assert.equal(why("held-for-customer", null), "the units were already held here for this customer");
  assert.equal(why("some-new-rule", 1234.5), "some new rule, 1,235 km away");
});

test("what an order waits for and what can be asked of it follow from its state", () => {
  const waiting = order({ status: "pending" }, [allocation("LEEDS", 5)], 4);
  assert.match(standing(waiting)?.text ?? "", /Waits for 4 × CUP/);
  assert.deepEqual(actionsOf(waiting), { cancel: true, retry: true, deliver: false, returns: false });
  const asked = order({ status: "cancelling" }, [allocation("LYON", 9, { state: "cancelling" })]);
  assert.match(standing(asked)?.text ?? "", /^LYON has been asked to stop/);
  assert.equal(actionsOf(asked).cancel, false);
  assert.equal(standing(order({ status: "delivered" }, [allocation("LEEDS", 9, { state: "shipped" })])), null);
});

const full = (fields: Partial<Draft> = {}): Draft => ({
  ...emptyDraft(),
  name: " Ann ",
  lines: [{ id: 1, sku: "CUP", quantity: "1,200", unitPrice: "2.505" }],
  ...fields,
});

test("a whole draft becomes a body without empty fields", () => {
  assert.deepEqual(checked(full({ city: "Leeds", lat: "53.8", lon: "−1,55" })), {
    body: {
      customer: { name: "Ann", address: { city: "Leeds", lat: 53.8, lon: -1.55 } },
      currency: "GBP",
      priority: 0,
      allowBackorder: false,
      allowSplit: true,
      items: [{ sku: "CUP", quantity: 1200, unitPrice: "2.505" }],
    },
  });
});

test("what is wrong is told at its field, by the server's pointers", () => {
  const found = checked({
    ...emptyDraft(),
    currency: "£",
    lat: "95",
    lines: [{ id: 1, sku: "", quantity: "0", unitPrice: "" }],
  });
  assert.ok("troubles" in found);
  assert.deepEqual(Object.keys(found.troubles).sort(), [
    "/currency",
    "/customer/address/lat",
    "/customer/name",
    "/items/0/quantity",
    "/items/0/sku",
    "/items/0/unitPrice",
  ]);
  const half = checked(full({ lat: "53.8" }));
  assert.ok("troubles" in half && half.troubles["/customer/address/lon"]);
  assert.ok("troubles" in checked(full({ lines: [] })));
});

test("a refusal for lack of stock is told at each line of that SKU", () => {
  const lacks = [{ sku: "CUP", requested: 40, promisable: 12 }];
  const told = shortLines([{ sku: "PAN" }, { sku: "CUP" }], "held-by-warehouse", lacks);
  assert.deepEqual(Object.keys(told), ["/items/1/quantity"]);
  assert.match(told["/items/1/quantity"] ?? "", /^40 asked for, 12 can be promised now\. The units exist/);
  assert.deepEqual(objections([{ pointer: "/currency", detail: "unknown" }]), { "/currency": "unknown" });
});

test("totals are reckoned without floating point, in the currency's minor units", () => {
  assert.equal(goodsTotal(full()), "3006.00");
  assert.equal(goodsTotal(full({ currency: "jpy" })), "3006");
  assert.equal(writeAmount(readAmount("0.105") ?? 0n, 2), "0.11");
  assert.equal(writeAmount(readAmount("0.1") ?? 0n, 3), "0.100");
  assert.equal(readAmount("1.2345678"), null);
  assert.equal(readAmount("-1"), null);
});

test("an address is written as on an envelope", () => {
  assert.deepEqual(addressLines({ line1: "1 Dock Road", city: "Leeds", postalCode: "LS1" }), [
    "1 Dock Road",
    "LS1 Leeds",
  ]);
  assert.deepEqual(addressLines(null), []);
});
