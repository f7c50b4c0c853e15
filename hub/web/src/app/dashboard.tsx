/** Either somebody is signed in and has the pages, or nobody is and can. */
import { useEffect, useState } from "preact/hooks";
import { Failure, Loading } from "../ui/index.ts";
import { Frame } from "./frame.tsx";
import { resume, session, standing } from "./session.ts";
import { SignInPage } from "./sign-in.tsx";

export function Dashboard() {
  const [error, setError] = useState<unknown>(null);
  const ask = () => {
    setError(null);
    resume().catch(setError);
  };
  useEffect(ask, []);
  if (standing.value === "out") return <SignInPage />;
  if (session.value) return <Frame />;
  return (
    <main class="sign-in">
      <h1 class="visually-hidden">Holdfast</h1>
      {error === null ? <Loading what="Asking the hub who you are" /> : <Failure error={error} again={ask} />}
    </main>
  );
}
