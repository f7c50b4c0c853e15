/** Light or dark: as the device has it, unless the person said otherwise. */
import { effect, signal } from "@preact/signals";

export type Theme = "light" | "dark" | "system";

const STORED_AS = "holdfast.theme";
const dark = typeof matchMedia === "undefined" ? null : matchMedia("(prefers-color-scheme: dark)");
const deviceIsDark = signal(dark?.matches ?? false);

export const theme = signal<Theme>(stored());

function stored(): Theme {
  const kept = typeof localStorage === "undefined" ? null : localStorage.getItem(STORED_AS);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function isDark(): boolean {
  return theme.value === "system" ? deviceIsDark.value : theme.value === "dark";
}

/** Shows it, now and whenever it changes. */
export function startTheme(): void {
  dark?.addEventListener("change", (change) => {
    deviceIsDark.value = change.matches;
  });
  effect(() => {
    document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  });
}

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  if (chosen === "system") localStorage.removeItem(STORED_AS);
  else localStorage.setItem(STORED_AS, chosen);
}
