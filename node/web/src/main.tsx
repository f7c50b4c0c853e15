import "@holdfast/shell/tokens.css";
import "@holdfast/shell/base.css";
import { startRouting } from "@holdfast/shell/route.ts";
import { startTheme } from "@holdfast/shell/theme.ts";
import { render } from "preact";

startTheme();
startRouting();
const root = document.getElementById("app");
if (root) render(<h1>Holdfast terminal</h1>, root);
