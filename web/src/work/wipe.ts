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

/** The cookie that remembers it where a browser that is short of room has thrown the rest away: those spare cookies. */
const trace = 'redsail-pack';

/** So long it does, in seconds: as long as a pack holds. */
const traceFor = 7 * 86_400;

/** The account whose pack this phone keeps, or kept until the browser threw it away; empty = it keeps none. */
export function packOwner(): string {
  try {
    return window.localStorage.getItem(flag) ?? decodeURIComponent(new RegExp(`(?:^|; )${trace}=([^;]*)`).exec(document.cookie)?.[1] ?? '');
  } catch {
    return '';
  }
}

/** Remembers whose pack this phone keeps. */
export function markPack(account: string): void {
  leaveTrace(account, traceFor);
  try {
    window.localStorage.setItem(flag, account);
  } catch { /* without it the pack is not found again, and goes with the next sign-in */ }
}

function leaveTrace(account: string, seconds: number): void {
  document.cookie = `${trace}=${encodeURIComponent(account)}; Max-Age=${seconds}; SameSite=Strict${location.protocol === 'https:' ? '; Secure' : ''}`;
}

/** Wipes all that is kept, and sends the service worker away. What is remembered goes last, so that a wipe that failed is tried again. */
export async function wipePack(): Promise<void> {
  if ('caches' in window) {
    await caches.delete(packCache);
  }
  if ('serviceWorker' in navigator) {
    await Promise.all((await navigator.serviceWorker.getRegistrations()).map((it) => it.unregister()));
  }
  leaveTrace('', 0);
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
