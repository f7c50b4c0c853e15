/** axe over a page as it stands: findings that are serious or critical fail. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function accessible(page: Page, screen: string): Promise<void> {
  // the page's policy forbids scripts of others; what the debugger evaluates is not the page's
  await page.evaluate(source);
  const results = (await page.evaluate(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })",
  )) as AxeResults;
  const serious = results.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const told = serious.map((finding) => ({
    rule: finding.id,
    help: finding.help,
    where: finding.nodes.slice(0, 3).map((node) => `${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
  }));
  assert.deepEqual(told, [], `${screen}: not everybody can use it`);
}
