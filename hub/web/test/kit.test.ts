import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused, Unreachable } from "@holdfast/shell/http.ts";
import { givable, powers } from "../src/access/roles.ts";
import { explained } from "../src/app/explain.ts";
import { nextPage, withoutHeadings } from "../src/audit/csv.ts";
import { auditPath, NO_SEARCH, searchOf } from "../src/audit/search.ts";
import { fieldName, patchAt, shownValue } from "../src/conflicts/settle.ts";
import { bound } from "../src/ui/bound.ts";
import { ariaSort, type Column, pressed, sorted } from "../src/ui/columns.ts";
import { ago, duration, money, spoken } from "../src/ui/figures.ts";
import { formErrors, sameRequest } from "../src/ui/refusal.ts";
import { rowAfter, scrolledTo, windowOf } from "../src/ui/window.ts";

interface Row {
  sku: string;
  units: number | null;
}

const COLUMNS: Column<Row>[] = [
  { id: "sku", label: "SKU", by: (row) => row.sku, cell: (row) => row.sku },
  { id: "units", label: "Units", by: (row) => row.units, cell: (row) => row.units },
  { id: "note", label: "Note", cell: () => "" },
];
const ROWS: Row[] = [
  { sku: "CUP-10", units: 5 },
  { sku: "CUP-9", units: null },
  { sku: "bowl", units: 5 },
  { sku: "ARC", units: 40 },
];
const order = (by: string, down: boolean) => sorted(ROWS, COLUMNS, { by, down }).map(({ sku }) => sku);

test("names sort as people count, figures by size, what is missing last either way", () => {
  assert.deepEqual(order("sku", false), ["ARC", "bowl", "CUP-9", "CUP-10"]);
  assert.deepEqual(order("units", false), ["CUP-10", "bowl", "ARC", "CUP-9"]);
  assert.deepEqual(order("units", true), ["ARC", "CUP-10", "bowl", "CUP-9"]);
  assert.equal(sorted(ROWS, COLUMNS, { by: "note", down: false }), ROWS);
  assert.equal(ROWS[0]?.sku, "CUP-10");
});

test("a heading pressed again turns its order", () => {
  const once = pressed(null, "sku");
  assert.deepEqual(once, { by: "sku", down: false });
  assert.deepEqual(pressed(once, "sku"), { by: "sku", down: true });
  assert.deepEqual(pressed({ by: "sku", down: true }, "units"), { by: "units", down: false });
  assert.equal(ariaSort(once, "sku"), "ascending");
  assert.equal(ariaSort(once, "units"), "none");
});

test("of ten thousand rows only those in sight are drawn", () => {
  assert.deepEqual(windowOf(0, 400, 40, 10_000), { first: 0, end: 18 });
  assert.deepEqual(windowOf(40_000, 400, 40, 10_000), { first: 992, end: 1_018 });
  assert.deepEqual(windowOf(399_600, 400, 40, 10_000), { first: 9_982, end: 10_000 });
  // a list that became shorter than where one was
  assert.deepEqual(windowOf(40_000, 400, 40, 3), { first: 3, end: 3 });
  assert.deepEqual(windowOf(0, 400, 40, 0), { first: 0, end: 0 });
});

test("keys go to rows that exist", () => {
  assert.equal(rowAfter("ArrowDown", -1, 5, 10), 0);
  assert.equal(rowAfter("ArrowUp", 0, 5, 10), 0);
  assert.equal(rowAfter("PageDown", 0, 5, 10), 4);
  assert.equal(rowAfter("End", 2, 5, 10), 4);
  assert.equal(rowAfter("a", 2, 5, 10), null);
  assert.equal(rowAfter("ArrowDown", -1, 0, 10), null);
  assert.equal(scrolledTo(0, 40, 100, 400), 0);
  assert.equal(scrolledTo(20, 40, 0, 400), 440);
  assert.equal(scrolledTo(5, 40, 0, 400), 0);
});

function refused(slug: string, errors: { pointer: string; detail: string }[] = []): Refused {
  return new Refused({ type: `https://x/${slug}`, title: slug, status: 422, detail: "no", errors }, null);
}

