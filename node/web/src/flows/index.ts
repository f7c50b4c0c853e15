/** The flows of the floor, in the order of their tiles. */
import { Transfer } from "./arrive/Transfer.tsx";
import { Count } from "./count/Count.tsx";
import { Damage } from "./damage/Damage.tsx";
import { type Flow, flowAt } from "./flow.ts";
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
  flowAt("look-up", "lookup", READ, LookUp),
  flowAt("receive", "receive", WRITE, Receive),
  flowAt("put-away", "put-away", WRITE, PutAway),
  flowAt("pick", "pick", WRITE, Pick),
  flowAt("pack", "pack", WRITE, Pack),
  flowAt("ship", "ship", WRITE, Ship),
  flowAt("count", "count", WRITE, Count),
  flowAt("move", "move", WRITE, Move),
  flowAt("damage", "damage", WRITE, Damage),
  flowAt("return", "return", WRITE, Returns),
  flowAt("transfer", "transfer", WRITE, Transfer),
  flowAt("labels", "print", READ, Labels),
];
