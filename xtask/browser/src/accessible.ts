/** axe over a page as it stands: findings that are serious or critical fail. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
const COLOURS = ["color-contrast", "link-in-text-block"];

export async function accessible(page: Page, screen: string): Promise<void> {
  assert.deepEqual(await findings(page, EVERYTHING), [], `${screen}: not everybody can use it`);
}

/** What is serious or critical of a page, or of its colours alone. */
export async function findings(page: Page, rules: readonly string[] = EVERYTHING): Promise<string[]> {
  // the page's policy forbids scripts of others; what the debugger evaluates is not the page's
  if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(source);
  const results = (await page.evaluate(
    // a flash that fades is there for the corner of the eye; the screen says the same
    `axe.run({ exclude: ".flash" }, { runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'] })`,
  )) as AxeResults;
  const serious = results.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return serious.map(({ id, help, nodes }) => {
    const where = nodes.slice(0, 3).map((node) => `${node.target.join(" ")}: ${node.failureSummary ?? ""}`);
    return `${id} (${help}): ${where.join("; ")}`;
  });
}

export function colourFindings(page: Page): Promise<string[]> {
  return findings(page, COLOURS);
}
