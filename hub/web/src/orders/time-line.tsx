/** What became of an order, oldest first, with why each warehouse was chosen. */
import { href } from "@holdfast/shell/route.ts";
import { When } from "../list/when.tsx";
import { Mark } from "../ui/index.ts";
import type { Order } from "./record.ts";
import { type Choice, type Moment, timeline, units } from "./timeline.ts";

export function TimeLine({ order }: { order: Order }) {
  const moments = timeline(order);
  return (
    <ol class="time-line">
      {moments.map((moment, at) => (
        // moments are only ever added at the end
        <li key={`${at} ${moment.at}`} class={moment.tone}>
          <Mark tone={moment.tone} />
          <div class="moment">
            <MomentText moment={moment} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function MomentText({ moment }: { moment: Moment }) {
  const { shipment } = moment;
  return (
    <>
      <div class="row spread">
        <strong>{moment.title}</strong>
        <span class="muted">
          <When at={moment.at} />
        </span>
      </div>
      {moment.detail && <span>{moment.detail}</span>}
      {moment.choices.length > 0 && (
        <ul class="choices">
          {moment.choices.map((choice) => (
            <li key={choice.warehouseId}>
              <Chosen choice={choice} />
            </li>
          ))}
        </ul>
      )}
      {shipment && (
        <span>
          {units(shipment.lines.reduce((sum, line) => sum + line.quantity, 0))}
          {shipment.carrier && ` with ${shipment.carrier}`}
          {shipment.trackingNumber && `, ${shipment.trackingNumber}`}
        </span>
      )}
      {moment.returnId && <a href={href(["returns", moment.returnId])}>See the return</a>}
      <small class="muted">{by(moment.actor)}</small>
    </>
  );
}

function Chosen({ choice }: { choice: Choice }) {
  return (
    <>
      {units(choice.units)} from <a href={href(["warehouses", choice.warehouseId])}>{choice.warehouseId}</a>
      {choice.why && <span class="muted">: {choice.why}</span>}
    </>
  );
}

function by(actor: string): string {
  return actor === "hub" || actor === "floor" ? `by the ${actor}` : `by ${actor}`;
}
