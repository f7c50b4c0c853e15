/** Who works at a device that people share: a badge, or a name and its PIN. */
import { type Page, Refused } from "@holdfast/shell/http.ts";
import { useEffect, useState } from "preact/hooks";
import { deviceApi } from "../app/api.ts";
import { useSay, useScan } from "../app/context.tsx";
import { terminal } from "../app/terminal.ts";
import { LanguageChoice } from "../settings/LanguageChoice.tsx";
import { BigButton, Notice, ScanPrompt, Screen } from "../ui/index.ts";
import { beginSession, device, type Session, shutOut } from "./identity.ts";
import { PinPad } from "./PinPad.tsx";
import "./people.css";

interface Person {
  operatorId: string;
  name: string;
  hasPin: boolean;
}

interface Trouble {
  title: string;
  detail: string;
}

export function SignIn() {
  const say = useSay();
  const [people, setPeople] = useState<Person[] | null>(null);
  const [chosen, setChosen] = useState<Person | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [busy, setBusy] = useState(false);
  const there = terminal.reachable.value;
  useEffect(() => {
    if (there) void askForPeople().then(setPeople);
  }, [there]);

  const signIn = async (proof: { badge: string } | { operatorId: string; pin: string }) => {
    setBusy(true);
    const failed = await signedIn(proof, say);
    setBusy(false);
    setTrouble(failed);
    terminal.signal(failed ? "wrong" : "good");
  };
  // whoever has a badge may show it here too
  useScan(chosen ? (scan) => void signIn({ badge: scan.code }) : null);
  if (chosen) {
    return (
      <Screen title={chosen.name} back={() => setChosen(null)} step={say("pin-step")}>
        {trouble && <Notice mood="wrong" {...trouble} />}
        <PinPad
          key={trouble?.detail ?? ""}
          busy={busy}
          onDone={(pin) => void signIn({ operatorId: chosen.operatorId, pin })}
        />
      </Screen>
    );
  }
  return (
    <Screen title={say("sign-in-title")} step={device.value?.name ?? ""}>
      {trouble && <Notice mood="wrong" {...trouble} />}
      {!there && <Notice mood="check" title={say("sign-in-away")} detail={say("sign-in-away-detail")} />}
      <ScanPrompt what={say("sign-in-badge")} onScan={(scan) => void signIn({ badge: scan.code })} />
      <Names
        people={people}
        onChoose={(person) => {
          setTrouble(null);
          setChosen(person);
        }}
      />
      <LanguageChoice />
    </Screen>
  );
}

function Names({ people, onChoose }: { people: Person[] | null; onChoose: (person: Person) => void }) {
  const say = useSay();
  const withPin = people?.filter((person) => person.hasPin) ?? [];
  if (withPin.length === 0) return null;
  return (
    <section class="stack tight">
      <h2>{say("sign-in-name")}</h2>
      <div class="names">
        {withPin.map((person) => (
          <BigButton key={person.operatorId} icon="person" onClick={() => onChoose(person)}>
            {person.name}
          </BigButton>
        ))}
      </div>
    </section>
  );
}

async function askForPeople(): Promise<Person[] | null> {
  try {
    const page = await deviceApi.get<Page<Person>>("/v1/sessions/operators?limit=500");
    return page.items;
  } catch (error) {
    // nothing but the device's own key was shown: the node no longer knows it
    if (error instanceof Refused && error.status === 401) shutOut.value = true;
    return null;
  }
}

/** Signs in; what it returns went wrong. Each try has its own key: a wrong PIN stays wrong under the key it came with. */
async function signedIn(proof: object, say: ReturnType<typeof useSay>): Promise<Trouble | null> {
  try {
    const answer = await deviceApi.ask<Session>("/v1/sessions", { method: "POST", body: proof });
    beginSession(answer.body);
    return null;
  } catch (error) {
    if (!(error instanceof Refused)) return { title: say("sign-in-away"), detail: say("sign-in-away-detail") };
    if (error.status === 429)
      return {
        title: say("sign-in-locked"),
        detail: say("sign-in-locked-detail", { seconds: error.retryAfter ?? 60 }),
      };
    if (error.status === 401) return { title: say("sign-in-unknown"), detail: say("sign-in-unknown-detail") };
    return { title: say("sign-in-refused"), detail: error.message };
  }
}
