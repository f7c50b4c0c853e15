/** Signing in: by whichever way there is. */
import { useState } from "preact/hooks";
import { Dialog, Form, TextField } from "../ui/index.ts";
import { signIn, standing } from "./session.ts";
import { WAYS } from "./ways.ts";

export function SignInPage() {
  return (
    <main class="sign-in">
      <div class="sign-in-card card">
        <Wordmark />
        <h1>Sign in to the dashboard</h1>
        <SignInForm />
      </div>
    </main>
  );
}

/** The session ended while somebody was at work: what they had on the page is still there when they are back. */
export function SignInAgain() {
  if (standing.value !== "over") return null;
  return (
    <Dialog title="Sign in again" insists onClose={leave}>
      <div class="stack">
        <p>Your session ended. Sign in with the same key and go on where you were.</p>
        <SignInForm onCancel={leave} />
      </div>
    </Dialog>
  );
}

/** Without a key there is nothing to go back to. */
function leave(): void {
  if (standing.value === "over") standing.value = "out";
}

function SignInForm({ onCancel }: { onCancel?: () => void }) {
  const [way, setWay] = useState(WAYS[0]);
  const [secret, setSecret] = useState("");
  if (!way) return null;
  return (
    <>
      {WAYS.length > 1 && (
        <fieldset class="row">
          <legend class="visually-hidden">How to sign in</legend>
          {WAYS.map((other) => (
            <button
              key={other.id}
              type="button"
              class={`button ${other.id === way.id ? "primary" : ""}`}
              aria-pressed={other.id === way.id}
              onClick={() => setWay(other)}
            >
              {other.label}
            </button>
          ))}
        </fieldset>
      )}
      <Form
        deed="Sign in"
        disabled={secret.trim() === ""}
        onSubmit={() => signIn(way, secret)}
        {...(onCancel ? { onCancel, cancel: "Leave the page" } : {})}
      >
        <TextField
          label={way.secret.label}
          hint={way.secret.hint}
          pointer="/key"
          type="password"
          autoComplete="current-password"
          mono
          required
          value={secret}
          onInput={setSecret}
        />
      </Form>
    </>
  );
}

export function Wordmark() {
  return (
    <span class="wordmark">
      <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
        <path d="M4 3h5v7h6V3h5v18h-5v-7H9v7H4z" fill="currentColor" />
      </svg>
      Holdfast
    </span>
  );
}
