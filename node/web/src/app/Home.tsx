/** What there is to do here. */

import { go } from "@holdfast/shell/route.ts";
import type { TaskView } from "../known/shapes.ts";
import { Empty, Notice, Screen, Tile, Tiles } from "../ui/index.ts";
import { useKnown, useSay, useScan, useTerminal } from "./context.tsx";
import type { Recognised, Terminal } from "./contract.ts";
import { LOOK_UP, lookUpPath, type Place, placeAt, placesFor } from "./routes.ts";

const TASK_EVENTS = ["TaskReleased", "TaskUpdated"] as const;

export function Home({ places }: { places: readonly Place[] }) {
  const say = useSay();
  const terminal = useTerminal();
  const me = terminal.me.value;
  const mine = placesFor(places, (scope) => terminal.may(scope));
  const reads = terminal.may("floor:read");
  const open = useKnown<{ items: TaskView[] }>(reads ? "/v1/tasks?state=open" : null, { events: TASK_EVENTS });
  const picking = useKnown<{ items: TaskView[] }>(reads ? "/v1/tasks?state=picking" : null, { events: TASK_EVENTS });
  const packed = useKnown<{ items: TaskView[] }>(reads ? "/v1/tasks?state=packed" : null, { events: TASK_EVENTS });
  const looksUp = placeAt(mine, [LOOK_UP]) !== null;
  useScan(looksUp ? (scan) => void terminal.recognise(scan.code).then((found) => shown(found, terminal)) : null);
  const counts: Record<string, number | undefined> = {
    pick: (open.data?.items.length ?? 0) + (picking.data?.items.length ?? 0) || undefined,
    ship: packed.data?.items.length || undefined,
  };
  return (
    <Screen title={me?.warehouseName ?? me?.warehouseId ?? "Holdfast"} wide>
      <div class="home">
        {mine.length === 0 && (me ? <Nothing role={me.role} /> : <Empty title={say("loading")} icon="node" />)}
        {mine.length > 0 && (
          <Tiles label={say("home-tasks")}>
            {mine.map((place) => (
              <Tile
                key={place.id}
                icon={place.icon}
                label={say(place.label)}
                to={segments(place)}
                count={counts[place.id]}
              />
            ))}
          </Tiles>
        )}
        <Tiles label={say("home-device")}>
          <Tile
            icon="queue"
            label={say("waiting-title")}
            to={["waiting"]}
            count={terminal.waiting.value + terminal.refused.value}
          />
          {terminal.may("access:read") && <Tile icon="people" label={say("people-title")} to={["people"]} />}
          <Tile icon="settings" label={say("settings-title")} to={["settings"]} />
        </Tiles>
      </div>
    </Screen>
  );
}

function Nothing({ role }: { role: string }) {
  const say = useSay();
  return (
    <Notice
      mood="check"
      title={say("home-nothing")}
      detail={say("home-nothing-detail", { role: say(`role-${role}`) })}
    />
  );
}

/** What is scanned at the start is looked up. */
function shown(found: Recognised, terminal: Terminal): void {
  terminal.signal(found.broken ? "wrong" : found.kind === "unknown" ? "check" : "good");
  go([LOOK_UP, ...lookUpPath(found)]);
}

function segments(place: Place): string[] {
  return place.path.split("/").filter(Boolean);
}
