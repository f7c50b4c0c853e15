/** The service worker, and the moment when a new version takes over: never by itself, never in the middle of a task. */
import { signal } from "@preact/signals";
import type { Workbox } from "workbox-window";

/** A new version lies ready. */
export const updateReady = signal(false);
/** Whether the app opens from its cache when the node is away. */
export const offlineReady = signal<"starting" | "ready" | "insecure" | "unsupported" | "failed">("starting");

let worker: Workbox | null = null;
const LOOK_AGAIN_MS = 60 * 60_000;

export function startServiceWorker(): void {
  if (!import.meta.env.PROD) {
    offlineReady.value = "unsupported";
    return;
  }
  if (!("serviceWorker" in navigator)) {
    offlineReady.value = isSecureContext ? "unsupported" : "insecure";
    return;
  }
  // first the screen, then the cache: nothing competes with what a person waits for
  if (document.readyState === "complete") void register();
  else addEventListener("load", () => void register(), { once: true });
}

async function register(): Promise<void> {
  try {
    const { Workbox } = await import("workbox-window");
    worker = new Workbox("./sw.js");
    worker.addEventListener("waiting", () => {
      updateReady.value = true;
    });
    worker.addEventListener("controlling", (event) => {
      if (event.isUpdate || updateReady.value) location.reload();
    });
    await worker.register();
    await navigator.serviceWorker.ready;
    offlineReady.value = "ready";
    setInterval(() => void worker?.update().catch(() => undefined), LOOK_AGAIN_MS);
  } catch {
    // with the node away the script cannot be fetched; what was installed before goes on working
    offlineReady.value = navigator.serviceWorker.controller ? "ready" : "failed";
  }
}

/** The person said so: the new version takes over and the page begins anew. */
export function updateNow(): void {
  worker?.messageSkipWaiting();
}
