/** One thing that was asked of the hub, as its page shows it. */
import type { ComponentChildren } from "preact";
import { Failure, Loading } from "../ui/index.ts";
import type { Resource } from "./resource.ts";

interface FetchedProps<T> {
  from: Pick<Resource<T>, "data" | "error" | "loading" | "reload">;
  children: (data: T) => ComponentChildren;
}

/** A newer answer that failed stands above the one that is still known. */
export function Fetched<T>({ from, children }: FetchedProps<T>) {
  const { data, error, loading, reload } = from;
  return (
    <>
      {error !== null && <Failure error={error} again={reload} />}
      {data !== null ? children(data) : loading && <Loading />}
    </>
  );
}
