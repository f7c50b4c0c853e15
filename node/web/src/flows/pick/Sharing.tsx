/** What was just picked goes into the totes of its tasks. */
import { useSay } from "../../app/context.tsx";
import { number } from "../../i18n/language.ts";
import { BigButton, Screen } from "../../ui/index.ts";
import { ScanFor } from "../parts/Goods.tsx";
import type { Steps } from "../parts/steps.ts";
import { Told } from "../parts/Told.tsx";
import { shortId } from "../views.ts";
import { heard, type PickState, shared } from "./pick.ts";

export function Sharing({ steps }: { steps: Steps<PickState> }) {
  const say = useSay();
  return (
    <Screen
      title={say("pick-sharing")}
      back={["pick"]}
      footer={
        <BigButton primary onClick={() => steps.take(shared)}>
          {say("pick-shared")}
        </BigButton>
      }
    >
      <Told steps={steps} />
      <ul class="totes">
        {steps.state.sharing.map((share) => (
          <li key={share.taskId} class="tote">
            <b class="tote-units">{number(share.quantity)}</b>
            <span class="tote-number">{say("pick-tote", { tote: share.tote })}</span>
            <span class="muted" dir="ltr">
              {shortId(share.taskId)}
            </span>
          </li>
        ))}
      </ul>
      <ScanFor
        what={say("pick-scan-tote")}
        onScan={(scan) => steps.hear(scan, (state, code) => heard(state, code, true))}
      />
    </Screen>
  );
}
