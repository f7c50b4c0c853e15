/** A code before the camera: here, a film that the browser takes for one. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { HANDHELD } from "./browser.ts";
import { play } from "./play.ts";
import { site } from "./stage.ts";
import { atHome } from "./terminal.ts";

const [WIDTH, HEIGHT] = [640, 480];

/** The picture's brightness, dot by dot, drawn into the middle of a white frame. */
async function drawn(page: Page, svg: string): Promise<number[]> {
  return page.evaluate(
    async ([source, width, height]) => {
      const image = new Image();
      image.src = `data:image/svg+xml,${encodeURIComponent(source)}`;
      await image.decode();
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      const context = canvas.getContext("2d");
      if (!context) throw new Error("no canvas");
      context.fillStyle = "white";
      context.fillRect(0, 0, width, height);
      context.drawImage(image, (width - 400) / 2, (height - 400) / 2, 400, 400);
      const { data } = context.getImageData(0, 0, width, height);
      return Array.from({ length: width * height }, (_, at) => data[at * 4] ?? 255);
    },
    [svg, WIDTH, HEIGHT] as const,
  );
}

/** A film of one still (YUV4MPEG2, 4:2:0). */
function film(brightness: number[]): Buffer {
  const frame = [Buffer.from("FRAME\n"), Buffer.from(brightness), Buffer.alloc((WIDTH * HEIGHT) / 2, 128)];
  const still = Buffer.concat(frame);
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  return Buffer.concat([head, ...Array.from({ length: 10 }, () => still)]);
}

play("a device is paired by its camera", async (give) => {
  const { node } = site(0);
  const { pairingId } = await node.post("/v1/pairings", { name: "By camera", role: "worker" });
  const picture = await fetch(`${node.url}/v1/pairings/${pairingId}/qr.svg`, {
    headers: { authorization: `Bearer ${node.key}` },
  });
  const painter = await give(HANDHELD);
  const brightness = await drawn(await painter.open(`${node.url}/`), await picture.text());

  const hand = await give(HANDHELD);
  const path = join(hand.home, "code.y4m");
  await writeFile(path, film(brightness));
  const page = await hand.open(`${node.url}/`, {
    args: [
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      `--use-file-for-fake-video-capture=${path}`,
    ],
  });
  await page.getByRole("button", { name: "Camera" }).click();
  await atHome(page);
});
