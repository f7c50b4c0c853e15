/** A day in full swing at one warehouse, so that every screen has something to show. */
import { control, hub, type Json, type Server, type Site, site, until } from "./stage.ts";

export interface Scene {
  at: Site;
  /** Tasks of orders by what becomes of them: picked on the screen, picked together, packed, shipped. */
  pick: string;
  pack: string;
  ship: string;
  arriving: string;
  /** A product of the task `pick`, at its first stop; another that lies elsewhere. */
  wanted: Goods;
  other: Goods;
  /** Nobody has put these into a bin. */
  unplaced: Goods;
  /** At the hub and at its warehouse it has one number. */
  purchase: string;
  returned: string;
  shipped: string;
  countList: string;
  /** Of a person who signs in with it. */
  pin: string;
  person: string;
}

export interface Goods {
  sku: string;
  name: string;
  gtin: string;
  bin: string;
}

type Lines = { sku: string; quantity: number }[];

const line = (sku: string, quantity: number) => ({ sku, quantity });

/** Brings it about, once a run, at the second warehouse: what other tests do with the first is left alone. */
export async function scene(): Promise<Scene> {
  const at = site(1);
  const goods = await goodsOf(at);
  const lines: Lines[] = [
    [line("HOME-004", 2), line("HOME-006", 3), line("HOME-009", 1)],
    [line("HOME-007", 3), line("HOME-010", 1)],
    [line("HOME-008", 2), line("HOME-006", 1)],
    [line("HOME-011", 4), line("HOME-012", 2)],
    [line("HOME-005", 1)],
    [line("HOME-007", 1), line("HOME-008", 1)],
  ];
  const buyers = ["Claire Martin", "Jonas Weber", "Inês Duarte", "Ada Buyer", "Oskar Lind", "Marie Petit"];
  const orders: string[] = [];
  for (const [n, buyer] of buyers.entries()) {
    orders.push(await order(buyer, lines[n] ?? [], n === 1 ? 5 : 0));
  }
  const [pick, , , pack, ship, gone] = await tasksOf(at, orders);
  for (const picked of [pack, ship, gone]) await pickAll(at, picked ?? "");
  await at.node.post(`/v1/tasks/${gone}/ship`, { carrier: "Chronopost", trackingNumber: "XY123456785FR" });
  const shipped = orders[5] ?? "";
  await until("the order has left", async () => (await hub.get(`/v1/orders/${shipped}`)).status === "shipped");
  await order("Waiting Buyer", [line("HOME-021", 500)], 0);
  const arriving = await transfers(at);
  return {
    at,
    pick: pick ?? "",
    pack: pack ?? "",
    ship: ship ?? "",
    arriving,
    wanted: goods("HOME-004"),
    other: goods("HOME-009"),
    unplaced: goods("HOME-025"),
    ...(await comingIn(at, shipped)),
    shipped,
    ...(await counts(at)),
    ...(await people(at)),
  };
}

async function goodsOf(at: Site): Promise<(sku: string) => Goods> {
  const { items: products } = await at.node.get("/v1/products?limit=500");
  const { items: bins } = await at.node.get("/v1/bins?limit=500");
  return (sku) => {
    const { name, barcodes } = products.find((one: Json) => one.sku === sku);
    const bin = bins.find((one: Json) => one.contents.some((held: Json) => held.sku === sku))?.bin ?? "";
    return { sku, name, gtin: barcodes[0], bin };
  };
}

async function order(name: string, items: Lines, priority: number): Promise<string> {
  const address = { line1: "1 Quai", city: "Lyon", country: "FR", postalCode: "69002", lat: 45.76, lon: 4.84 };
  const email = `${name.split(" ")[0]?.toLowerCase()}@example.com`;
  const body = {
    customer: { name, email, address },
    currency: "EUR",
    items: items.map((item) => ({ ...item, unitPrice: "12.50" })),
    allowBackorder: true,
    priority,
  };
  return (await hub.post("/v1/orders", body)).orderId;
}

/** The task of each order, once it is on the floor. */
async function tasksOf(at: Site, orders: string[]): Promise<string[]> {
  return until("the orders are on the floor", async () => {
    const { items } = await at.node.get("/v1/tasks?state=open&limit=500");
    const found = orders.map((id) => items.find((task: Json) => task.orderId === id)?.taskId);
    return found.every(Boolean) && (found as string[]);
  });
}

