import type { Page } from 'playwright-core';

import { idle } from './browser';

/** Waits until the desk of the planner, and the map beside it, have all that they asked for. */
export async function ready(page: Page): Promise<void> {
  await page.waitForSelector('.plan[aria-busy=false]');
  await page.waitForSelector('.plan [data-state=loading]', { state: 'detached' });
  await idle(page);
}
