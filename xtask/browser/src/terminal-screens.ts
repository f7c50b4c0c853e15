/** The screens of the floor terminal. */
import { scan } from "./browser.ts";
import type { Screen } from "./screens.ts";
import { at, chosenFrom, type First, press, task } from "./steps.ts";
import { TROUBLE } from "./trouble-screens.ts";

const atBin: First = async (page, { wanted }) => {
  await scan(page, wanted.bin);
  await page.getByText(`${wanted.bin} is right`).waitFor();
};

const begun: First = async (page, { unplaced }) => {
  await page.getByText("Scan the delivery note").waitFor();
  await scan(page, "DN-2041");
  await page.getByText("Scan a product").first().waitFor();
  await scan(page, unplaced.gtin);
  await scan(page, unplaced.gtin);
  await page.getByText("2 units").first().waitFor();
};

const damaged: First = async (page, { unplaced }) => {
  await scan(page, unplaced.gtin);
  await page.getByText("Scan each one").waitFor();
};

const PAIRING: Screen[] = [
  { name: "terminal-pairing", role: "stranger", place: "pair", isFirst: true },
  {
    name: "terminal-pairing-no-code",
    role: "stranger",
    place: "pair",
    first: async (page) => {
      await scan(page, "BIN:A-04");
      await page.getByText("That is no pairing code").waitFor();
    },
  },
  {
    name: "terminal-pairing-key",
    role: "stranger",
    place: "pair",
    first: (page) => press(page, "Paste a key instead"),
  },
  { name: "terminal-sign-in", role: "shared", place: "", isFirst: true },
  {
    name: "terminal-sign-in-pin",
    role: "shared",
    place: "",
    first: async (page, { person }) => {
      await press(page, person);
      for (const digit of "471") await press(page, digit);
    },
  },
];

const LOOKING: Screen[] = [
  at("terminal-home", ""),
  at("terminal-look-up", "look-up"),
  at("terminal-look-up-product", ({ wanted }) => `look-up/product/${wanted.sku}`),
  at("terminal-look-up-bin", ({ wanted }) => `look-up/bin/${wanted.bin}`),
  at("terminal-look-up-task", (scene) => `look-up/task/${scene.pick}`),
  at("terminal-look-up-unknown", "look-up/unknown/4006381333931"),
];

const IN: Screen[] = [
  at("terminal-receive", "receive"),
  at("terminal-receive-expected", ({ purchase }) => `receive/expected/${purchase}`),
  at("terminal-receive-free", "receive/free"),
  at("terminal-receive-running", "receive/free", begun),
  at("terminal-put-away", "put-away"),
  at("terminal-put-away-bin", "put-away", async (page, { unplaced }) => {
    await scan(page, unplaced.gtin);
    await page.getByText("Scan the bin").first().waitFor();
  }),
  at("terminal-return", "return"),
  at("terminal-return-expected", ({ returned }) => `return/expected/${returned}`),
  at("terminal-transfer", "transfer"),
  at("terminal-transfer-arriving", ({ arriving }) => `transfer/in/${arriving}`),
];

const PICKING: Screen[] = [
  at("terminal-pick", "pick"),
  at("terminal-pick-together", "pick", (page) => press(page, "Pick several together")),
  at("terminal-pick-to-bin", task),
  at("terminal-pick-wrong-bin", task, async (page, { other }) => {
    await scan(page, other.bin);
    await page.getByText("Wrong scan").waitFor();
  }),
  at("terminal-pick-at-bin", task, atBin),
  at("terminal-pick-wrong-product", task, async (page, scene) => {
    await atBin(page, scene);
    await scan(page, scene.other.gtin);
    await page.getByText("Wrong scan").waitFor();
  }),
  at("terminal-pick-short", task, async (page, scene) => {
    await atBin(page, scene);
    await press(page, "Short");
  }),
  at("terminal-pick-quantity", task, async (page, scene) => {
    await atBin(page, scene);
    await press(page, "Enter how many");
  }),
];

const OUT: Screen[] = [
  at("terminal-pack", "pack"),
  at("terminal-pack-parcel", ({ pack }) => `pack/${pack}`),
  at(
    "terminal-pack-weight",
    ({ pack }) => `pack/${pack}`,
    async (page) => {
      await press(page, "All the rest in");
      await press(page, "Close and weigh");
    },
  ),
  at("terminal-ship", "ship"),
  at("terminal-ship-parcel", ({ ship }) => `ship/${ship}`),
];

const CARE: Screen[] = [
  at("terminal-count", "count"),
  at("terminal-count-new", "count/new"),
  at("terminal-count-list", ({ countList }) => `count/list/${countList}`),
  at("terminal-counting", "count/free", async (page, { unplaced }) => {
    await scan(page, unplaced.gtin);
    await page.getByText("Scan each one, or enter how many").waitFor();
  }),
  at("terminal-count-waiting", "count/waiting"),
  at("terminal-move", "move"),
  at("terminal-move-product", "move", chosenFrom),
  at("terminal-move-quantity", "move", async (page, scene) => {
    await chosenFrom(page, scene);
    await scan(page, scene.wanted.gtin);
    await page.getByRole("region", { name: "Quantity" }).waitFor();
  }),
  at("terminal-damage", "damage"),
  at("terminal-damage-found", "damage/found", damaged),
  at("terminal-damage-why", "damage/found", async (page, scene) => {
    await damaged(page, scene);
    await press(page, /why/);
  }),
  at("terminal-damage-inspect", "damage/inspect"),
  at("terminal-labels", "labels"),
];

const DEVICE: Screen[] = [
  at("terminal-settings", "settings"),
  at("terminal-scanner", "settings/scanner"),
  at("terminal-scanner-read", "settings/scanner", async (page, { wanted }) => {
    await scan(page, wanted.gtin);
    await page.getByText("Read by the scanner").waitFor();
  }),
  at("terminal-people", "people"),
  at("terminal-operators", "people/operators"),
  at("terminal-operator-new", "people/operators/new"),
  at("terminal-devices", "people/devices"),
  at("terminal-device-pair", "people/devices/pair"),
  at("terminal-device-code", "people/devices/pair", async (page) => {
    await page.getByLabel("Name of the device").fill("Terminal 7");
    await press(page, "Show the code");
    await page.getByRole("img", { name: "QR code for pairing" }).waitFor();
  }),
  at("terminal-device-shut-out", "people/devices", async (page) => {
    await press(page, /Counter/);
    await page.getByRole("dialog").waitFor();
  }),
];

export const TERMINAL: readonly Screen[] = [
  ...PAIRING,
  ...LOOKING,
  ...IN,
  ...PICKING,
  ...OUT,
  ...CARE,
  ...DEVICE,
  ...TROUBLE,
];
