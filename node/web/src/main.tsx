import "@holdfast/shell/tokens.css";
import "@holdfast/shell/base.css";
import "./app/app.css";
import { startRouting } from "@holdfast/shell/route.ts";
import { startTheme } from "@holdfast/shell/theme.ts";
import { render } from "preact";
import { App } from "./app/App.tsx";
import type { Place } from "./app/routes.ts";
import { startTerminal } from "./app/terminal.ts";
import { startLanguage } from "./i18n/language.ts";
import { heedOtherTabs } from "./people/identity.ts";
import { startServiceWorker } from "./pwa/update.ts";
import { startScanner } from "./scan/keyboard.ts";
import { startShortcuts } from "./ui/shortcuts.ts";

/** The flows register themselves in one list. */
const registered = import.meta.glob<readonly Place[]>("./flows/index.ts", { eager: true, import: "flows" });

async function start(): Promise<void> {
  startTheme();
  startRouting();
  startScanner();
  startShortcuts();
  heedOtherTabs();
  await startLanguage();
  startTerminal();
  const root = document.getElementById("app");
  if (root) render(<App places={Object.values(registered).flat()} />, root);
  startServiceWorker();
}

void start();
