/** The dashboard's kit: pages are made of these. */
export { bound } from "./bound.ts";
export { type Column, type Sort, sorted } from "./columns.ts";
export { CopyText } from "./copy.tsx";
export { DataTable } from "./data-table.tsx";
export { Confirm, Dialog } from "./dialog.tsx";
export { CheckField, Field, Form, NumberField, SelectField, TextArea, TextField } from "./form.tsx";
export { Mark, StateBadge, type Tone } from "./mark.tsx";
export { Empty, Failure, Loading, PageHeader, Panel, Stat } from "./panel.tsx";
export { Plot, type PlotSeries } from "./plot.tsx";
export { Ago, DateTime, Money, Units } from "./shown.tsx";
export { toast, toastFailure } from "./toast.tsx";
export { VirtualTable } from "./virtual-table.tsx";
