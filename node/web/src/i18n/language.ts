/** What the terminal says, in the language of whoever holds it: Fluent messages, one file a language and part. */
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import { effect, signal } from "@preact/signals";
import { chosenLanguage, direction, LANGUAGES, type Language, localeOf } from "./negotiate.ts";

const STORED_AS = "holdfast.language";
const files = import.meta.glob<string>("../locales/*.ftl", { query: "?raw", import: "default" });

export const language = signal<Language>("en");
const bundle = signal<FluentBundle | null>(null);

/** Loads the language of the device, or the one that was chosen on it; the screens can speak once this is through. */
export async function startLanguage(): Promise<void> {
  await speak(chosenLanguage(localStorage.getItem(STORED_AS), navigator.languages));
  effect(() => {
    document.documentElement.lang = language.value;
    document.documentElement.dir = direction(language.value);
  });
}

/** The person wants this language from now on. */
export async function chooseLanguage(chosen: Language): Promise<void> {
  await speak(chosen);
  localStorage.setItem(STORED_AS, chosen);
}

async function speak(chosen: Language): Promise<void> {
  const texts = await Promise.all(
    Object.entries(files)
      .filter(([path]) => path.endsWith(`.${chosen}.ftl`))
      .map(([, load]) => load()),
  );
  // isolation marks keep a SKU in order within Arabic text; elsewhere they would only be in the way
  const made = new FluentBundle(localeOf(chosen), { useIsolating: direction(chosen) === "rtl" });
  for (const text of texts) made.addResource(new FluentResource(text));
  bundle.value = made;
  language.value = chosen;
}

export type Args = Record<string, FluentVariable>;

/** The message in the person's language. An id that nobody has written is shown as it is. */
export function say(id: string, args?: Args): string {
  const spoken = bundle.value;
  const message = spoken?.getMessage(id);
  if (!spoken || !message?.value) return id;
  return spoken.formatPattern(message.value, args ?? null, []);
}

/** Whether the language has words for it. */
export function canSay(id: string): boolean {
  return bundle.value?.hasMessage(id) ?? false;
}

export function number(value: number): string {
  return new Intl.NumberFormat(localeOf(language.value)).format(value);
}

/** A moment as people say it: the time today, the day and the time otherwise. */
export function moment(at: string, now = new Date()): string {
  const then = new Date(at);
  const time: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const today = then.toDateString() === now.toDateString();
  const options: Intl.DateTimeFormatOptions = today ? time : { day: "numeric", month: "short", ...time };
  return new Intl.DateTimeFormat(localeOf(language.value), options).format(then);
}

export { LANGUAGES };
