import { href } from "@holdfast/shell/route.ts";
import { Icon } from "./Icon.tsx";
import "./tile.css";

export interface TileProps {
  icon: string;
  label: string;
  /** The place it leads to. */
  to: readonly string[];
  /** How much there is to do. */
  count?: number | string | undefined;
  hint?: string | undefined;
}

export function Tile({ icon, label, to, count, hint }: TileProps) {
  return (
    <a class="tile" href={href(to)}>
      <Icon name={icon} size={32} />
      <span class="tile-label">{label}</span>
      {hint && <small>{hint}</small>}
      {count !== undefined && count !== 0 && <span class="tile-count">{count}</span>}
    </a>
  );
}

export function Tiles({ children, label }: { children: preact.ComponentChildren; label: string }) {
  return (
    <nav class="tiles" aria-label={label}>
      {children}
    </nav>
  );
}
