/** Which of our languages a device gets. */
export type Language = "en" | "de" | "pl" | "es" | "ar";

/** Each by its own name, so that whoever is lost in another finds home. */
export const LANGUAGES: readonly { id: Language; name: string }[] = [
  { id: "en", name: "English" },
  { id: "de", name: "Deutsch" },
  { id: "pl", name: "Polski" },
  { id: "es", name: "Español" },
  { id: "ar", name: "العربية" },
];

/** What was chosen here, else the first of the device's languages that we speak, else English. */
export function chosenLanguage(kept: string | null, wanted: readonly string[]): Language {
  for (const tag of kept === null ? wanted : [kept, ...wanted]) {
    const primary = tag.toLowerCase().split("-", 1)[0];
    const known = LANGUAGES.find((language) => language.id === primary);
    if (known) return known.id;
  }
  return "en";
}

export function direction(language: Language): "ltr" | "rtl" {
  return language === "ar" ? "rtl" : "ltr";
}

/** The locale for numbers and dates. Labels and scanners show Western digits, so Arabic text does here too. */
export function localeOf(language: Language): string {
  return language === "ar" ? "ar-u-nu-latn" : language;
}
