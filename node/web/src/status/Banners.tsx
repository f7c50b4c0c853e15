/** What is not as it should be, since when, and what waits for it: quiet, true, and gone when it is over. */
import { href, route } from "@holdfast/shell/route.ts";
import { useSay, useTerminal } from "../app/context.tsx";
import { moment } from "../i18n/language.ts";
import { UpdateBanner } from "../pwa/UpdateBanner.tsx";
import { Icon } from "../ui/Icon.tsx";
import "./status.css";

export function Banners() {
  const say = useSay();
  return (
    <aside class="banners" aria-label={say("banners")} aria-live="polite">
      <RefusedBanner />
      <NodeBanner />
      <HubBanner />
      <UpdateBanner />
    </aside>
  );
}

function RefusedBanner() {
  const say = useSay();
  const count = useTerminal().refused.value;
  if (count === 0 || isQueueShown()) return null;
  return (
    <p class="banner wrong">
      <Icon name="warning" />
      <span>{say("banner-refused", { count })}</span>
      <a href={href(["waiting"])}>{say("banner-look")}</a>
    </p>
  );
}

function NodeBanner() {
  const say = useSay();
  const terminal = useTerminal();
  const since = terminal.unreachableSince.value;
  if (terminal.reachable.value) return null;
  const count = terminal.waiting.value;
  return (
    <p class="banner">
      <Icon name="node" />
      <span>
        {since ? say("banner-node", { time: moment(since) }) : say("node-away")}
        {count > 0 && ` ${say("banner-node-waiting", { count })}`}
      </span>
      {count > 0 && !isQueueShown() && <a href={href(["waiting"])}>{say("banner-look")}</a>}
    </p>
  );
}

function HubBanner() {
  const say = useSay();
  const terminal = useTerminal();
  const link = terminal.link.value;
  if (!link || link.online || !terminal.reachable.value) return null;
  const count = link.pendingCells + link.pendingEntries + link.pendingDocuments;
  return (
    <p class="banner quiet">
      <Icon name="hub" />
      <span>
        {say("banner-hub", { time: moment(link.since) })} {count > 0 && say("banner-hub-waiting", { count })}
      </span>
    </p>
  );
}

function isQueueShown(): boolean {
  return route.value.path[0] === "waiting";
}
