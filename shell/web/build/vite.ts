/** How both front ends are built: one page, hashed files, everything compressed beforehand and nothing fetched from elsewhere. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin, UserConfig } from "vite";

/** Files below this size gain nothing. */
const WORTH_COMPRESSING_BYTES = 1024;
const COMPRESSIBLE = /\.(js|css|html|json|svg|wasm|webmanifest|ftl|txt)$/;

/** For `vite` and `vite preview`: the server whose API the page asks, as `http://127.0.0.1:8080`. */
const API = process.env.HOLDFAST_API ?? "http://127.0.0.1:8080";

export function frontEnd(plugins: UserConfig["plugins"] = []): UserConfig {
  // the host stays the page's: a session is for the site that it began at
  const there = { target: API, changeOrigin: false };
  const proxy = { "/v1": there, "/trust": there };
  return {
    base: "./",
    server: { proxy },
    preview: { proxy },
    plugins: [...plugins, compressed()],
    build: {
      target: "es2022",
      outDir: "dist",
      emptyOutDir: true,
      // a strict Content-Security-Policy has no place for inline styles and scripts
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  };
}

/** Writes `FILE.br` and `FILE.gz` beside what is worth it; the server sends them as they are. */
function compressed(): Plugin {
  let outDir = "dist";
  return {
    name: "holdfast-compressed",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      outDir = join(config.root, config.build.outDir);
    },
    closeBundle: { sequential: true, order: "post", handler: () => compressFolder(outDir) },
  };
}

async function compressFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name));
  await Promise.all(files.map((entry) => compressFile(join(entry.parentPath, entry.name))));
}

async function compressFile(path: string): Promise<void> {
  const bytes = await readFile(path);
  if (bytes.length < WORTH_COMPRESSING_BYTES) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  await Promise.all([
    promisify(brotliCompress)(bytes, { params }).then((small) => writeFile(`${path}.br`, small)),
    promisify(gzip)(bytes, { level: 9 }).then((small) => writeFile(`${path}.gz`, small)),
  ]);
}
