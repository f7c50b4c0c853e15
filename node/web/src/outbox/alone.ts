const NAME = "holdfast-outbox";

/**
 * Runs `work` in one tab at a time. Web Locks exist only where the page is secure; elsewhere two tabs may send the same action, under the
 * same key, which the node answers with the same answer: nothing counts twice, it only costs a request.
 */
export async function alone(work: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return work();
  await navigator.locks.request(NAME, work);
}
