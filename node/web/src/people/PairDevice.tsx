/** Another device is let in: it shows a QR code here and reads it there. */
import { go } from "@holdfast/shell/route.ts";
import { useEffect, useState } from "preact/hooks";
import { useKnown, useSay, useTerminal } from "../app/context.tsx";
import { moment } from "../i18n/language.ts";
import { BigButton, Choice, Notice, Screen, TextField, Waiting } from "../ui/index.ts";
import { useChange } from "./change.ts";
import { DEVICE_ROLES, type DeviceRole, type PairingView } from "./shapes.ts";
import "./people.css";

const BACK = ["people", "devices"];

export function PairDevice() {
  const say = useSay();
  const change = useChange();
  const [name, setName] = useState("");
  const [role, setRole] = useState<DeviceRole>("terminal");
  const [pairing, setPairing] = useState<PairingView | null>(null);
  const begin = async () => {
    const body = { name: name.trim(), role };
    setPairing((await change.send<PairingView>("/v1/pairings", { method: "POST", body })) ?? null);
  };
  if (pairing) return <Code begun={pairing} />;
  const footer = (
    <BigButton primary icon="scan" disabled={name.trim() === ""} busy={change.busy} onClick={() => void begin()}>
      {say("pair-device-begin")}
    </BigButton>
  );
  return (
    <Screen title={say("pair-device-title")} back={BACK} footer={footer}>
      {change.trouble && <Notice mood="wrong" title={say("change-refused")} detail={change.trouble} />}
      <TextField
        label={say("device-name")}
        hint={say("pair-device-name-hint")}
        value={name}
        onInput={setName}
        error={change.faults["/name"]}
        maxLength={100}
        autofocus
        required
      />
      <Choice
        legend={say("device-role")}
        value={role}
        onChoose={setRole}
        options={DEVICE_ROLES.map((value) => ({
          value,
          label: say(`role-${value}`),
          hint: say(value === "terminal" ? "role-terminal-hint" : "role-device-hint"),
        }))}
      />
    </Screen>
  );
}

function Code({ begun }: { begun: PairingView }) {
  const say = useSay();
  const terminal = useTerminal();
  const known = useKnown<PairingView>(`/v1/pairings/${begun.pairingId}`, { events: ["DevicePaired"] });
  const [picture, setPicture] = useState<string | null>(null);
  const state = known.data?.state ?? begun.state;
  useEffect(() => {
    let url: string | null = null;
    void terminal.file(`/v1/pairings/${begun.pairingId}/qr.svg`).then(
      (svg) => {
        url = URL.createObjectURL(svg);
        setPicture(url);
      },
      // the code itself is below, to be typed
      () => undefined,
    );
    return () => {
      if (url) URL.revokeObjectURL(url);
    };
  }, [begun.pairingId, terminal]);
  const done = (
    <BigButton primary icon="check" onClick={() => go(BACK)}>
      {say("close")}
    </BigButton>
  );
  return (
    <Screen title={say("pair-code-title", { name: begun.name })} back={BACK} footer={done}>
      {state === "claimed" && <Notice mood="good" title={say("pair-code-claimed", { name: begun.name })} />}
      {state === "expired" && (
        <Notice mood="check" title={say("pair-code-gone")} detail={say("pair-code-gone-detail")} />
      )}
      {state === "open" && (
        <>
          <p>{say("pair-code-how", { time: moment(begun.expiresAt) })}</p>
          {picture ? <img class="qr" src={picture} alt={say("pair-code-qr")} /> : <Waiting />}
          <p class="pair-code mono" dir="ltr">
            {begun.code}
          </p>
          <p class="muted" role="status">
            {say("pair-code-waiting")}
          </p>
        </>
      )}
    </Screen>
  );
}
