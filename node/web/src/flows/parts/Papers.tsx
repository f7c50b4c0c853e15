/** Papers of the node: fetched with the device's key, opened for printing. */
import { useEffect, useState } from "preact/hooks";
import { useSay, useTerminal } from "../../app/context.tsx";
import { BigButton, Notice } from "../../ui/index.ts";

export interface PaperProps {
  path: string;
  label: string;
  /** Name of the file where it is saved. */
  name: string;
  primary?: boolean;
}

type Fetched =
  | { state: "idle" }
  | { state: "busy" }
  | { state: "failed"; detail: string }
  | { state: "here"; url: string };

export function Paper({ path, label, name, primary }: PaperProps) {
  const say = useSay();
  const terminal = useTerminal();
  const [paper, setPaper] = useState<Fetched>({ state: "idle" });
  useEffect(() => () => (paper.state === "here" ? URL.revokeObjectURL(paper.url) : undefined), [paper]);
  const fetchIt = async () => {
    setPaper({ state: "busy" });
    try {
      const url = URL.createObjectURL(await terminal.file(path));
      setPaper({ state: "here", url });
    } catch (error) {
      setPaper({ state: "failed", detail: error instanceof Error ? error.message : "" });
    }
  };
  if (paper.state === "here") {
    return (
      <p class="row paper" role="status">
        <a class="button primary" href={paper.url} target="_blank" rel="noopener">
          {say("paper-open", { paper: label })}
        </a>
        <a class="button" href={paper.url} download={name}>
          {say("paper-save")}
        </a>
      </p>
    );
  }
  return (
    <>
      <BigButton icon="print" onClick={fetchIt} busy={paper.state === "busy"} {...(primary ? { primary } : {})}>
        {label}
      </BigButton>
      {paper.state === "failed" && (
        <Notice mood="check" title={say("paper-failed")} detail={<p lang="en">{paper.detail}</p>} />
      )}
    </>
  );
}
