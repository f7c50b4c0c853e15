/** Asks for a scan; the camera and the keyboard are always at hand. */
import { useState } from "preact/hooks";
import { useSay, useScan } from "../app/context.tsx";
import type { Scan } from "../app/contract.ts";
import { lazily } from "../app/lazily.tsx";
import { BigButton } from "./BigButton.tsx";
import { TextField } from "./Field.tsx";
import { Icon } from "./Icon.tsx";
import "./scan.css";

const Camera = lazily(() => import("../scan/Camera.tsx").then((module) => module.Camera));

export interface ScanPromptProps {
  /** “Scan the bin”. */
  what: string;
  /** The one code that is right here, in the largest type. */
  expected?: string | undefined;
  /** A second line under what is expected: its name, the zone. */
  detail?: string | undefined;
  onScan: (scan: Scan) => void;
  /** Instead of the camera over the screen. */
  onCamera?: () => void;
  /** Instead of the field for typing. */
  onType?: () => void;
}

export function ScanPrompt({ what, expected, detail, onScan, onCamera, onType }: ScanPromptProps) {
  const say = useSay();
  const [mode, setMode] = useState<"wedge" | "camera" | "typing">("wedge");
  useScan(onScan);
  const read = (scan: Scan) => {
    setMode("wedge");
    onScan(scan);
  };
  return (
    <section class="scan-prompt" aria-label={what}>
      <p class="scan-what">
        <Icon name="scan" size={28} />
        <span>{what}</span>
      </p>
      {expected && <p class="scan-expected">{expected}</p>}
      {detail && <p class="scan-detail">{detail}</p>}
      {mode === "camera" && <Camera onScan={read} onClose={() => setMode("wedge")} />}
      {mode === "typing" && <TypeCode onCode={(code) => read({ code, source: "typed" })} />}
      <div class="scan-ways">
        <BigButton icon="camera" onClick={onCamera ?? (() => setMode(mode === "camera" ? "wedge" : "camera"))}>
          {say(mode === "camera" ? "scan-camera-close" : "scan-camera")}
        </BigButton>
        <BigButton icon="keyboard" onClick={onType ?? (() => setMode(mode === "typing" ? "wedge" : "typing"))}>
          {say(mode === "typing" ? "scan-type-close" : "scan-type")}
        </BigButton>
      </div>
    </section>
  );
}

/** A code by hand, as when a label is torn. */
export function TypeCode({ onCode, label }: { onCode: (code: string) => void; label?: string }) {
  const say = useSay();
  const [code, setCode] = useState("");
  const send = (event: Event) => {
    event.preventDefault();
    if (code.trim() !== "") onCode(code.trim());
  };
  return (
    <form class="type-code" onSubmit={send}>
      <TextField label={label ?? say("scan-code")} value={code} onInput={setCode} autofocus mono />
      <button type="submit" class="big primary" disabled={code.trim() === ""}>
        {say("scan-take")}
      </button>
    </form>
  );
}
