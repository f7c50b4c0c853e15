/** HTTPS on the warehouse's LAN: nothing before the hub's root is trusted, everything after. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HANDHELD } from "./browser.ts";
import { play } from "./play.ts";
import { site } from "./stage.ts";
import { atHome, readyForOffline } from "./terminal.ts";

/** What a person does by the steps of `/trust`, where a browser is Chromium on Linux. */
function trust(home: string, root: string): void {
  const folder = join(home, ".pki", "nssdb");
  mkdirSync(folder, { recursive: true });
  const file = join(home, "root.pem");
  writeFileSync(file, root);
  const store = `sql:${folder}`;
  execFileSync("certutil", ["-d", store, "-N", "--empty-password"]);
  execFileSync("certutil", ["-d", store, "-A", "-t", "C,,", "-n", "Holdfast", "-i", file]);
}

play("a handheld that trusts the hub's root is paired over HTTPS, and no other gets that far", async (give) => {
  const { node } = site(0);
  assert.ok(node.secure, "the node serves HTTPS");
  const { code } = await node.post("/v1/pairings", { name: "Handheld over HTTPS", role: "worker" });
  const there = `${node.secure}/#/pair?code=${code}`;

  const stranger = await give(HANDHELD);
  stranger.expected.push(/ERR_CERT_AUTHORITY_INVALID/);
  const page = await stranger.open(`${node.url}/trust`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page
      .getByRole("link", { name: /root\.crt|certificate/i })
      .first()
      .click(),
  ]);
  assert.match(download.suggestedFilename(), /\.crt$/);
  await assert.rejects(page.goto(there), /ERR_CERT_AUTHORITY_INVALID/);

  const trusting = await give(HANDHELD);
  trust(trusting.home, await (await fetch(`${node.url}/trust/root.pem`)).text());
  const terminal = await trusting.open(there);
  await atHome(terminal);
  assert.ok(await terminal.evaluate(() => isSecureContext && location.protocol === "https:"));
  await readyForOffline(terminal);
});
