/** A product's details: added, or edited as a merge patch of what was changed. */
import { go } from "@holdfast/shell/route.ts";
import { useState } from "preact/hooks";
import { useApi } from "../app/session.ts";
import { bound, Dialog, Form, TextArea, TextField, toast } from "../ui/index.ts";
import { productBody, productPatch, type Typed, typedOf } from "./product-draft.ts";
import type { Product } from "./record.ts";

interface EditProductProps {
  product: Product;
  etag: string | null;
  onClose: () => void;
  onSaved: () => void;
}

export function EditProduct({ product, etag, onClose, onSaved }: EditProductProps) {
  const api = useApi();
  const [typed, setTyped] = useState(() => typedOf(product));
  const submit = async (key: string) => {
    const body = productPatch(product, typed);
    if (Object.keys(body).length > 0) {
      const path = `/v1/products/${encodeURIComponent(product.sku)}`;
      await api.ask(path, { method: "PATCH", body, key, ...(etag ? { ifMatch: etag } : {}) });
      toast(`${product.sku} saved`);
      onSaved();
    }
    onClose();
  };
  return (
    <Dialog title={`Edit ${product.sku}`} onClose={onClose} wide>
      <Form deed="Save" onSubmit={submit} onCancel={onClose}>
        <ProductFields typed={typed} put={(part) => setTyped((before) => ({ ...before, ...part }))} />
      </Form>
    </Dialog>
  );
}

export function AddProduct({ onClose }: { onClose: () => void }) {
  const api = useApi();
  const [sku, setSku] = useState("");
  const [typed, setTyped] = useState(() => typedOf(null));
  const submit = async (key: string) => {
    const body = productBody(sku, typed);
    await api.ask("/v1/products", { method: "POST", body, key });
    toast(`${body.sku} added`);
    onClose();
    go(["stock", body.sku]);
  };
  return (
    <Dialog title="Add a product" onClose={onClose} wide>
      <Form deed="Add it" onSubmit={submit} onCancel={onClose}>
        <TextField
          label="SKU"
          hint="Cannot be changed later. Capital and small letters are different."
          pointer="/sku"
          mono
          required
          maxLength={64}
          value={sku}
          onInput={setSku}
        />
        <ProductFields typed={typed} put={(part) => setTyped((before) => ({ ...before, ...part }))} />
      </Form>
    </Dialog>
  );
}

function ProductFields({ typed, put }: { typed: Typed; put: (part: Partial<Typed>) => void }) {
  const field = bound(typed, put);
  return (
    <>
      <TextField label="Name" pointer="/name" required {...field("name")} />
      <div class="form-row">
        <TextField label="Category" pointer="/category" {...field("category")} />
        <TextField
          label="Price"
          hint="Such as 12.50; orders take it as their proposal."
          pointer="/price/amount"
          {...field("amount")}
        />
        <TextField
          label="Currency"
          hint="Three letters."
          pointer="/price/currency"
          maxLength={3}
          {...field("currency")}
        />
      </div>
      <TextArea label="Barcodes" hint="One a line: GTIN, EAN, UPC." pointer="/barcodes" {...field("barcodes")} />
      <TextArea label="Description" pointer="/description" {...field("description")} />
      <TextArea
        label="Handling notes"
        hint="Shown on the floor's terminals."
        pointer="/handlingNotes"
        {...field("handlingNotes")}
      />
    </>
  );
}
