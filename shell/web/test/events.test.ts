import assert from "node:assert/strict";
import { test } from "node:test";
import { EventParser, type StreamEvent } from "../src/events.ts";

function read(...chunks: string[]): StreamEvent[] {
  const seen: StreamEvent[] = [];
  const parser = new EventParser((event) => seen.push(event));
  for (const chunk of chunks) parser.push(chunk);
  return seen;
}

test("events are read across chunks, comments and line ends of either kind", () => {
  const seen = read(": hello\n\nid: 7\nevent: Stock", 'Updated\r\ndata: {"type":"StockUpdated"}\r\n', "\r\n:\n\n");
  assert.equal(seen.length, 1);
  assert.equal(seen[0]?.id, "7");
  assert.equal(seen[0]?.type, "StockUpdated");
  assert.equal(seen[0]?.event.type, "StockUpdated");
});

test("an event that has not ended is not told", () => {
  assert.deepEqual(read('id: 1\ndata: {"a":1}\n'), []);
});

test("what is no JSON is passed over, and the next one read", () => {
  const seen = read("id: 1\ndata: nonsense\n\n", 'id: 2\ndata: {"type":"x"}\n\n');
  assert.deepEqual(
    seen.map((event) => event.id),
    ["2"],
  );
});
