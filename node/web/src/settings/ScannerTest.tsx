/** Where a scanner is tried out: what was read, key by key, and the settings that make it fit. */
import { useEffect, useState } from "preact/hooks";
import { useSay, useTerminal } from "../app/context.tsx";
import type { Recognised, Scan } from "../app/contract.ts";
import { changeSettings, lastKeys, settings, watching } from "../scan/keyboard.ts";
import { DEFAULTS, type Key, type WedgeSettings } from "../scan/wedge.ts";
import { BigButton, Choice, Notice, ScanPrompt, Screen, TextField } from "../ui/index.ts";
import "./settings.css";

export function ScannerTest() {
  const say = useSay();
  const terminal = useTerminal();
  const [read, setRead] = useState<{ scan: Scan; found: Recognised | null } | null>(null);
  useEffect(() => {
    watching.value = true;
    return () => {
      watching.value = false;
      lastKeys.value = [];
    };
  }, []);
  const onScan = (scan: Scan) => {
    setRead({ scan, found: null });
    if (!terminal.may("floor:read")) return;
    void terminal.recognise(scan.code).then((found) => {
      setRead({ scan, found });
      terminal.signal(found.broken ? "wrong" : found.kind === "unknown" ? "check" : "good");
    });
  };
  return (
    <Screen title={say("scanner-title")} back={["settings"]} wide>
      <div class="stack">
        <ScanPrompt what={say("scanner-try")} onScan={onScan} />
        {read && <Read scan={read.scan} found={read.found} />}
        <Keys keys={lastKeys.value} />
      </div>
      <ScannerSettings />
    </Screen>
  );
}

function Read({ scan, found }: { scan: Scan; found: Recognised | null }) {
  const say = useSay();
  return (
    <Notice
      mood={found?.broken ? "wrong" : "good"}
      title={say(`scanner-by-${scan.source}`)}
      detail={
        <dl class="facts">
          <dt>{say("scan-was")}</dt>
          <dd class="code-read">{visible(scan.code)}</dd>
          {found && (
            <>
              <dt>{say("scanner-kind")}</dt>
              <dd>{[say(`kind-${found.kind}`), found.sku, found.bin, found.name].filter(Boolean).join(" · ")}</dd>
            </>
          )}
          {found?.broken && (
            <>
              <dt>{say("scanner-broken")}</dt>
              <dd>{found.broken}</dd>
            </>
          )}
          {found?.gs1?.map(({ ai, value }) => (
            <>
              <dt>({ai})</dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
      }
    />
  );
}

/** Separators and other characters without a face get one. */
function visible(code: string): string {
  return code.replace(/\p{Cc}/gu, (char) => String.fromCodePoint(0x2400 + (char.codePointAt(0) ?? 0)));
}

function Keys({ keys }: { keys: readonly Key[] }) {
  const say = useSay();
  if (keys.length === 0) return <p class="muted">{say("scanner-no-keys")}</p>;
  return (
    <details class="card keys-read">
      <summary>{say("scanner-keys", { count: keys.length })}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{say("scanner-key")}</th>
            <th scope="col">{say("scanner-code")}</th>
            <th scope="col">{say("scanner-gap")}</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key, at) => (
            <tr key={key.at}>
              <td class="mono">{visible(key.key)}</td>
              <td class="mono">
                {[key.ctrl && "Ctrl", key.alt && "Alt", key.shift && "Shift", key.code].filter(Boolean).join(" ")}
              </td>
              <td class="number">{Math.round(key.at - (keys[at - 1]?.at ?? key.at))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

const GAPS = ["35", "60", "100"] as const;

function ScannerSettings() {
  const say = useSay();
  const now = settings.value;
  return (
    <div class="card stack">
      <h2>{say("scanner-settings")}</h2>
      <TextField
        label={say("scanner-prefix")}
        hint={say("scanner-prefix-hint")}
        value={now.prefix}
        onInput={(prefix) => changeSettings({ prefix })}
        mono
      />
      <Choice
        legend={say("scanner-suffix")}
        value={now.suffix}
        onChoose={(suffix) => changeSettings({ suffix })}
        options={(["any", "enter", "tab", "pause"] as WedgeSettings["suffix"][]).map((value) => ({
          value,
          label: say(`scanner-suffix-${value}`),
        }))}
      />
      <Choice
        legend={say("scanner-speed")}
        value={String(now.gapMs)}
        onChoose={(gap) => changeSettings({ gapMs: Number(gap), pauseMs: Math.max(DEFAULTS.pauseMs, Number(gap) * 2) })}
        options={GAPS.map((value) => ({ value, label: say(`scanner-speed-${value}`, { ms: Number(value) }) }))}
      />
      <Choice
        legend={say("scanner-layout")}
        value={now.layout}
        onChoose={(layout) => changeSettings({ layout })}
        options={(["device", "us"] as WedgeSettings["layout"][]).map((value) => ({
          value,
          label: say(`scanner-layout-${value}`),
        }))}
      />
      <BigButton icon="return" onClick={() => changeSettings(DEFAULTS)}>
        {say("scanner-reset")}
      </BigButton>
    </div>
  );
}
