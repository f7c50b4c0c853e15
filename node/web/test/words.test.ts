import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { FluentResource } from "@fluent/bundle";
import { chosenLanguage, LANGUAGES } from "../src/i18n/negotiate.ts";

const FOLDER = new URL("../src/locales/", import.meta.url);
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".ftl"));
const parts = [...new Set(files.map((name) => name.split(".", 1)[0] ?? ""))];

/** Messages of a file, each with the arguments it names. */
function messages(part: string, language: string): Map<string, string[]> {
  const text = readFileSync(new URL(`${part}.${language}.ftl`, FOLDER), "utf8");
  const found = new FluentResource(text).body.map(({ id, value }): [string, string[]] => [id, argumentsOf(value)]);
  // what could not be read is dropped in silence by the parser: here it would show as a message less
  const written = text.match(/^[a-z][\w-]*(?= *=)/gm)?.length ?? 0;
  assert.equal(found.length, written, `${part}.${language}.ftl has a message that cannot be read`);
  return new Map(found);
}

function argumentsOf(pattern: unknown): string[] {
  const names = new Set<string>();
  JSON.stringify(pattern, (_, value: { type?: string; name?: string } | null) => {
    if (value?.type === "var" && value.name) names.add(value.name);
    return value;
  });
  return [...names].sort();
}

for (const part of parts) {
  const english = messages(part, "en");
  for (const { id: language } of LANGUAGES) {
    test(`${part}: ${language} says everything that English says, with the same arguments`, () => {
      assert.deepEqual(Object.fromEntries(messages(part, language)), Object.fromEntries(english));
    });
  }
}

test("plurals have every form that the language has", () => {
  for (const { id: language } of LANGUAGES) {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const part of parts) {
      const text = readFileSync(new URL(`${part}.${language}.ftl`, FOLDER), "utf8");
      for (const [select] of text.matchAll(/\{ \$count ->[\s\S]*?\n\}/g)) {
        for (const form of forms.filter((form) => form !== "other")) {
          const needed =
            form === "zero" ? /\[(zero|0)\]/ : form === "one" ? /\[(one|1)\]/ : new RegExp(`\\[${form}\\]`);
          // Spanish has “many” for millions only, which nobody scans
          if (language === "es" && form === "many") continue;
          assert.match(select, needed, `${part}.${language}.ftl lacks “${form}” in ${select}`);
        }
      }
    }
  }
});

test("a device gets the language it asks for, what was chosen goes before, and English is for all others", () => {
  assert.equal(chosenLanguage(null, ["pl-PL", "en"]), "pl");
  assert.equal(chosenLanguage("ar", ["pl-PL"]), "ar");
  assert.equal(chosenLanguage("xx", ["fr", "de-AT"]), "de");
  assert.equal(chosenLanguage(null, ["fr"]), "en");
});
