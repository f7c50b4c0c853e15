/** Which screen is shown: first the device is somebody's, then a person's, then there is work. */
import { route } from "@holdfast/shell/route.ts";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Flash } from "../mood/Flash.tsx";
import { Waiting } from "../outbox/Waiting.tsx";
import { device, needsSignIn, shutOut } from "../people/identity.ts";
import { Pairing } from "../people/Pairing.tsx";
import { SignIn } from "../people/SignIn.tsx";
import { Settings } from "../settings/Settings.tsx";
import { Banners } from "../status/Banners.tsx";
import { Empty, Screen } from "../ui/index.ts";
import { TerminalContext, useSay, useTerminal } from "./context.tsx";
import { Home } from "./Home.tsx";
import { lazily } from "./lazily.tsx";
import { type Place, placeAt } from "./routes.ts";
import { terminal } from "./terminal.ts";

const People = lazily(() => import("../people/People.tsx").then((module) => module.People), asScreen);
const ScannerTest = lazily(() => import("../settings/ScannerTest.tsx").then((module) => module.ScannerTest), asScreen);

/** What is shown while a screen is fetched is a screen too, with a way back. */
function asScreen(content: ComponentChildren) {
  return <Arriving>{content}</Arriving>;
}

function Arriving({ children }: { children: ComponentChildren }) {
  const say = useSay();
  return (
    <Screen title={say("loading")} back={[]}>
      {children}
    </Screen>
  );
}

export function App({ places }: { places: readonly Place[] }) {
  return (
    <TerminalContext.Provider value={terminal}>
      <Flash />
      <Banners />
      <Shown places={places} />
    </TerminalContext.Provider>
  );
}

function Shown({ places }: { places: readonly Place[] }) {
  const { path, query } = route.value;
  const first = path[0] ?? "";
  const address = path.join("/");
  useEffect(() => scrollTo(0, 0), [address]);
  if (first === "pair" || !device.value || shutOut.value)
    return <Pairing offered={query.get("code") ?? query.get("key") ?? ""} />;
  // what waits and how the device is set can be looked at by whoever holds it
  if (first === "waiting") return <Waiting />;
  if (address === "settings/scanner") return <ScannerTest />;
  if (first === "settings") return <Settings />;
  if (needsSignIn.value) return <SignIn />;
  if (first === "") return <Home places={places} />;
  if (first === "people") return <People path={path.slice(1)} />;
  return <Flowing place={placeAt(places, path)} />;
}

function Flowing({ place }: { place: Place | null }) {
  const say = useSay();
  const may = useTerminal().may;
  if (place === null) {
    return (
      <Screen title={say("nothing-here")} back={[]}>
        <Empty title={say("nothing-here-detail")} icon="lookup" />
      </Screen>
    );
  }
  if (place.scope !== "" && !may(place.scope)) {
    return (
      <Screen title={say(place.label)} back={[]}>
        <Empty title={say("not-allowed")} detail={say("not-allowed-detail")} icon="person" />
      </Screen>
    );
  }
  const Component = place.component;
  return <Component />;
}
