/** The node's API, watched: every answer and every silence says whether the node can be reached. */
import { Api, type Ask, Refused, Unreachable } from "@holdfast/shell/http.ts";
import { credential, device, deviceCredential, endSession, session, shutOut } from "../people/identity.ts";
import { answered, notAnswered } from "../status/reach.ts";
import type { Refusal } from "./contract.ts";

class WatchedApi extends Api {
  readonly #onStranger: () => void;

  /** `onStranger` is called when the node does not know the key that asked. */
  constructor(credentials: () => Record<string, string>, onStranger: () => void) {
    super(credentials);
    this.#onStranger = onStranger;
  }

  override async raw(path: string, ask: Ask = {}): Promise<Response> {
    const asked = session.value?.token;
    try {
      const response = await super.raw(path, ask);
      answered();
      return response;
    } catch (error) {
      if (error instanceof Unreachable) notAnswered();
      if (error instanceof Refused) answered();
      // an answer to a session that is over by now says nothing about the one that followed
      const stranger = error instanceof Refused && error.status === 401 && asked === session.value?.token;
      if (stranger) this.#onStranger();
      throw error;
    }
  }
}

/** Asks for whoever works at the device. */
export const api: Api = new WatchedApi(credential, () => {
  if (session.value) endSession();
  else if (device.value) shutOut.value = true;
});

/** Asks for the device itself. A 401 may be about the badge or the PIN that was shown, so it alone shuts nobody out. */
export const deviceApi: Api = new WatchedApi(deviceCredential, () => undefined);

/** Asks as a stranger: to be paired. */
export const strangerApi: Api = new WatchedApi(
  () => ({}),
  () => undefined,
);

export function refusalOf({ problem, slug, status }: Refused): Refusal {
  const { type: _type, title, detail, errors, status: _status, instance: _instance, ...more } = problem;
  return { slug, status, title, detail, errors: errors ?? [], more };
}
