import type { Page } from "@holdfast/shell/http.ts";
import { go } from "@holdfast/shell/route.ts";
import { useKnown, useSay, useTerminal } from "../app/context.tsx";
import { BigButton, Empty, Line, Rows, Screen, Stale, Waiting } from "../ui/index.ts";
import type { OperatorView } from "./shapes.ts";

export function Operators() {
  const say = useSay();
  const may = useTerminal().may;
  const { data, asOf } = useKnown<Page<OperatorView>>("/v1/operators?limit=500", { events: ["OperatorRevoked"] });
  const add = may("access:write") && (
    <BigButton primary icon="plus" onClick={() => go(["people", "operators", "new"])}>
      {say("operator-add")}
    </BigButton>
  );
  return (
    <Screen title={say("operators-title")} back={["people"]} footer={add}>
      <Stale asOf={asOf} />
      {!data && <Waiting />}
      {data?.items.length === 0 && <Empty title={say("operators-none")} icon="people" />}
      {data && data.items.length > 0 && (
        <Rows label={say("operators-title")}>
          {data.items.map((person) => (
            <Line
              key={person.operatorId}
              code={person.name}
              name={say(`role-${person.role}`)}
              detail={<Proofs person={person} />}
              onClick={() => go(["people", "operators", person.operatorId])}
            />
          ))}
        </Rows>
      )}
    </Screen>
  );
}

function Proofs({ person }: { person: OperatorView }) {
  const say = useSay();
  return (
    <>
      {person.hasBadge && <span class="badge">{say("operator-has-badge")}</span>}
      {person.hasPin && <span class="badge">{say("operator-has-pin")}</span>}
      {!person.hasBadge && !person.hasPin && <span class="badge check">{say("operator-no-proof")}</span>}
    </>
  );
}
