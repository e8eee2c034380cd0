/**
 * Answers a grid worker's phone without a net: what the pack keeps (src/work/keep.ts), and nothing else. With a net it
 * asks the net first, so that nobody sees an old answer for a new one. Nothing is kept that was not installed by a tap.
 */
export {};

declare const self: ServiceWorkerGlobalScope;

interface ServiceWorkerGlobalScope extends EventTarget {
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  readonly registration: { readonly scope: string };
}

interface Extendable extends Event {
  waitUntil(f: Promise<unknown>): void;
}

interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

/** The name is that of src/work/wipe.ts. The pack itself the page reads: an old one must not pass for a new one. */
const packCache = 'redsail-pack';

/** So long the net may take before what is kept is shown: a phone in a cellar must not wait. */
const patience = 4000;

self.addEventListener('install', (event) => { (event as Extendable).waitUntil(self.skipWaiting()); });
self.addEventListener('activate', (event) => { (event as Extendable).waitUntil(self.clients.claim()); });

self.addEventListener('fetch', (event) => {
  const { request } = event as Fetching;
  const [path = ''] = request.url.slice(self.registration.scope.length).split('#'); // of a page opened by a link, too
  if (request.method !== 'GET' || !request.url.startsWith(self.registration.scope)) {
    return;
  }
  if (path.startsWith('assets/')) { // named by their content: what is kept is what the net would give
    (event as Fetching).respondWith(keptOr(request, () => fetch(request)));
  } else if (path === '' || path.startsWith('?') || path === 'api/v1/layers' || path.startsWith('tiles/')) {
    (event as Fetching).respondWith(fresh(request));
  }
});

async function keptOr(request: Request, other: () => Promise<Response>): Promise<Response> {
  return await find(request) ?? await other();
}

async function find(request: Request): Promise<Response | undefined> {
  return (await caches.open(packCache)).match(request, { ignoreSearch: request.mode === 'navigate', ignoreVary: true });
}

/** The net's answer; where there is none, or none in time, what is kept. */
async function fresh(request: Request): Promise<Response> {
  const asked = fetch(request);
  const late = new Promise<null>((done) => { setTimeout(() => { done(null); }, patience); });
  const first = await Promise.race([asked.catch(() => null), late]);
  if (first !== null && first.status < 500) {
    return first;
  }
  return keptOr(request, () => (first === null ? asked : Promise.resolve(first)));
}
