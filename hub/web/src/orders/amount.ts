/** Money as decimal strings: reckoned in whole millionths, never as floating point. */

const DIGITS = 6;
const ONE = 10n ** BigInt(DIGITS);

/** Millionths; `null` for what is no amount with up to six decimals. */
export function readAmount(text: string): bigint | null {
  const found = /^(\d{1,12})(?:\.(\d{1,6}))?$/.exec(text.trim());
  if (!found) return null;
  return BigInt(found[1] ?? "0") * ONE + BigInt((found[2] ?? "").padEnd(DIGITS, "0"));
}

/** Rounded half up to the currency's minor units. */
export function writeAmount(millionths: bigint, digits: number): string {
  const step = 10n ** BigInt(DIGITS - digits);
  const minor = (millionths + step / 2n) / step;
  if (digits === 0) return minor.toString();
  const text = minor.toString().padStart(digits + 1, "0");
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Digits behind the point of a currency, as the browser knows it. */
export function minorDigits(currency: string): number {
  try {
    const options = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
    return options.maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}
