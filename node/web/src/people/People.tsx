/** People and devices of this warehouse, for whoever may admit them. */
import { useSay, useTerminal } from "../app/context.tsx";
import { Empty, Screen, Tile, Tiles } from "../ui/index.ts";
import { Devices } from "./Devices.tsx";
import { NewOperator, Operator } from "./Operator.tsx";
import { Operators } from "./Operators.tsx";
import { PairDevice } from "./PairDevice.tsx";

/** `path`: what follows `people` in the address. */
export function People({ path }: { path: readonly string[] }) {
  const say = useSay();
  const may = useTerminal().may;
  const [place, id] = path;
  if (!may("access:read")) {
    return (
      <Screen title={say("people-title")} back={[]}>
        <Empty title={say("not-allowed")} detail={say("not-allowed-detail")} icon="person" />
      </Screen>
    );
  }
  if (place === "operators" && id === "new") return <NewOperator />;
  if (place === "operators" && id) return <Operator operatorId={id} />;
  if (place === "operators") return <Operators />;
  if (place === "devices" && id === "pair") return <PairDevice />;
  if (place === "devices") return <Devices />;
  return (
    <Screen title={say("people-title")} back={[]}>
      <Tiles label={say("people-title")}>
        <Tile icon="people" label={say("operators-title")} to={["people", "operators"]} />
        <Tile icon="device" label={say("devices-title")} to={["people", "devices"]} />
        {may("access:write") && (
          <Tile icon="scan" label={say("pair-device-title")} to={["people", "devices", "pair"]} />
        )}
      </Tiles>
    </Screen>
  );
}
