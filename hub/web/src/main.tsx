import "@holdfast/shell/tokens.css";
import "@holdfast/shell/base.css";
import "./ui/ui.css";
import "./app/frame.css";
import { startRouting } from "@holdfast/shell/route.ts";
import { startTheme } from "@holdfast/shell/theme.ts";
import { render } from "preact";
import { Dashboard } from "./app/dashboard.tsx";
import { startStream } from "./app/stream.ts";

startTheme();
startRouting();
startStream();
const root = document.getElementById("app");
if (root) render(<Dashboard />, root);
