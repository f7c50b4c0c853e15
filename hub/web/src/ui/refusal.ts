/** How a refused form is read: which words of the hub belong to which field. Plain functions. */
import { Refused, Unreachable } from "@holdfast/shell/http.ts";

export interface FormErrors {
  /** By JSON pointer into the body. */
  fields: Record<string, string>;
  /** What no field can show. */
  rest: string[];
}

export const NO_ERRORS: FormErrors = { fields: {}, rest: [] };

/** `known` are the pointers that the form's fields have; an error below one of them (`/zones/A`) is shown there, too. */
export function formErrors(error: unknown, known: Iterable<string>): FormErrors {
  if (!(error instanceof Refused)) return NO_ERRORS;
  const pointers = [...known];
  const fields: Record<string, string> = {};
  const rest: string[] = [];
  for (const { pointer, detail } of error.problem.errors ?? []) {
    const place = pointers
      .filter((one) => pointer === one || pointer.startsWith(`${one}/`))
      .sort((a, b) => b.length - a.length)[0];
    if (place === undefined) rest.push(pointer ? `${pointer}: ${detail}` : detail);
    else fields[place] = fields[place] ? `${fields[place]} ${detail}` : detail;
  }
  return { fields, rest };
}

/**
 * Whether the next attempt is the same request, to be sent under the same key. It is where nobody knows what became of the last
 * one and nothing was changed since; after an answer it is a request of its own, for answers are kept with their key.
 */
export function sameRequest(lastError: unknown, edited: boolean): boolean {
  return lastError instanceof Unreachable && !edited;
}
