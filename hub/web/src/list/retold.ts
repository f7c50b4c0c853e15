/** Refusals in words that fit the place they are shown at; whoever shows them need not know. */
import { type ProblemBody, Refused } from "@holdfast/shell/http.ts";

/** The refusal with other words, and with what is wrong put at its fields by pointer. */
export function retold(refused: Refused, detail: string, fields: Record<string, string> = {}): Refused {
  const added = Object.entries(fields).map(([pointer, said]) => ({ pointer, detail: said }));
  const errors = [...(refused.problem.errors ?? []), ...added];
  return new Refused({ ...refused.problem, type: TOLD, detail, errors }, refused.retryAfter);
}

/** No slug of the hub's, so that no general advice stands beside the words given here. */
const TOLD = "https://holdfast.example/problems/told";

/** What the page itself finds wrong before anything is sent, in the shape of the hub's refusals. */
export function invalid(fields: Record<string, string>, detail = "Some fields need another look."): Refused {
  const errors = Object.entries(fields).map(([pointer, said]) => ({ pointer, detail: said }));
  const type = errors.length === 0 ? TOLD : "https://holdfast.example/problems/invalid-request";
  const problem: ProblemBody = { type, title: detail, status: 422, detail, errors };
  return new Refused(problem, null);
}