test("what the hub finds wrong stands at its field, the rest above the form", () => {
  const error = refused("invalid-request", [
    { pointer: "/name", detail: "is too long" },
    { pointer: "/zones/A/kind", detail: "is no kind" },
    { pointer: "/customer/name", detail: "is missing" },
    { pointer: "", detail: "is no object" },
  ]);
  assert.deepEqual(formErrors(error, ["/name", "/zones"]), {
    fields: { "/name": "is too long", "/zones": "is no kind" },
    rest: ["/customer/name: is missing", "is no object"],
  });
  assert.deepEqual(formErrors(new Unreachable("x"), ["/name"]), { fields: {}, rest: [] });
});

test("a request is the same only where nobody knows what became of it", () => {
  assert.equal(sameRequest(new Unreachable("x"), false), true);
  assert.equal(sameRequest(new Unreachable("x"), true), false);
  assert.equal(sameRequest(refused("wrong-state"), false), false);
  assert.equal(sameRequest(null, false), false);
});

test("an error says what to do next", () => {
  assert.equal(
    explained(refused("version-mismatch")),
    "no. Somebody changed it meanwhile. The newest state is loaded: look at it, then save again.",
  );
  assert.match(explained(new Unreachable("x")), /Check that it runs/);
});

test("times and figures as people read them", () => {
  assert.equal(ago(0, 2_000), "just now");
  assert.equal(ago(0, 90_000), "2 min ago");
  assert.equal(ago(3_600_000, 0), "in 1 h");
  assert.equal(duration(3 * 86_400), "3 days");
  assert.equal(money("1234567890123456.75", "GBP"), "£1,234,567,890,123,456.75");
  assert.equal(money("5.00", "???"), "5.00 ???");
  assert.equal(spoken("partially_shipped"), "Partially shipped");
});

test("a conflict is settled by a patch of its field", () => {
  assert.deepEqual(patchAt("/name", "Leeds"), { name: "Leeds" });
  assert.deepEqual(patchAt("/zones/A~1B", { kind: "picking" }), { zones: { "A/B": { kind: "picking" } } });
  assert.deepEqual(patchAt("/category", undefined), { category: null });
  assert.equal(fieldName("/zones/A~1B"), "zones › A/B");
  assert.equal(fieldName("/operatingHours"), "operating hours");
  assert.equal(shownValue({ name: "Aisle", bins: ["a", "b"] }), "name: Aisle\nbins: a, b");
  assert.equal(shownValue(null), "(nothing)");
});

test("the ledger's search is in the address and in the question", () => {
  const search = searchOf(new URLSearchParams("sku=CUP%201&actor=hub&from=2026-11-28T03:00"));
  assert.equal(search.sku, "CUP 1");
  const asked = new URL(auditPath(search, { limit: "200" }), "http://x");
  assert.equal(asked.searchParams.get("sku"), "CUP 1");
  assert.equal(asked.searchParams.get("from"), new Date("2026-11-28T03:00").toISOString());
  assert.equal(asked.searchParams.get("actor"), "hub");
  assert.equal(asked.searchParams.get("limit"), "200");
  assert.equal(auditPath(NO_SEARCH), "/v1/audit");
});

test("pages of a table become one", () => {
  assert.equal(nextPage('</v1/audit?limit=2&cursor=dd>; rel="next"'), "/v1/audit?limit=2&cursor=dd");
  assert.equal(nextPage(null), null);
  assert.equal(nextPage('</x>; rel="prev"'), null);
  assert.equal(withoutHeadings("a,b\r\n1,2\r\n"), "1,2\r\n");
  assert.equal(withoutHeadings(""), "");
});

test("nobody gives a role that may more than they do", () => {
  const roles = [
    { role: "admin", scopes: ["a", "b"] },
    { role: "viewer", scopes: ["a"] },
  ];
  assert.deepEqual(
    givable(roles, ["a", "c"]).map(({ role }) => role),
    ["viewer"],
  );
});

test("roles stand side by side, what they may do with each thing in a row", () => {
  const roles = [
    { role: "admin", scopes: ["stock:read", "stock:write", "access:read"] },
    { role: "viewer", scopes: ["stock:read"] },
  ];
  assert.deepEqual(powers(roles), [
    { on: "stock", may: { admin: ["read", "write"], viewer: ["read"] } },
    { on: "access", may: { admin: ["read"] } },
  ]);
});

test("a bound field shows its text and changes nothing else", () => {
  const parts: object[] = [];
  const field = bound({ id: 1, name: "Cup", note: "" }, (part) => parts.push(part));
  assert.equal(field("name").value, "Cup");
  field("note").onInput("fragile");
  assert.deepEqual(parts, [{ note: "fragile" }]);
});
