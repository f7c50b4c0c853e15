/** A new transfer; a proposal of the replenishment list fills it in. */
import { Refused } from "@holdfast/shell/http.ts";
import { go, route } from "@holdfast/shell/route.ts";
import { useState } from "preact/hooks";
import { useApi } from "../app/session.ts";
import { LineFields } from "../goods/line-fields.tsx";
import { type GoodsLine, readLines, typedLine } from "../goods/lines.ts";
import type { Transfer } from "../goods/record.ts";
import { choices, useWarehouses } from "../list/places.ts";
import { invalid, retold } from "../list/retold.ts";
import { Form, PageHeader, Panel, SelectField, toast } from "../ui/index.ts";

export function NewTransferPage() {
  const api = useApi();
  const { query } = route.value;
  const warehouses = useWarehouses();
  const [from, setFrom] = useState(query.get("from") ?? "");
  const [to, setTo] = useState(query.get("to") ?? "");
  const [lines, setLines] = useState([typedLine(1, query.get("sku") ?? "", query.get("quantity") ?? "")]);
  const submit = async (key: string) => {
    const read = readLines(lines, "/items");
    const troubles = "troubles" in read ? { ...read.troubles } : {};
    if (!from) troubles["/from"] = "Choose where it comes from.";
    if (!to) troubles["/to"] = "Choose where it goes.";
    else if (from === to) troubles["/to"] = "Choose another warehouse than it comes from.";
    if ("troubles" in read || Object.keys(troubles).length > 0) throw invalid(troubles);
    try {
      const body = { from, to, items: read.lines };
      const answer = await api.ask<Transfer>("/v1/transfers", { method: "POST", body, key });
      toast("The transfer is planned; its units are committed.");
      go(["transfers", answer.body.transferId], {}, true);
    } catch (error) {
      throw inWords(error, read.lines, from);
    }
  };
  const places = choices(warehouses, "Choose…");
  return (
    <>
      <PageHeader title="New transfer" back={{ href: "#/transfers", label: "Transfers" }}>
        All of it is committed at once, or nothing is.
      </PageHeader>
      <Form deed="Plan the transfer" onSubmit={submit}>
        <Panel title="Between">
          <div class="form-row">
            <SelectField label="From" pointer="/from" value={from} options={places} onInput={setFrom} />
            <SelectField label="To" pointer="/to" value={to} options={places} onInput={setTo} />
          </div>
        </Panel>
        <Panel title="Lines">
          <LineFields lines={lines} put={setLines} at="/items" />
        </Panel>
      </Form>
    </>
  );
}

const REMEDY: Record<string, string> = {
  "insufficient-stock": "More than that is not there.",
  "held-by-warehouse": "The units are there, but the floor holds the rights to the rest.",
};

function inWords(error: unknown, lines: readonly GoodsLine[], from: string): unknown {
  if (!(error instanceof Refused) || !error.problem.lines) return error;
  const fields: Record<string, string> = {};
  lines.forEach(({ sku }, at) => {
    const lack = error.problem.lines?.find((line) => line.sku === sku);
    if (!lack) return;
    const figures = `${lack.requested.toLocaleString("en-GB")} asked for, ${lack.promisable.toLocaleString("en-GB")} can be taken.`;
    fields[`/items/${at}/quantity`] = `${figures} ${REMEDY[error.slug] ?? ""}`.trim();
  });
  return retold(error, `${from} cannot give all of it now.`, fields);
}
