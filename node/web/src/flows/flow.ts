/** A flow of the floor: a tile on the home screen, and the screens behind it. */
import { route } from "@holdfast/shell/route.ts";
import { type ComponentType, h } from "preact";
import type { Place } from "../app/routes.ts";

export interface FlowProps {
  /** What follows the flow's own segment in the address: `#/pick/task/01K…` gives `["task", "01K…"]`. */
  rest: string[];
  query: URLSearchParams;
}

export type Flow = Place;

/** A flow at `path`; its label is the message `flow-PATH`. */
export function flowAt(path: string, icon: string, scope: string, component: ComponentType<FlowProps>): Flow {
  const Routed = () => h(component, { rest: route.value.path.slice(1), query: route.value.query });
  return { id: path, icon, label: `flow-${path}`, scope, path, component: Routed };
}
