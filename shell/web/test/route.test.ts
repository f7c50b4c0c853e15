import assert from "node:assert/strict";
import { test } from "node:test";
import { href, parseRoute } from "../src/route.ts";

test("an address and its parts", () => {
  const there = href(["stock", "A/B 1"], { q: "x y", tab: undefined });
  assert.equal(there, "#/stock/A%2FB%201?q=x+y");
  const back = parseRoute(there);
  assert.deepEqual(back.path, ["stock", "A/B 1"]);
  assert.equal(back.query.get("q"), "x y");
  assert.deepEqual(parseRoute("").path, []);
  assert.deepEqual(parseRoute("#/%E0%A4%A").path, ["%E0%A4%A"]);
});
