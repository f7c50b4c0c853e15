/** Products as people recognise them: number, name, how to handle them. */
import type { Page } from "@holdfast/shell/http.ts";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useKnown, useSay } from "../../app/context.tsx";
import type { Scan } from "../../app/contract.ts";
import { Empty, Line, type LineProps, Notice, Rows, ScanPrompt, TextField, Waiting } from "../../ui/index.ts";
import type { Product } from "../views.ts";
import { useProduct } from "./reading.ts";
import "../flows.css";

/** The product that is worked on. */
export function ProductHead({ sku, name, children }: { sku: string; name?: string; children?: ComponentChildren }) {
  const product = useProduct(sku);
  const notes = product?.handlingNotes;
  return (
    <section class="goods">
      <p class="goods-sku">
        <bdi dir="ltr">{sku}</bdi>
      </p>
      <p class="goods-name">
        <bdi>{product?.name ?? name ?? ""}</bdi>
      </p>
      {children}
      {notes && <HandlingNotes notes={notes} />}
    </section>
  );
}

export function HandlingNotes({ notes }: { notes: string }) {
  const say = useSay();
  return (
    <Notice
      mood="check"
      title={say("handling-notes")}
      detail={
        <p>
          <bdi>{notes}</bdi>
        </p>
      }
    />
  );
}

/** A row of a product, with its name. */
export function SkuLine({ sku, ...line }: { sku: string } & Omit<LineProps, "code" | "name">) {
  return <Line code={sku} name={useProduct(sku)?.name} {...line} />;
}

export interface ScanForProps {
  what: string;
  expected?: string;
  detail?: string;
  onScan: (scan: Scan) => void;
  /** Products may be searched by name where their label is torn. */
  search?: boolean;
}

export function ScanFor({ what, expected, detail, onScan, search }: ScanForProps) {
  const [isSearching, setSearching] = useState(false);
  const read = (scan: Scan) => {
    setSearching(false);
    onScan(scan);
  };
  const more = search ? { onType: () => setSearching(!isSearching) } : {};
  return (
    <>
      <ScanPrompt what={what} expected={expected} detail={detail} onScan={read} {...more} />
      {isSearching && <Search onCode={(code) => read({ code, source: "typed" })} />}
    </>
  );
}

const SEARCH_MIN = 2;

/** Finds a product by its name, its number or a code, typed. */
export function Search({ onCode }: { onCode: (code: string) => void }) {
  const say = useSay();
  const [text, setText] = useState("");
  const wish = text.trim();
  const path = wish.length < SEARCH_MIN ? null : `/v1/products?q=${encodeURIComponent(wish)}&limit=20`;
  const { data, error } = useKnown<Page<Product>>(path);
  const send = (event: Event) => {
    event.preventDefault();
    if (wish !== "") onCode(wish);
  };
  return (
    <form class="stack tight search" onSubmit={send}>
      <TextField label={say("search-label")} hint={say("search-hint")} value={text} onInput={setText} autofocus />
      <button type="submit" class="big" disabled={wish === ""}>
        {say("search-take")}
      </button>
      {path && !data && !error && <Waiting />}
      {error && <Notice mood="check" title={say("search-away")} />}
      {data && data.items.length === 0 && <Empty icon="lookup" title={say("search-none", { text: wish })} />}
      {data && data.items.length > 0 && (
        <Rows label={say("search-found")}>
          {data.items.map((product) => (
            <Line key={product.sku} code={product.sku} name={product.name} onClick={() => onCode(product.sku)} />
          ))}
        </Rows>
      )}
    </form>
  );
}
