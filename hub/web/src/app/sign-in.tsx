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
      {/* the mark of the icon, and of the terminal */}
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="6.5" fill="currentColor" />
        <path
          class="wordmark-box"
          d="M7 12.25l9-5 9 5v8.25l-9 5-9-5zM7 12.25l9 5 9-5M16 17.25v8.25"
          fill="none"
          stroke-width="2.125"
          stroke-linejoin="round"
          stroke-linecap="round"
        />
      </svg>
      Holdfast
    </span>
  );
}
