import assert from "node:assert/strict";
import { test } from "node:test";
import { lookUpPath, placeAt, placesFor } from "../src/app/routes.ts";
import { offerIn } from "../src/people/code.ts";
import { readMark, resumeFrom } from "../src/status/resume.ts";
import { press } from "../src/ui/quantity.ts";

test("the first digit replaces what was proposed, later ones follow it", () => {
  let entry = { value: 12, fresh: true };
  for (const key of ["3", "0", "٥"]) entry = press(entry, key);
  assert.equal(entry.value, 305);
  assert.equal(press(entry, "Backspace").value, 30);
  assert.equal(press({ value: 12, fresh: true }, "Backspace").value, 0);
});

test("one more stops at the bound, one less at nothing, and too many digits are not taken", () => {
  assert.equal(press({ value: 4, fresh: true }, "+", 4).value, 4);
  assert.equal(press({ value: 3, fresh: true }, "+", 4).value, 4);
  assert.equal(press({ value: 0, fresh: false }, "-").value, 0);
  assert.equal(press({ value: 999_999_999, fresh: false }, "9").value, 999_999_999);
});

test("the place with the longest path is the one that is meant, and only one's own are shown", () => {
  const places = [
    { path: "count", scope: "floor:write" },
    { path: "count/waiting", scope: "stock:write" },
  ];
  assert.equal(placeAt(places, ["count", "waiting", "01X"]), places[1]);
  assert.equal(placeAt(places, ["count"]), places[0]);
  assert.equal(placeAt(places, ["elsewhere"]), null);
  assert.deepEqual(
    placesFor(places, (scope) => scope === "floor:write"),
    [places[0]],
  );
});

test("what was scanned at the start is looked up at its own address", () => {
  const found = { code: "X", local: false } as const;
  assert.deepEqual(lookUpPath({ ...found, kind: "product", sku: "MUG-01", bin: "A-01-3" }), ["product", "MUG-01"]);
  assert.deepEqual(lookUpPath({ ...found, kind: "bin", bin: "A-01-3" }), ["bin", "A-01-3"]);
  assert.deepEqual(lookUpPath({ ...found, kind: "sscc", taskId: "T" }), ["task", "T"]);
  assert.deepEqual(lookUpPath({ ...found, kind: "unknown" }), ["unknown", "X"]);
});

test("a stream goes on where it broke off, unless that is long ago", () => {
  const mark = readMark('{"id":"41","at":1000}');
  assert.equal(resumeFrom(mark, 61_000), "41");
  assert.equal(resumeFrom(mark, 8_000_000), null);
  assert.equal(readMark("nonsense"), null);
});

test("what pairs a device is told apart: an address with a code or a key, a code, a key", () => {
  assert.deepEqual(offerIn("https://leeds.local:8443/#/pair?code=7K3M9QX2T4BC"), { code: "7K3M9QX2T4BC" });
  assert.deepEqual(offerIn("holdfast://pair?warehouse=LEEDS&code=7K3M9QX2T4BC&node=x"), { code: "7K3M9QX2T4BC" });
  assert.deepEqual(offerIn("https://leeds.local:8443/#/pair?key=hf_0123456789abcdef"), { key: "hf_0123456789abcdef" });
  assert.deepEqual(offerIn(" hf_0123456789abcdef "), { key: "hf_0123456789abcdef" });
  assert.deepEqual(offerIn("7k3m 9qx2-t4bc"), { code: "7K3M9QX2T4BC" });
  assert.equal(offerIn("A-01-3!"), null);
});
