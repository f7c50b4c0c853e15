/** The screens of the floor terminal. */
import type { Page } from "playwright-core";
import { scan } from "./browser.ts";
import type { Scene } from "./scene.ts";
import type { Screen } from "./screens.ts";
import { control } from "./stage.ts";

type First = NonNullable<Screen["first"]>;

function at(name: string, place: Screen["place"], first?: First): Screen {
  return { name, role: "supervisor", place, ...(first ? { first } : { isFirst: true }) };
}

const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).first().click();
const task = (scene: Scene) => `pick/task/${scene.pick}`;

const atBin: First = async (page, { wanted }) => {
  await scan(page, wanted.bin);
  await page.getByText(`${wanted.bin} is right`).waitFor();
};

const chosenFrom: First = async (page, { wanted }) => {
  await page.getByText("Scan the bin it comes from").waitFor();
  await scan(page, wanted.bin);
  await page.getByText("Scan the product").waitFor();
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

async function picked(page: Page, { wanted }: Scene, units: number): Promise<void> {
  await scan(page, wanted.bin);
  await page.getByText(`${wanted.bin} is right`).waitFor();
  for (let n = 0; n < units; n += 1) await scan(page, wanted.gtin);
}

/** Moves single units, where that cannot be sent. */
async function movedOffline(page: Page, scene: Scene, times: number): Promise<void> {
  await page.evaluate(() => {
    location.hash = "#/move";
  });
  await chosenFrom(page, scene);
  for (let n = 0; n < times; n += 1) {
    await scan(page, scene.wanted.gtin);
    const pad = page.getByRole("region", { name: "Quantity" });
    await pad.getByRole("button", { name: "1", exact: true }).click();
    await pad.getByRole("button", { name: "Done" }).click();
    await page.getByText("Scan the bin it goes to").waitFor();
    await scan(page, scene.other.bin);
    await page.getByText("Scan the product").waitFor();
  }
}

const away = (page: Page, isAway: boolean) => page.context().setOffline(isAway);

async function outOfReach(page: Page): Promise<void> {
  await away(page, true);
  await page.getByText(/The warehouse node has been out of reach since/).waitFor({ timeout: 30_000 });
}

/** What changes the world comes last. */
const TROUBLE: Screen[] = [
  {
    ...at("terminal-hub-away", "", async (page, scene) => {
      await control(scene.at.id, "cut");
      await page.getByText(/The hub has been out of reach since/).waitFor({ timeout: 30_000 });
    }),
    after: (_, scene) => control(scene.at.id, "heal"),
  },
  {
    ...at("terminal-node-away", "", outOfReach),
    expected: /ERR_INTERNET_DISCONNECTED/,
  },
  {
    ...at(
      "terminal-queue",
      ({ wanted }) => `look-up/bin/${wanted.bin}`,
      async (page, scene) => {
        await page.getByText(scene.wanted.sku).first().waitFor();
        await outOfReach(page);
        await movedOffline(page, scene, 2);
        await page.evaluate(() => {
          location.hash = "#/waiting";
        });
        await page.getByText("2 actions").first().waitFor();
      },
    ),
    expected: /ERR_INTERNET_DISCONNECTED/,
  },
  {
    ...at("terminal-queue-refused", "", async (page, { at: where, wanted, other }) => {
      const { contents } = await where.node.get(`/v1/bins/${wanted.bin}`);
      const { quantity } = contents.find((line: { sku: string }) => line.sku === wanted.sku);
      const lines = [{ sku: wanted.sku, quantity, from: wanted.bin, to: other.bin }];
      await where.node.post("/v1/moves", { lines });
      await away(page, false);
      await page.getByText(/refused and needs? you/).waitFor({ timeout: 30_000 });
      const back = { ...lines[0], from: other.bin, to: wanted.bin };
      await where.node.post("/v1/moves", { lines: [back] });
      await page.evaluate(() => {
        location.hash = "#/waiting";
      });
      await page.getByText("Needs you").waitFor();
    }),
    expected: /ERR_INTERNET_DISCONNECTED|409 \(Conflict\).*\/v1\/moves/,
  },
  at("terminal-queue-discard", "waiting", (page) => press(page, "Discard")),
  {
    ...at("terminal-pick-next", task, async (page, scene) => {
      await picked(page, scene, 2);
      await page.getByText("Go to the bin and scan it").waitFor();
    }),
  },
  {
    ...at("terminal-picked", task, async (page, scene) => {
      for (const [bin, gtin, units] of await stops(scene)) {
        await scan(page, bin);
        await page.getByText(`${bin} is right`).waitFor();
        for (let n = 0; n < units; n += 1) await scan(page, gtin);
      }
      await page.getByText("All picked").waitFor();
    }),
  },
  at("terminal-wave", "pick", async (page) => {
    await press(page, "Pick several together");
    await press(page, /^Begin with/);
    await page.getByRole("heading", { level: 1, name: "Pick together" }).waitFor();
  }),
];

/** What is left of the task, in the order of the path. */
async function stops({ at: where, pick }: Scene): Promise<[bin: string, gtin: string, units: number][]> {
  const { lines } = await where.node.get(`/v1/tasks/${pick}`);
  const { items: products } = await where.node.get("/v1/products?limit=500");
  return lines
    .filter((line: { quantity: number; picked: number }) => line.picked < line.quantity)
    .flatMap((line: { sku: string; bins: { bin: string; quantity: number }[] }) =>
      line.bins.map(({ bin, quantity }) => {
        const product = products.find(({ sku }: { sku: string }) => sku === line.sku);
        return [bin, product.barcodes[0], quantity];
      }),
    );
}

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
