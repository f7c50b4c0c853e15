import { useId } from "preact/hooks";
import { useSay } from "../app/context.tsx";
import { chooseLanguage, LANGUAGES, language } from "../i18n/language.ts";
import type { Language } from "../i18n/negotiate.ts";

/** Languages by their own names: whoever cannot read this one finds theirs. */
export function LanguageChoice() {
  const say = useSay();
  const id = useId();
  return (
    <div class="field">
      <label for={id}>
        {say("language")}
        {language.value !== "en" && <span lang="en"> · Language</span>}
      </label>
      <select
        id={id}
        class="input"
        value={language.value}
        onChange={(event) => void chooseLanguage(event.currentTarget.value as Language)}
      >
        {LANGUAGES.map(({ id: value, name }) => (
          <option key={value} value={value} lang={value}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
