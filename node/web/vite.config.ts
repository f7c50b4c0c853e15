import { readFileSync } from "node:fs";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { frontEnd } from "../../shell/web/build/vite.ts";

const { version } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8")) as { version: string };

export default defineConfig({
  ...frontEnd([
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src",
      filename: "sw.ts",
      injectRegister: false,
      registerType: "prompt",
      manifest: {
        id: "./",
        name: "Holdfast terminal",
        short_name: "Holdfast",
        description: "Receive, pick, count and ship, also where the network does not reach.",
        start_url: "./",
        scope: "./",
        display: "standalone",
        orientation: "any",
        background_color: "#f3f6f4",
        theme_color: "#0b6762",
        icons: [
          { src: "icon.svg", sizes: "any", type: "image/svg+xml" },
          { src: "icon-192.png", sizes: "192x192", type: "image/png" },
          { src: "icon-512.png", sizes: "512x512", type: "image/png" },
          { src: "icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
        ],
        shortcuts: [
          { name: "Pick", url: "./#/pick" },
          { name: "Receive", url: "./#/receive" },
          { name: "Queue", url: "./#/waiting" },
        ],
      },
      injectManifest: {
        globPatterns: ["**/*.{js,css,html,svg,png,webmanifest}"],
        // the reader of codes is large, and wanted only where the browser brings none: it is kept at first use
        globIgnores: ["**/Camera-*", "**/reader-*", "**/*.br", "**/*.gz"],
      },
    }),
  ]),
  define: { __APP_VERSION__: JSON.stringify(version) },
});
