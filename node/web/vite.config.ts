import { defineConfig } from "vite";
import { frontEnd } from "../../shell/web/build/vite.ts";

export default defineConfig(frontEnd());
