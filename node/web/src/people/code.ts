/** What a pairing code may look like when it is scanned or typed: pure. */

/** The code in a scanned address (`…#/pair?code=7K3M…`, `holdfast://pair?…&code=…`), or the code itself; `null`: neither. */
export function pairingCodeIn(text: string): string | null {
  const inAddress = /[?&]code=([0-9A-Za-z]+)/.exec(text)?.[1];
  const code = (inAddress ?? text).replace(/[\s-]/g, "").toUpperCase();
  return /^[0-9A-Z]{6,40}$/.test(code) ? code : null;
}

/** A key as `holdfast-node pair` prints it. */
export function isKey(text: string): boolean {
  return /^hf_[!-~]{8,}$/.test(text.trim());
}
