/** Carries out the steps that machines decide: the sound, the words, the change and what became of it. One after the other. */
import { useRef, useState } from "preact/hooks";
import { useTerminal } from "../../app/context.tsx";
import type { Mood, NewAction, Recognised, Say, Scan } from "../../app/contract.ts";
import { adviceOf, confirmed, questionOf, type Step } from "../step.ts";
import { keepDraft, keptDraft } from "./drafts.ts";

export interface Said {
  mood: Mood;
  say: Say;
  /** The node's own words. */
  detail?: string;
  /** The change waits on this device. */
  isQueued?: boolean;
}

export interface Question {
  say: Say;
  detail: string;
  yes: () => void;
  no: () => void;
}

export interface Steps<S> {
  state: S;
  said: Said | null;
  question: Question | null;
  isBusy: boolean;
  /** Decides on the newest state, after all that was asked for before. */
  take: (decide: (state: S) => Step<S>) => void;
  /** Recognises a code, then decides. */
  hear: (scan: Scan, decide: (state: S, code: Recognised) => Step<S>, context?: string) => void;
  /** Without a sound and a word. */
  put: (change: (state: S) => S) => void;
  tell: (said: Said | null) => void;
}

type Act<S> = Extract<Step<S>, { kind: "act" }>;

/** `draft`: the state is kept on this device under this name until it is `isOver`. */
export function useSteps<S>(
  first: (kept: S | null) => S,
  options: { draft?: string; isOver?: (state: S) => boolean } = {},
): Steps<S> {
  const terminal = useTerminal();
  const [state, setState] = useState<S>(() => first(options.draft ? keptDraft<S>(options.draft) : null));
  const [said, tell] = useState<Said | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const [isBusy, setBusy] = useState(false);
  const latest = useRef(state);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const asked = useRef(false);

  const set = (value: S) => {
    latest.current = value;
    setState(value);
    if (options.draft) keepDraft(options.draft, options.isOver?.(value) ? null : value);
  };
  const ask = (say: Say, detail: string, action: NewAction, step: Act<S>) => {
    asked.current = true;
    const close = () => {
      asked.current = false;
      setQuestion(null);
    };
    const yes = () => {
      close();
      enqueue(() => act({ ...step, action: confirmed(action) }));
    };
    const no = () => {
      close();
      tell({ mood: "check", say: { id: "nothing-changed" } });
    };
    setQuestion({ say, detail, yes, no });
  };
  const act = async (step: Act<S>) => {
    setBusy(true);
    const outcome = await terminal.act(step.action).finally(() => setBusy(false));
    if (outcome.state === "refused") {
      const doubt = questionOf(outcome.refusal, step.action);
      terminal.signal(doubt ? "check" : "wrong");
      if (doubt) return ask(doubt, outcome.refusal.detail, step.action, step);
      return tell({ mood: "wrong", say: adviceOf(outcome.refusal), detail: outcome.refusal.detail });
    }
    const answer = outcome.state === "done" ? outcome.answer : null;
    terminal.signal("good");
    set(step.after(answer));
    tell({ mood: "good", say: step.say(answer), isQueued: outcome.state === "queued" });
  };
  const carryOut = async (step: Step<S>) => {
    if (step.kind === "act") return act(step);
    if (step.kind === "wrong") {
      terminal.signal("wrong");
      return tell({ mood: "wrong", say: step.say });
    }
    set(step.state);
    if (step.mood === "quiet") return tell(null);
    terminal.signal(step.mood);
    tell(step.say ? { mood: step.mood, say: step.say } : null);
  };
  const enqueue = (work: () => Promise<void> | void) => {
    queue.current = queue.current.then(work).catch((error: unknown) => {
      tell({ mood: "wrong", say: { id: "step-failed" }, detail: error instanceof Error ? error.message : "" });
    });
  };
  return {
    state,
    said,
    question,
    isBusy,
    tell,
    put: (change) => set(change(latest.current)),
    take: (decide) => enqueue(() => carryOut(decide(latest.current))),
    hear: (scan, decide, context) =>
      enqueue(async () => {
        // a question stands on the screen: a scan must not answer it by accident
        if (asked.current) return terminal.signal("wrong");
        const code = await terminal.recognise(scan.code, context);
        await carryOut(decide(latest.current, code));
      }),
  };
}
