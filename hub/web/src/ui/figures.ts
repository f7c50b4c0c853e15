/** Figures as people read them. Plain functions; `now` is an argument. */
const LANGUAGE = "en-GB";
const WHOLE = new Intl.NumberFormat(LANGUAGE);
const SHORT = new Intl.NumberFormat(LANGUAGE, { notation: "compact", maximumFractionDigits: 1 });
const DATE_TIME = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "medium", timeStyle: "medium" });
const DAY = new Intl.DateTimeFormat(LANGUAGE, { day: "numeric", month: "short" });
const CLOCK = new Intl.DateTimeFormat(LANGUAGE, { hour: "2-digit", minute: "2-digit" });

export function units(count: number): string {
  return WHOLE.format(count);
}

/** `1.2M`: where a place is too small for all digits. */
export function shortUnits(count: number): string {
  return SHORT.format(count);
}

/** `one order`, `1,204 orders`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${units(count)} ${count === 1 ? one : many}`;
}

/** A decimal string in its currency; the digits are the hub's, none is lost. */
export function money(amount: string, currency: string): string {
  try {
    return new Intl.NumberFormat(LANGUAGE, { style: "currency", currency }).format(amount as `${number}`);
  } catch {
    return `${amount} ${currency}`;
  }
}

/** `just now`, `12 s ago`, `5 min ago`, `3 h ago`, `4 days ago`; `in 5 min` for what is to come. */
export function ago(then: number, now: number): string {
  const seconds = Math.round((now - then) / 1000);
  if (Math.abs(seconds) < 3) return "just now";
  const text = duration(Math.abs(seconds));
  return seconds < 0 ? `in ${text}` : `${text} ago`;
}

/** Seconds, in the unit that says most. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3_600) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

export function dateTime(at: string | number): string {
  return DATE_TIME.format(new Date(at));
}

export function clock(at: string | number): string {
  return CLOCK.format(new Date(at));
}

export function day(at: string | number): string {
  return DAY.format(new Date(at));
}

/** `partially_shipped` as people say it. */
export function spoken(name: string): string {
  const words = name.replace(/[_-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
