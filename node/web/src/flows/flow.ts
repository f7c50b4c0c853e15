/** A flow of the floor: a tile on the home screen, and the screens behind it. */
import type { ComponentType } from "preact";

export interface FlowProps {
  /** What follows the flow's own segment in the address: `#/pick/task/01K…` gives `["task", "01K…"]`. */
  rest: string[];
  query: URLSearchParams;
}

export interface Flow {
  id: string;
  /** Name of an icon that `ui/Icon.tsx` draws. */
  icon: string;
  /** Message that names it. */
  label: string;
  /** Without this scope the tile is not offered. */
  scope: string;
  /** First segment of its addresses. */
  path: string;
  component: ComponentType<FlowProps>;
}
