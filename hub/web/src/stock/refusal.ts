/** What a refused change of stock means, and what the planner can do about it. */

export interface Shortage {
  sku: string;
  requested: number;
  promisable: number;
}

export interface Explained {
  title: string;
  advice: string;
}

const count = (units: number) => units.toLocaleString("en-GB");

/** By the problem's slug; `null` where its own words say it best. */
export function explained(slug: string, warehouseId: string, lines: readonly Shortage[] = []): Explained | null {
  const short = lines[0];
  const can = short ? ` ${count(short.requested)} were asked for, the hub may move ${count(short.promisable)}.` : "";
  switch (slug) {
    case "held-by-warehouse":
      return {
        title: `The floor of ${warehouseId} holds the rights to these units.`,
        advice: `The units exist, but the hub may not take them by itself.${can} Take fewer, let the floor book it on a terminal, or raise the hub's share under Warehouses.`,
      };
    case "insufficient-stock":
      return {
        title: `So many units are not there.`,
        advice: `What is committed to orders or set apart as damaged cannot be taken.${can} Take fewer, or have the floor count it.`,
      };
    case "version-mismatch":
      return {
        title: "Somebody else changed this stock meanwhile.",
        advice: "The figures above are now the newest. Check them and send it again if it is still right.",
      };
    case "fenced":
      return {
        title: `${warehouseId} is fenced.`,
        advice: "Its stock cannot be changed until it is unfenced under Warehouses and has met the hub again.",
      };
    case "overloaded":
    case "rate-limited":
      return { title: "The hub is busy.", advice: "Nothing was changed. Wait a few seconds and send it again." };
    default:
      return null;
  }
}
