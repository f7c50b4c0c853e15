/** How this device speaks, looks and sounds, and what it is. */
import { go } from "@holdfast/shell/route.ts";
import { chooseTheme, type Theme, theme } from "@holdfast/shell/theme.ts";
import { useEffect, useId, useState } from "preact/hooks";
import { deviceApi } from "../app/api.ts";
import { useSay, useTerminal } from "../app/context.tsx";
import { moment } from "../i18n/language.ts";
import { setVolume, volume } from "../mood/mood.ts";
import { device, endSession, session } from "../people/identity.ts";
import { offlineReady } from "../pwa/update.ts";
import { BigButton, Choice, Screen, Tile, Tiles } from "../ui/index.ts";
import { LanguageChoice } from "./LanguageChoice.tsx";
import "./settings.css";

export function Settings() {
  const say = useSay();
  return (
    <Screen title={say("settings-title")} back={[]} wide>
      <div class="stack">
        <Person />
        <div class="card stack">
          <LanguageChoice />
          <Choice
            legend={say("theme")}
            value={theme.value}
            onChoose={chooseTheme}
            options={(["system", "light", "dark"] as Theme[]).map((value) => ({ value, label: say(`theme-${value}`) }))}
          />
        </div>
        <Sound />
      </div>
      <div class="stack">
        <Tiles label={say("settings-more")}>
          <Tile icon="scan" label={say("scanner-title")} to={["settings", "scanner"]} />
          <Tile icon="device" label={say("pair-again")} to={["pair"]} />
        </Tiles>
        <DeviceFacts />
      </div>
    </Screen>
  );
}

function Person() {
  const say = useSay();
  if (!session.value) return null;
  const leave = () => {
    // the node ends it too where it can be asked; here it is over in any case
    void deviceSignOut();
    endSession();
    go([]);
  };
  return (
    <div class="card stack">
      <p>{say("settings-person", { name: session.value.name, role: say(`role-${session.value.role}`) })}</p>
      <p class="muted">{say("settings-until", { time: moment(session.value.expiresAt) })}</p>
      <BigButton icon="out" onClick={leave}>
        {say("sign-out")}
      </BigButton>
    </div>
  );
}

async function deviceSignOut(): Promise<void> {
  const token = session.value?.token;
  if (!token) return;
  const headers = { authorization: `Bearer ${token}` };
  await deviceApi.raw("/v1/sessions/current", { method: "DELETE", headers }).catch(() => undefined);
}

function Sound() {
  const say = useSay();
  const terminal = useTerminal();
  const id = useId();
  return (
    <div class="card stack">
      <div class="field">
        <label for={id}>{say(volume.value === 0 ? "sound-mute" : "sound", { percent: volume.value })}</label>
        <input
          id={id}
          class="slider"
          type="range"
          min={0}
          max={100}
          step={10}
          value={volume.value}
          onInput={(event) => setVolume(Number(event.currentTarget.value))}
        />
      </div>
      <div class="sound-tests">
        <BigButton mood="good" onClick={() => terminal.signal("good")}>
          {say("mood-good")}
        </BigButton>
        <BigButton mood="check" onClick={() => terminal.signal("check")}>
          {say("mood-check")}
        </BigButton>
        <BigButton mood="wrong" onClick={() => terminal.signal("wrong")}>
          {say("mood-wrong")}
        </BigButton>
      </div>
    </div>
  );
}

function DeviceFacts() {
  const say = useSay();
  const me = useTerminal().me.value;
  const [persisted, setPersisted] = useState<boolean | null>(null);
  useEffect(() => {
    void navigator.storage?.persisted?.().then(setPersisted);
  }, []);
  const persist = async () => setPersisted((await navigator.storage?.persist?.()) ?? false);
  return (
    <div class="card stack">
      <h2>{say("device-title")}</h2>
      <dl class="facts">
        <dt>{say("device-name")}</dt>
        <dd>{device.value?.name ?? say("device-none")}</dd>
        <dt>{say("device-warehouse")}</dt>
        <dd>{me?.warehouseName ?? device.value?.warehouseId ?? "–"}</dd>
        <dt>{say("device-version")}</dt>
        <dd>{__APP_VERSION__}</dd>
        <dt>{say("device-offline")}</dt>
        <dd>{say(`offline-${offlineReady.value}`)}</dd>
        <dt>{say("device-storage")}</dt>
        <dd>{say(persisted ? "storage-kept" : "storage-may-go")}</dd>
      </dl>
      {persisted === false && (
        <BigButton icon="check" onClick={() => void persist()}>
          {say("storage-keep")}
        </BigButton>
      )}
      <a class="button" href="/trust">
        {say("device-trust")}
      </a>
    </div>
  );
}
