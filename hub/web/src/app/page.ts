/** What a page is to the frame. */
import type { FunctionComponent } from "preact";
import type { IconName } from "./icons.tsx";

export interface PageProps {
  /** What follows the page's own segment in the address: `#/orders/01K` is `["01K"]`. */
  rest: string[];
}

export interface Page {
  /** The first segment of the address; `""` is where one begins. */
  path: string;
  label: string;
  icon?: IconName;
  /** Without it the page is not offered. */
  scope: string;
  component: FunctionComponent<PageProps>;
}
