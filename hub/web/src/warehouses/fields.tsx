/** The fields of a warehouse, in the form that makes one and the form that edits one. */
import { bound, NumberField, TextField } from "../ui/index.ts";
import type { WarehouseDraft } from "./draft.ts";

interface WarehouseFieldsProps {
  draft: WarehouseDraft;
  change: (draft: WarehouseDraft) => void;
  /** The id is chosen once. */
  fresh: boolean;
}

const ZONES: readonly string[] = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];

export function WarehouseFields({ draft, change, fresh }: WarehouseFieldsProps) {
  const field = bound(draft, (part) => change({ ...draft, ...part }));
  return (
    <>
      {fresh && (
        <TextField
          label="Id"
          pointer="/id"
          hint="Letters, digits, - and _; as LEEDS. It stands on labels and cannot be changed later."
          required
          pattern="[A-Za-z0-9_\-]+"
          maxLength={32}
          mono
          {...field("id")}
        />
      )}
      <TextField label="Name" pointer="/name" required maxLength={300} {...field("name")} />
      <TextField label="Address" pointer="/location/address" maxLength={300} {...field("address")} />
      <div class="form-row">
        <NumberField
          label="Latitude"
          pointer="/location/lat"
          hint="Degrees, north is positive"
          min={-90}
          max={90}
          step="any"
          {...field("lat")}
        />
        <NumberField
          label="Longitude"
          pointer="/location/lon"
          hint="Degrees, east is positive"
          min={-180}
          max={180}
          step="any"
          {...field("lon")}
        />
      </div>
      <NumberField
        label="Capacity"
        pointer="/capacity"
        hint="Units that fit"
        min={0}
        max={1_000_000_000_000}
        {...field("capacity")}
      />
      <TextField
        label="Opening hours"
        pointer="/operatingHours"
        hint="As Mo-Fr 06:00-22:00"
        maxLength={300}
        {...field("operatingHours")}
      />
      <TextField
        label="Time zone"
        pointer="/timezone"
        hint="As Europe/London"
        list="time-zones"
        {...field("timezone")}
      />
      <datalist id="time-zones">
        {ZONES.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}
