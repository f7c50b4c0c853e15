/** A device that belongs to nobody yet, or to somebody else, becomes this warehouse's. */

import { Api, Refused } from "@holdfast/shell/http.ts";
import { go } from "@holdfast/shell/route.ts";
import { useEffect, useState } from "preact/hooks";
import { refusalOf, strangerApi } from "../app/api.ts";
import { useSay } from "../app/context.tsx";
import type { Me, Mood, Refusal } from "../app/contract.ts";
import { deviceWasPaired, outbox, terminal } from "../app/terminal.ts";
import { LanguageChoice } from "../settings/LanguageChoice.tsx";
import { BigButton, Confirm, Notice, ScanPrompt, Screen, TextField } from "../ui/index.ts";
import { isKey, type Offer, offerIn } from "./code.ts";
import { becomeDevice, type Device, device, knowMe, shutOut } from "./identity.ts";

interface Said {
  mood: Mood;
  title: string;
  detail: string;
}

/** `offered`: the code or key that the address that was opened brings along. */
export function Pairing({ offered }: { offered: string }) {
  const say = useSay();
  const [said, setSaid] = useState<Said | null>(null);
  const [pending, setPending] = useState<Offer | null>(null);
  const [byKey, setByKey] = useState(false);
  const [busy, setBusy] = useState(false);
  const former = device.value;

  const claim = async (wanted: Offer) => {
    setPending(null);
    setBusy(true);
    setSaid(await ("key" in wanted ? keyTaken(wanted.key, say) : claimed(wanted.code, say)));
    setBusy(false);
  };
  // a device that is somebody's already, or has work waiting, asks before it changes hands
  const take = (text: string) => {
    const wanted = offerIn(text);
    if (wanted === null) {
      terminal.signal("wrong");
      setSaid({ mood: "wrong", title: say("pair-no-code"), detail: say("pair-no-code-detail", { said: text }) });
    } else if (former || outbox.actions.value.length > 0) setPending(wanted);
    else void claim(wanted);
  };
  useEffect(() => {
    if (offered !== "") take(offered);
  }, [offered]);

  return (
    <Screen title={say("pair-title")} {...(former && !shutOut.value ? { back: [] } : {})}>
      {shutOut.value && <Notice mood="wrong" title={say("pair-shut-out")} detail={say("pair-shut-out-detail")} />}
      {said && <Notice {...said} />}
      {!said && !shutOut.value && <p>{say("pair-lead")}</p>}
      {byKey ? (
        <PasteKey onSaid={setSaid} />
      ) : (
        <ScanPrompt what={say(busy ? "pair-busy" : "pair-scan")} onScan={(scan) => take(scan.code)} />
      )}
      <BigButton icon={byKey ? "scan" : "keyboard"} onClick={() => setByKey(!byKey)}>
        {say(byKey ? "pair-by-code" : "pair-by-key")}
      </BigButton>
      <LanguageChoice />
      {pending && (
        <Confirm
          mood="check"
          title={say("pair-anew")}
          detail={<PairAnew name={former?.name ?? ""} waiting={outbox.actions.value.length} />}
          yes={say("pair-anew-yes")}
          onYes={() => void claim(pending)}
          onNo={() => setPending(null)}
        />
      )}
    </Screen>
  );
}

function PairAnew({ name, waiting }: { name: string; waiting: number }) {
  const say = useSay();
  return (
    <div class="stack tight">
      {name !== "" && <p>{say("pair-anew-is", { name })}</p>}
      {waiting > 0 && <p>{say("pair-anew-waiting", { count: waiting })}</p>}
    </div>
  );
}

/** For PCs: the key that `holdfast-node pair` printed. */
function PasteKey({ onSaid }: { onSaid: (said: Said | null) => void }) {
  const say = useSay();
  const [key, setKey] = useState("");
  const save = async (event: Event) => {
    event.preventDefault();
    onSaid(await keyTaken(key.trim(), say));
  };
  return (
    <form class="card stack" onSubmit={(event) => void save(event)}>
      <TextField
        label={say("pair-key")}
        hint={say("pair-key-hint")}
        value={key}
        onInput={setKey}
        autofocus
        mono
        secret
      />
      <button type="submit" class="big primary" disabled={!isKey(key)}>
        {say("pair-key-save")}
      </button>
    </form>
  );
}

type Saying = ReturnType<typeof useSay>;

/** Pairs; what it returns went wrong. */
async function claimed(code: string, say: Saying): Promise<Said | null> {
  try {
    const answer = await strangerApi.ask<Device>(`/v1/pairings/${code}/claim`, { method: "POST" });
    await adopt(answer.body);
    return null;
  } catch (error) {
    return whatWentWrong(error, say);
  }
}

/** Asks the node whose key it is, then takes it. */
async function keyTaken(key: string, say: Saying): Promise<Said | null> {
  try {
    const me = await new Api(() => ({ authorization: `Bearer ${key}` })).get<Me>("/v1/me");
    await adopt({ key, deviceId: me.deviceId, name: me.device, role: me.role, warehouseId: me.warehouseId });
    knowMe(me);
    return null;
  } catch (error) {
    return whatWentWrong(error, say);
  }
}

async function adopt(paired: Device): Promise<void> {
  const same = device.value?.warehouseId === paired.warehouseId;
  becomeDevice(paired);
  await deviceWasPaired(same);
  // what waits here must outlast a browser that is short of room
  void navigator.storage?.persist?.();
  terminal.signal("good");
  go([], {}, true);
}

function whatWentWrong(error: unknown, say: Saying): Said {
  terminal.signal("wrong");
  if (!(error instanceof Refused)) return { mood: "wrong", title: say("node-away"), detail: say("pair-away-detail") };
  const { status, detail }: Refusal = refusalOf(error);
  if (status === 429)
    return {
      mood: "check",
      title: say("too-often"),
      detail: say("too-often-detail", { seconds: error.retryAfter ?? 1 }),
    };
  if (status === 401) return { mood: "wrong", title: say("pair-key-unknown"), detail: say("pair-key-unknown-detail") };
  if (status === 404 || status === 409)
    return { mood: "wrong", title: say("pair-code-gone"), detail: say("pair-code-gone-detail") };
  return { mood: "wrong", title: say("pair-refused"), detail };
}
