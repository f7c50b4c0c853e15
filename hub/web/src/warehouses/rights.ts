/** What is said of the rights between hub and floor. Plain functions. */
import type { Rights, RightsPolicy } from "../app/contract.ts";
import { units } from "../ui/figures.ts";

export interface Share {
  who: "hub" | "floor" | "committed";
  units: number;
  /** Of the bar, 0 to 100; they add up to 100 unless all is 0. */
  percent: number;
}

export function shares(rights: Rights): Share[] {
  const total = rights.hubUnits + rights.floorUnits + rights.committedUnits;
  const share = (who: Share["who"], count: number) => ({
    who,
    units: count,
    percent: total > 0 ? (100 * count) / total : 0,
  });
  return [share("hub", rights.hubUnits), share("floor", rights.floorUnits), share("committed", rights.committedUnits)];
}

/** A policy as it is typed: empty is the node's own option. */
export interface PolicyDraft {
  hubShare: number | null;
  floorReserve: string;
}

export const RESERVE_MAX = 1_000_000_000;

export function policyDraft(policy: RightsPolicy): PolicyDraft {
  return { hubShare: policy.hubShare, floorReserve: policy.floorReserve === null ? "" : String(policy.floorReserve) };
}

/** The merge patch of what was changed; null where nothing was. */
export function policyPatch(before: RightsPolicy, draft: PolicyDraft): Partial<RightsPolicy> | null {
  const reserve = draft.floorReserve.trim() === "" ? null : Number(draft.floorReserve);
  const patch: Partial<RightsPolicy> = {};
  if (draft.hubShare !== before.hubShare) patch.hubShare = draft.hubShare;
  if (reserve !== before.floorReserve) patch.floorReserve = reserve;
  return Object.keys(patch).length > 0 ? patch : null;
}

/** What the slider means, in the warehouse's own figures. */
export function policySentence(rights: Rights, hubShare: number | null): string {
  const available = rights.hubUnits + rights.floorUnits;
  if (hubShare === null) return "The node goes by the share it was started with.";
  const hub = Math.round((available * hubShare) / 100);
  if (hubShare === 0)
    return "The hub gets nothing in advance: each order from outside asks the floor, and waits for its answer.";
  if (hubShare === 100)
    return "The hub gets all that the floor does not call for: while the link is down the floor can promise little of its own.";
  return `Of ${units(available)} available units the hub may promise about ${units(hub)} without asking, the floor ${units(available - hub)} while the link is down.`;
}
