import type { Page } from "@holdfast/shell/http.ts";
import { go } from "@holdfast/shell/route.ts";
import { useState } from "preact/hooks";
import { useKnown, useSay, useTerminal } from "../app/context.tsx";
import { moment } from "../i18n/language.ts";
import { BigButton, Confirm, Line, Notice, Rows, Screen, Stale, Waiting } from "../ui/index.ts";
import { useChange } from "./change.ts";
import type { DeviceView } from "./shapes.ts";

const EVENTS = ["DevicePaired", "DeviceRevoked"] as const;

export function Devices() {
  const say = useSay();
  const { may, me } = useTerminal();
  const { data, asOf, reload } = useKnown<Page<DeviceView>>("/v1/devices?limit=500", { events: EVENTS });
  const change = useChange();
  const [asked, setAsked] = useState<DeviceView | null>(null);
  const own = me.value?.deviceId;
  const revoke = async (device: DeviceView) => {
    setAsked(null);
    await change.send<null>(`/v1/devices/${encodeURIComponent(device.deviceId)}`, { method: "DELETE" });
    reload();
  };
  const pair = may("access:write") && (
    <BigButton primary icon="plus" onClick={() => go(["people", "devices", "pair"])}>
      {say("pair-device-title")}
    </BigButton>
  );
  return (
    <Screen title={say("devices-title")} back={["people"]} footer={pair}>
      <Stale asOf={asOf} />
      {change.trouble && <Notice mood="wrong" title={say("change-refused")} detail={change.trouble} />}
      {!data && <Waiting />}
      <Rows label={say("devices-title")}>
        {data?.items.map((device) => (
          <Line
            key={device.deviceId}
            code={device.name}
            name={`${say(`role-${device.role}`)} · ${moment(device.pairedAt)}`}
            detail={device.deviceId === own && <span class="badge good">{say("device-this")}</span>}
            {...(may("access:write") && device.deviceId !== own ? { onClick: () => setAsked(device) } : {})}
          />
        ))}
      </Rows>
      {asked && (
        <Confirm
          mood="wrong"
          title={say("device-revoke-title", { name: asked.name })}
          detail={say("device-revoke-detail")}
          yes={say("device-revoke")}
          onYes={() => void revoke(asked)}
          onNo={() => setAsked(null)}
        />
      )}
    </Screen>
  );
}
