/** Carries out the steps that machines decide: the sound, the words, the change and what became of it. One after the other. */
import { useRef, useState } from "preact/hooks";
import { useTerminal } from "../../app/context.tsx";
import type { Mood, Recognised, Say, Scan, Terminal } from "../../app/contract.ts";
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

/** What carrying out a step touches. */
interface Run<S> {
  terminal: Terminal;
  set: (state: S) => void;
  tell: (said: Said | null) => void;
  setBusy: (isBusy: boolean) => void;
  ask: (say: Say, detail: string, step: Act<S>) => void;
}

async function carryOut<S>(run: Run<S>, step: Step<S>): Promise<void> {
  if (step.kind === "act") return act(run, step);
  if (step.kind === "wrong") {
    run.terminal.signal("wrong");
    return run.tell({ mood: "wrong", say: step.say });
  }
  run.set(step.state);
  if (step.mood === "quiet") return run.tell(null);
  run.terminal.signal(step.mood);
  run.tell(step.say ? { mood: step.mood, say: step.say } : null);
}

async function act<S>(run: Run<S>, step: Act<S>): Promise<void> {
  run.setBusy(true);
  const outcome = await run.terminal.act(step.action).finally(() => run.setBusy(false));
  if (outcome.state === "refused") {
    const { refusal } = outcome;
    const doubt = questionOf(refusal, step.action);
    run.terminal.signal(doubt ? "check" : "wrong");
    if (doubt) return run.ask(doubt, refusal.detail, step);
    return run.tell({ mood: "wrong", say: adviceOf(refusal), detail: refusal.detail });
  }
  const answer = outcome.state === "done" ? outcome.answer : null;
  run.terminal.signal("good");
  run.set(step.after(answer));
  run.tell({ mood: "good", say: step.say(answer), isQueued: outcome.state === "queued" });
}

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
  const isAsked = useRef(false);

  const set = (value: S) => {
    latest.current = value;
    setState(value);
    if (options.draft) keepDraft(options.draft, options.isOver?.(value) ? null : value);
  };
  const enqueue = (work: () => Promise<void> | void) => {
    queue.current = queue.current.then(work).catch((error: unknown) => {
      tell({ mood: "wrong", say: { id: "step-failed" }, detail: error instanceof Error ? error.message : "" });
    });
  };
  const ask = (say: Say, detail: string, step: Act<S>) => {
    const answered = (then: () => void) => () => {
      isAsked.current = false;
      setQuestion(null);
      then();
    };
    const yes = answered(() => enqueue(() => act(run, { ...step, action: confirmed(step.action) })));
    const no = answered(() => tell({ mood: "check", say: { id: "nothing-changed" } }));
    isAsked.current = true;
    setQuestion({ say, detail, yes, no });
  };
  const run: Run<S> = { terminal, set, tell, setBusy, ask };
  const hear: Steps<S>["hear"] = (scan, decide, context) =>
    enqueue(async () => {
      // a question stands on the screen: a scan must not answer it by accident
      if (isAsked.current) return terminal.signal("wrong");
      const code = await terminal.recognise(scan.code, context);
      await carryOut(run, decide(latest.current, code));
    });
  const take: Steps<S>["take"] = (decide) => enqueue(() => carryOut(run, decide(latest.current)));
  return { state, said, question, isBusy, tell, hear, take, put: (change) => set(change(latest.current)) };
}
