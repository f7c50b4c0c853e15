/** A moment in a narrow column: the year only where it is another one. */
import { dateTime } from "../ui/figures.ts";

const THIS_YEAR = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const OTHER_YEAR = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

export function shortTime(at: string, now: number): string {
  const then = new Date(at);
  return (then.getFullYear() === new Date(now).getFullYear() ? THIS_YEAR : OTHER_YEAR).format(then);
}

export function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={dateTime(at)} class="nowrap">
      {shortTime(at, Date.now())}
    </time>
  );
}
