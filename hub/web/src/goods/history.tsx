/** What was noted of a purchase order, transfer or return, oldest first. */
import { When } from "../list/when.tsx";
import type { Noted } from "../orders/record.ts";
import { spaced } from "../orders/timeline.ts";
import { Mark, Panel, type Tone } from "../ui/index.ts";

function toneOf(event: string): Tone {
  if (/Received$|Inspected$/.test(event)) return "good";
  if (/Short$|Difference$|Refused$/.test(event)) return "wrong";
  return /Requested$|Canceled$|Closed$/.test(event) ? "check" : "plain";
}

export function History({ history }: { history: readonly Noted[] }) {
  if (history.length === 0) return null;
  return (
    <Panel title="Time line">
      <ol class="time-line">
        {history.map((noted, at) => (
          // entries are only ever added at the end
          <li key={`${at} ${noted.at}`}>
            <Mark tone={toneOf(noted.event)} />
            <div class="moment">
              <div class="row spread">
                <strong>{spaced(noted.event).replace("canceled", "cancelled")}</strong>
                <span class="muted">
                  <When at={noted.at} />
                </span>
              </div>
              {noted.detail && <span>{noted.detail}</span>}
              <small class="muted">
                by {noted.actor === "hub" || noted.actor === "floor" ? `the ${noted.actor}` : noted.actor}
              </small>
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
