/** Parts that few need are fetched when they are wanted first. */
import { type ComponentChildren, type ComponentType, h, type VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Notice, Waiting } from "../ui/Notice.tsx";
import { useSay } from "./context.tsx";

/**
 * A component that `load` fetches; it is kept from then on, and a failed fetch may be tried again. `frame` goes around what is shown
 * meanwhile: a part that is a screen of its own must be one from the beginning.
 */
export function lazily<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  frame: (content: ComponentChildren) => VNode = (content) => <>{content}</>,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null;
  return function Lazily(props: Props) {
    const say = useSay();
    const [state, setState] = useState<"waiting" | "here" | "failed">(loaded ? "here" : "waiting");
    useEffect(() => {
      if (state !== "waiting") return;
      load().then(
        (component) => {
          loaded = component;
          setState("here");
        },
        () => setState("failed"),
      );
    }, [state]);
    if (state === "here" && loaded) return h(loaded, props);
    if (state === "waiting") return frame(<Waiting />);
    const again = (
      <button type="button" class="button" onClick={() => setState("waiting")}>
        {say("try-again")}
      </button>
    );
    return frame(
      <Notice mood="check" title={say("part-missing")} detail={say("part-missing-detail")} actions={again} />,
    );
  };
}
