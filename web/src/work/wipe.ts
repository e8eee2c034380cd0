/** The cache in which a phone keeps what it needs without a net; the service worker reads it. */
export const packCache = 'redsail-pack';

/** What a phone with a pack remembers: whose it is. */
const flag = 'redsail.pack';

/** Where a phone keeps the reports of borders that the server does not have yet. */
export const outboxKey = 'redsail.reports';

/** How many reports wait on this phone, and of how many accounts but this one. */
export function waitingReports(account: string): { readonly own: number; readonly others: number } {
  try {
    const all = JSON.parse(window.localStorage.getItem(outboxKey) ?? '[]') as readonly { readonly account?: unknown }[];
    const own = all.filter((it) => it.account === account).length;
    return { own, others: all.length - own };
  } catch {
    return { own: 0, others: 0 };
  }
}

/** Gives up all reports that wait on this phone. */
export function dropReports(): void {
  try {
    window.localStorage.removeItem(outboxKey);
  } catch { /* then none is kept */ }
}

/** The account whose pack this phone keeps; empty = it keeps none. */
export function packOwner(): string {
  try {
    return window.localStorage.getItem(flag) ?? '';
  } catch {
    return '';
  }
}

/** Remembers whose pack this phone keeps. */
export function markPack(account: string): void {
  try {
    window.localStorage.setItem(flag, account);
  } catch { /* without it the pack is not found again, and goes with the next sign-in */ }
}

/** Wipes all that is kept, and sends the service worker away. What is remembered goes last, so that a wipe that failed is tried again. */
export async function wipePack(): Promise<void> {
  if ('caches' in window) {
    await caches.delete(packCache);
  }
  if ('serviceWorker' in navigator) {
    await Promise.all((await navigator.serviceWorker.getRegistrations()).map((it) => it.unregister()));
  }
  try {
    window.localStorage.removeItem(flag);
  } catch { /* then nothing was remembered */ }
}

/** Forgets the scenarios that a planner kept in this browser: they hold figures that strangers are not told. */
export function dropScenarios(): void {
  try {
    localStorage.removeItem('redsail.scenarios');
  } catch {
    // There is no storage, and so nothing in it.
  }
}
