/** Opens the app with the node away. What the node says (`/v1`) is never in here: the app itself keeps it, with its time. */
import { cleanupOutdatedCaches, getCacheKeyForURL, matchPrecache, precache } from "workbox-precaching";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };

/** Parts that few want, such as the reader of codes, are kept once they were. Their names hold their hash: they never change. */
const WANTED = "holdfast-wanted";
const PART = /\/assets\/[^/]+\.(js|wasm|css)$/;
/** Pages that are the server's own. */
const SERVER_PAGES = /^\/(v1|trust|docs|openapi|healthz|readyz|metrics)/;

precache(self.__WB_MANIFEST);
cleanupOutdatedCaches();

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || SERVER_PAGES.test(url.pathname)) return;
  if (request.mode === "navigate") event.respondWith(precached("index.html", request));
  else if (getCacheKeyForURL(url.href)) event.respondWith(precached(url.href, request));
  else if (PART.test(url.pathname)) event.respondWith(onceWanted(request));
});

async function precached(url: string, request: Request): Promise<Response> {
  return (await matchPrecache(url)) ?? fetch(request);
}

async function onceWanted(request: Request): Promise<Response> {
  const cache = await caches.open(WANTED);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

// a new version waits until the person asks for it
self.addEventListener("message", (event) => {
  if ((event.data as { type?: string } | null)?.type === "SKIP_WAITING") void self.skipWaiting();
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
