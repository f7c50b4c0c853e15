/** The pages of the dashboard, in the order of the navigation. */
import type { Page } from "../app/page.ts";
import { OverviewPage } from "../overview/overview-page.tsx";

export const PAGES: readonly Page[] = [
  { path: "", label: "Overview", icon: "overview", scope: "stock:read", component: OverviewPage },
];
