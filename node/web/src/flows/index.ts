/** The flows of the floor, in the order of their tiles. */
import type { Flow } from "./flow.ts";

export const flows: Flow[] = [];
