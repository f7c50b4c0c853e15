import { route } from "@holdfast/shell/route.ts";
import { useSay } from "../app/context.tsx";
import { Icon } from "../ui/Icon.tsx";
import { updateNow, updateReady } from "./update.ts";

/** Places where nothing is begun that a new start of the page would lose. */
const CALM = ["", "settings", "waiting"];

export function UpdateBanner() {
  const say = useSay();
  if (!updateReady.value || !CALM.includes(route.value.path[0] ?? "")) return null;
  return (
    <p class="banner quiet">
      <Icon name="return" />
      <span>{say("update-ready")}</span>
      <button type="button" onClick={updateNow}>
        {say("update-now")}
      </button>
    </p>
  );
}
