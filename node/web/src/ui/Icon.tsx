/** Line icons on a grid of 24; always beside words, never instead of them. */
const PATHS = {
  lookup: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5",
  receive: "M12 3v11M8 10l4 4 4-4M4 14v6h16v-6",
  "put-away": "M3 21V5l9-3 9 3v16M7 21v-9h10v9M7 16h10",
  pick: "M4 5h2l2 11h10l2-8H7M9 21h.01M17 21h.01",
  pack: "M3 8l9-5 9 5v9l-9 5-9-5zM3 8l9 5 9-5M12 13v9",
  ship: "M2 6h12v11H2zM14 10h4l4 4v3h-8M6 20h.01M18 20h.01",
  count: "M5 4v16M9 4v16M13 4v16M17 4v16M3 17l16-9",
  move: "M3 8h15M14 4l4 4-4 4M21 16H6M10 12l-4 4 4 4",
  damage: "M12 3L2 20h20zM12 9v5M12 17h.01",
  return: "M4 9h11a5 5 0 0 1 0 10H8M8 5L4 9l4 4",
  transfer: "M4 7h14l-4-4M20 17H6l4 4",
  print: "M7 8V3h10v5M5 17H3V8h18v9h-2M7 14h10v7H7z",
  settings: "M4 7h10M18 7h2M4 17h2M10 17h10M16 4.5v5M8 14.5v5",
  people: "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21c0-4 3-7 7-7s7 3 7 7M16 3.5a4 4 0 0 1 0 7M18 14.5c2.5 1 4 3.5 4 6.5",
  device: "M7 2h10v20H7zM11 18h2",
  back: "M15 5l-7 7 7 7",
  camera: "M3 8h4l2-3h6l2 3h4v11H3zM12 10a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z",
  keyboard: "M2 6h20v12H2zM6 10h.01M10 10h.01M14 10h.01M18 10h.01M7 14h10",
  scan: "M3 8V4h4M17 4h4v4M21 16v4h-4M7 20H3v-4M7 8v8M11 8v8M14 8v8M17 8v8",
  check: "M4 12.5l5 5L20 6.5",
  cross: "M5 5l14 14M19 5L5 19",
  warning: "M12 3L2 20h20zM12 9v5M12 17h.01",
  hub: "M7 18a5 5 0 1 1 1-9.9A6 6 0 0 1 20 11a3.5 3.5 0 0 1-1 7z",
  node: "M2 9a15 15 0 0 1 20 0M5.5 13a10 10 0 0 1 13 0M9 16.5a5 5 0 0 1 6 0M12 20h.01",
  queue: "M4 6h16M4 12h16M4 18h10",
  out: "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
  person: "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.5-7 8-7s8 3 8 7",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  erase: "M9 5h12v14H9l-6-7zM12 9l6 6M18 9l-6 6",
  light:
    "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5M17.5 17.5L19 19M19 5l-1.5 1.5M6.5 17.5L5 19",
  tag: "M3 12V3h9l9 9-9 9zM8 8h.01",
} as const;

export type IconName = keyof typeof PATHS;

/** `name` may come from a list of flows: one that is not drawn shows the tag. */
export function Icon({ name, size = 24 }: { name: string; size?: number }) {
  const path = name in PATHS ? PATHS[name as IconName] : PATHS.tag;
  const turns = name === "back" || name === "out" || name === "erase";
  return (
    <svg
      class={turns ? "icon turns" : "icon"}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={path} />
    </svg>
  );
}
