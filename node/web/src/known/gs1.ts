/**
 * GS1 symbols as far as the floor needs them without the node: which item, how many, until when. The node holds the whole dictionary and is
 * asked whenever it answers (GS1 General Specifications, sections 3 and 7.9).
 */

export interface Element {
  ai: string;
  value: string;
}

export type Reading = { kind: "elements"; elements: Element[] } | { kind: "broken"; why: string } | { kind: "plain" };

const FNC1 = "\u001d";
/** Symbology identifiers (ISO/IEC 15424) of symbols that hold element strings. */
const GS1_SYMBOLOGIES = ["]C1", "]d2", "]Q3", "]e0", "]J1"];
const SYMBOLOGY = /^\][A-Za-z][0-9A-Za-z]/;

/** Lengths of values that no separator follows, by the first two digits (figure 7.8.5-2). */
const FIXED = new Map<string, number>([
  ["00", 18],
  ["01", 14],
  ["02", 14],
  ["03", 14],
  ["04", 16],
  ["11", 6],
  ["12", 6],
  ["13", 6],
  ["15", 6],
  ["16", 6],
  ["17", 6],
  ["18", 6],
  ["19", 6],
  ["20", 2],
  ...["31", "32", "33", "34", "35", "36"].map((prefix): [string, number] => [prefix, 6]),
  ["41", 13],
]);

/** A code without the identifier that says it is a plain one, such as `]E0` before a GTIN-13. */
export function plain(code: string): string {
  const marked = SYMBOLOGY.test(code) && code.length > 3;
  return marked && !GS1_SYMBOLOGIES.includes(code.slice(0, 3)) ? code.slice(3) : code;
}

/** GTIN-8, -12, -13 or -14 as 14 digits; `null` for anything else. */
export function gtin14(code: string): string | null {
  return /^(\d{8}|\d{12,14})$/.test(code) ? code.padStart(14, "0") : null;
}

/** The last digit of a GTIN or SSCC (section 7.9.1). */
export function checkDigitHolds(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length - 1; at++) {
    const fromRight = digits.length - 1 - at;
    sum += Number(digits[at]) * (fromRight % 2 === 1 ? 3 : 1);
  }
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1));
}

export function readSymbol(code: string): Reading {
  if (code.startsWith("(")) return judged(bracketed(code));
  const marked = GS1_SYMBOLOGIES.includes(code.slice(0, 3));
  if (!marked && !code.includes(FNC1)) return { kind: "plain" };
  return judged(concatenated(marked ? code.slice(3) : code));
}

function bracketed(code: string): Element[] | string {
  const elements: Element[] = [];
  const pattern = /\((\d{2,4})\)((?:\\[()\\]|[^(])*)/y;
  let read = 0;
  for (let found = pattern.exec(code); found; found = pattern.exec(code)) {
    elements.push({ ai: found[1] ?? "", value: (found[2] ?? "").replace(/\\([()\\])/g, "$1") });
    read = pattern.lastIndex;
  }
  return read === code.length ? elements : "brackets";
}

function concatenated(code: string): Element[] | string {
  const elements: Element[] = [];
  let rest = withoutSeparators(code);
  while (rest !== "") {
    const ai = identifierOf(rest);
    if (ai === null) return "identifier";
    const body = rest.slice(ai.length);
    const fixed = FIXED.get(ai.slice(0, 2));
    const separator = body.indexOf(FNC1);
    const end = fixed ?? (separator < 0 ? body.length : separator);
    elements.push({ ai, value: body.slice(0, end) });
    rest = withoutSeparators(body.slice(end));
  }
  return elements;
}

function withoutSeparators(text: string): string {
  let begin = 0;
  while (text[begin] === FNC1) begin++;
  return text.slice(begin);
}

/** How many digits an identifier has follows from its first two (figure 3.2-1). */
function identifierOf(text: string): string | null {
  const two = text.slice(0, 2);
  if (!/^\d\d$/.test(two)) return null;
  const four = /^(3[1-6]|39|43|70|72|8[0-2])/.test(two);
  const three = /^(2[345]|4[0-2]|71)/.test(two);
  const ai = text.slice(0, four ? 4 : three ? 3 : 2);
  return /^\d+$/.test(ai) ? ai : null;
}

function judged(read: Element[] | string): Reading {
  if (typeof read === "string") return { kind: "broken", why: read };
  for (const { ai, value } of read) {
    const length = FIXED.get(ai.slice(0, 2));
    if (value === "" || (length !== undefined && value.length !== length)) return { kind: "broken", why: `(${ai})` };
    const numbered = ["00", "01", "02", "03"].includes(ai);
    if (numbered && !(/^\d+$/.test(value) && checkDigitHolds(value))) return { kind: "broken", why: `(${ai})` };
    if (["30", "37"].includes(ai) && !/^\d{1,8}$/.test(value)) return { kind: "broken", why: `(${ai})` };
  }
  return { kind: "elements", elements: read };
}

/** Units that the symbol itself speaks of: a count of variable items (30), or of those in a logistic unit (37). */
export function quantityIn(elements: readonly Element[]): number | undefined {
  const said = elements.find(({ ai }) => ai === "30" || ai === "37")?.value;
  const units = said === undefined ? 0 : Number(said);
  return units > 0 ? units : undefined;
}
