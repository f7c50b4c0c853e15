/** The ways to say who one is. One today; another (single sign-on) is a further line here and a proof the hub accepts. */

export interface SignInWay {
  id: string;
  label: string;
  /** What the person types, if anything; a way without it leads elsewhere instead. */
  secret: { label: string; hint: string };
  /** The body of `POST /v1/session`. */
  proof: (secret: string) => Record<string, string>;
}

export const WAYS: readonly SignInWay[] = [
  {
    id: "key",
    label: "Key",
    secret: { label: "API key", hint: "Begins with hf_. Whoever runs the hub makes one for you." },
    proof: (secret) => ({ key: secret.trim() }),
  },
];
