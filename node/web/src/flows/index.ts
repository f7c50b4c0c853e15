/** The flows of the floor, in the order of their tiles. */
import { Transfer } from "./arrive/Transfer.tsx";
import { Count } from "./count/Count.tsx";
import { Damage } from "./damage/Damage.tsx";
import type { Flow } from "./flow.ts";
import { Labels } from "./labels/Labels.tsx";
import { LookUp } from "./lookup/LookUp.tsx";
import { Move } from "./move/Move.tsx";
import { Pack } from "./pack/Pack.tsx";
import { Pick } from "./pick/Pick.tsx";
import { PutAway } from "./putaway/PutAway.tsx";
import { Receive, Returns } from "./receive/Receive.tsx";
import { Ship } from "./ship/Ship.tsx";

const READ = "floor:read";
const WRITE = "floor:write";

export const flows: Flow[] = [
  { id: "look-up", icon: "lookup", label: "flow-look-up", scope: READ, path: "look-up", component: LookUp },
  { id: "receive", icon: "receive", label: "flow-receive", scope: WRITE, path: "receive", component: Receive },
  { id: "put-away", icon: "put-away", label: "flow-put-away", scope: WRITE, path: "put-away", component: PutAway },
  { id: "pick", icon: "pick", label: "flow-pick", scope: WRITE, path: "pick", component: Pick },
  { id: "pack", icon: "pack", label: "flow-pack", scope: WRITE, path: "pack", component: Pack },
  { id: "ship", icon: "ship", label: "flow-ship", scope: WRITE, path: "ship", component: Ship },
  { id: "count", icon: "count", label: "flow-count", scope: WRITE, path: "count", component: Count },
  { id: "move", icon: "move", label: "flow-move", scope: WRITE, path: "move", component: Move },
  { id: "damage", icon: "damage", label: "flow-damage", scope: WRITE, path: "damage", component: Damage },
  { id: "return", icon: "return", label: "flow-return", scope: WRITE, path: "return", component: Returns },
  { id: "transfer", icon: "transfer", label: "flow-transfer", scope: WRITE, path: "transfer", component: Transfer },
  { id: "labels", icon: "print", label: "flow-labels", scope: READ, path: "labels", component: Labels },
];
