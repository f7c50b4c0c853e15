/** Node, hub and queue in three signs, and who is at the device: always in sight. */
import { href } from "@holdfast/shell/route.ts";
import { useSay, useTerminal } from "../app/context.tsx";
import { Icon } from "../ui/Icon.tsx";
import "./status.css";

export function StatusDots() {
  const say = useSay();
  const terminal = useTerminal();
  const node = terminal.reachable.value;
  const link = terminal.link.value;
  const hub = node && link?.online === true;
  const who = terminal.me.value?.name;
  const todo = terminal.waiting.value + terminal.refused.value;
  return (
    <a class="dots" href={href(["waiting"])}>
      <span class="dots-signs">
        <Dot icon="node" well={node} text={say(node ? "node-well" : "node-away")} />
        {link && <Dot icon="hub" well={hub} text={say(hub ? "hub-well" : "hub-away")} />}
        {todo > 0 && (
          <span class={terminal.refused.value > 0 ? "badge wrong" : "badge check"}>
            <Icon name="queue" size={16} />
            {todo}
            <span class="visually-hidden">{say("dots-waiting", { count: todo })}</span>
          </span>
        )}
      </span>
      {who && <span class="dots-who">{who}</span>}
    </a>
  );
}

function Dot({ icon, well, text }: { icon: string; well: boolean; text: string }) {
  return (
    <span class={well ? "dot well" : "dot away"} title={text}>
      <Icon name={icon} size={20} />
      {!well && <span class="dot-cross" aria-hidden="true" />}
      <span class="visually-hidden">{text}</span>
    </span>
  );
}
