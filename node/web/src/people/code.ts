/** What a pairing code may look like when it is scanned or typed: pure. */

/** The code in a scanned address (`…#/pair?code=7K3M…`, `holdfast://pair?…&code=…`), or the code itself; `null`: neither. */
function pairingCodeIn(text: string): string | null {
  const inAddress = /[?&]code=([0-9A-Za-z]+)/.exec(text)?.[1];
  const code = (inAddress ?? text).replace(/[\s-]/g, "").toUpperCase();
  return /^[0-9A-Z]{6,40}$/.test(code) ? code : null;
}

/** What pairs a device: a code that is claimed once, or a key that somebody made for it. */
export type Offer = { code: string } | { key: string };

/** The key in an address as `holdfast-node pair --qr` draws it (`…#/pair?key=hf_…`), a key alone, or a pairing code; `null`: nothing. */
export function offerIn(text: string): Offer | null {
  const key = /[?&]key=(hf_[0-9A-Za-z]+)/.exec(text)?.[1] ?? text.trim();
  if (isKey(key)) return { key };
  const code = pairingCodeIn(text);
  return code === null ? null : { code };
}

/** A key as `holdfast-node pair` prints it. */
export function isKey(text: string): boolean {
  return /^hf_[!-~]{8,}$/.test(text.trim());
}
