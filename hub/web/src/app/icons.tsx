/** Line drawings of the navigation; the words beside them say the same. */
const ICONS = {
  overview: "M3 11h6V3H3zM11 17h6V9h-6zM3 17h6v-4H3zM11 7h6V3h-6z",
  stock: "M3 6.5 10 3l7 3.5v7L10 17l-7-3.5zM3 6.5 10 10l7-3.5M10 10v7",
  orders: "M5 3h10v14l-2.5-1.6L10 17l-2.5-1.6L5 17zM7.5 7h5M7.5 10.5h5",
  returns: "M7.5 4 3.5 8l4 4M3.5 8H12a4.5 4.5 0 0 1 0 9H8",
  replenishment: "M10 3v8M6.5 7.5 10 11l3.5-3.5M3 12v5h14v-5",
  purchases: "M2.5 3.5h2L7 13h8l2-7H5.2M8 17h.01M14 17h.01",
  transfers: "M3 7h13M12.5 3.5 16 7l-3.5 3.5M17 13H4M7.5 9.5 4 13l3.5 3.5",
  suppliers:
    "M2 5h9v8H2zM11 8h4l3 3v2h-7zM5.5 15.5a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2zM14.5 15.5a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2z",
  warehouses: "M2.5 8 10 3.5 17.5 8v9h-15zM6 17v-6h8v6M6 14h8",
  conflicts: "M5 3v5c0 3 10 2 10 6v3M15 3v5c0 1.3-1.7 2-3.7 2.6M5 17v-3c0-1 .7-1.7 1.7-2.3M3 5l2-2 2 2M13 5l2-2 2 2",
  audit: "M4 3h9l3 3v11H4zM7 8h6M7 11h6M7 14h3",
  keys: "M7 13.5a3.5 3.5 0 1 1 0-7 3.5 3.5 0 0 1 0 7zM10.5 10H17v3M14 10v2.5",
  menu: "M3 5h14M3 10h14M3 15h14",
} as const;

export type IconName = keyof typeof ICONS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
      <path
        d={ICONS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.6"
        stroke-linejoin="round"
        stroke-linecap="round"
      />
    </svg>
  );
}
