/** A text to take away: a key, a token, a command. */
import { useState } from "preact/hooks";

export function CopyText({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState<"no" | "yes" | "by-hand">("no");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied("yes");
    } catch {
      // over plain HTTP browsers give no clipboard
      setCopied("by-hand");
    }
  };
  return (
    <div class="copy">
      <span class="copy-label">{label}</span>
      <code class="copy-text mono">{text}</code>
      <button type="button" class="button" onClick={() => void copy()}>
        {copied === "yes" ? "Copied" : "Copy"}
      </button>
      <span class="visually-hidden" role="status">
        {copied === "yes" ? `${label} copied` : ""}
      </span>
      {copied === "by-hand" && (
        <small class="muted">The browser allows no copying here: select the text and copy it.</small>
      )}
    </div>
  );
}
