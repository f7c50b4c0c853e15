/** How the last step went, and the question that a change brought back. */
import { useSay } from "../../app/context.tsx";
import { BigButton, Confirm, Notice, WrongScan } from "../../ui/index.ts";
import type { Steps } from "./steps.ts";

export function Told<S>({ steps }: { steps: Pick<Steps<S>, "said" | "question"> }) {
  const say = useSay();
  const { said, question } = steps;
  return (
    <>
      {said && <Last said={said} />}
      {question && (
        <Confirm
          title={say(question.say.id, question.say.args)}
          detail={<p lang="en">{question.detail}</p>}
          yes={say("confirm-yes")}
          no={say("confirm-no")}
          mood="check"
          onYes={question.yes}
          onNo={question.no}
        />
      )}
    </>
  );
}

function Last({ said }: { said: NonNullable<Steps<unknown>["said"]> }) {
  const say = useSay();
  const { scanned, expected } = said.say.args ?? {};
  if (scanned !== undefined && expected !== undefined) {
    return <WrongScan said={String(scanned)} expected={String(expected)} />;
  }
  const detail = said.isQueued ? <p>{say("queued-here")}</p> : said.detail ? <p lang="en">{said.detail}</p> : undefined;
  return <Notice mood={said.mood} title={say(said.say.id, said.say.args)} {...(detail ? { detail } : {})} />;
}

/** What cannot be shown, and the way out. */
export function Missing({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const say = useSay();
  const isAway = error.name === "Unreachable";
  return (
    <Notice
      mood={isAway ? "check" : "wrong"}
      title={say(isAway ? "missing-away" : "missing")}
      detail={isAway ? <p>{say("missing-away-detail")}</p> : <p lang="en">{error.message}</p>}
      actions={<BigButton onClick={onRetry}>{say("missing-retry")}</BigButton>}
    />
  );
}