async function pickAll(at: Site, taskId: string): Promise<void> {
  const task = await at.node.get(`/v1/tasks/${taskId}`);
  const lines = task.lines.map(({ sku, quantity }: Json) => ({ sku, quantity }));
  await at.node.post(`/v1/tasks/${taskId}/pick`, { lines });
}

/** One transfer is on its way in, one is still to leave. */
async function transfers(at: Site): Promise<string> {
  const from = site(0);
  const sent = await hub.post("/v1/transfers", {
    from: from.id,
    to: at.id,
    items: [line("HOME-013", 6), line("HOME-014", 2)],
  });
  const leaving = await until("the transfer is at its floor", async () => {
    const { items } = await from.node.get("/v1/tasks?state=open&limit=500");
    return items.find((task: Json) => task.transferId === sent.transferId)?.taskId;
  });
  await pickAll(from, leaving);
  await from.node.post(`/v1/tasks/${leaving}/ship`, { carrier: "Own lorry" });
  await hub.post("/v1/transfers", { from: at.id, to: from.id, items: [line("HOME-015", 4)] });
  return until("the transfer is announced", async () => {
    const { items } = await at.node.get("/v1/tasks?state=open&limit=500");
    return items.find((task: Json) => task.kind === "transfer-in")?.taskId;
  });
}

/** A purchase and a return are expected, and something runs low. */
async function comingIn(at: Site, orderId: string): Promise<Pick<Scene, "purchase" | "returned">> {
  const supplier = { supplierId: "POTTERS", name: "Potters of Stoke", email: "p@example.com", leadTimeDays: 7 };
  await hub.post("/v1/suppliers", { ...supplier, currency: "EUR" });
  const expectedAt = new Date(Date.now() + 24 * 3600 * 1000).toISOString();
  const bought = [
    { ...line("HOME-016", 24), unitPrice: "4.20" },
    { ...line("HOME-017", 12), unitPrice: "7.00" },
  ];
  const { purchaseOrderId } = await hub.post("/v1/purchase-orders", {
    supplierId: "POTTERS",
    warehouseId: at.id,
    expectedAt,
    lines: bought,
  });
  const { returnId } = await hub.post("/v1/returns", {
    orderId,
    warehouseId: at.id,
    lines: [{ ...line("HOME-007", 1), reason: "too blue" }],
  });
  await hub.patch(`/v1/warehouses/${at.id}/slots/HOME-018`, { reorderPoint: 200, reorderQuantity: 240 });
  await until("the deliveries are announced", async () => {
    const { items } = await at.node.get("/v1/expected-receipts?state=open");
    return items.length >= 2;
  });
  return { purchase: purchaseOrderId, returned: returnId };
}

/** A list to count, and a count that waits for a supervisor. */
async function counts(at: Site): Promise<Pick<Scene, "countList">> {
  const { listId } = await at.node.post("/v1/count-lists", { by: "both", size: 5, blind: true });
  const { code } = await at.node.post("/v1/pairings", { name: "Counter", role: "worker" });
  const { key } = await at.node.post(`/v1/pairings/${code}/claim`, {});
  await at.node.ask("POST", "/v1/counts", { lines: [{ sku: "HOME-019", counted: 400 }] }, key);
  return { countList: listId };
}

async function people(at: Site): Promise<Pick<Scene, "pin" | "person">> {
  const [person, pin] = ["Ann Berg", "4711"];
  await at.node.post("/v1/operators", { name: person, role: "worker", badge: "B-0042", pin });
  await at.node.post("/v1/operators", { name: "Tom Field", role: "supervisor", pin: "0815" });
  return { person, pin };
}

/** Both sides of a cut link write one field: somebody has to choose. */
export async function disagreement(at: Site): Promise<void> {
  const path = `/v1/warehouses/${at.id}`;
  const say = (server: Server, operatingHours: string) => server.patch(path, { operatingHours });
  await control(at.id, "cut");
  try {
    await say(at.node, "Mo-Fr 06:00-14:00");
    await say(hub, "Mo-Fr 07:00-19:00");
  } finally {
    await control(at.id, "heal");
  }
  await until("the conflict is known", async () => (await hub.get(`${path}/conflicts`)).items.length > 0);
}
