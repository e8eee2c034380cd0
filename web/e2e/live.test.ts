import { type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { desk, idle, launch, open } from './browser';
import { hostile, type Redsail, serve } from './redsail';

let browser: Browser;
let redsail: Redsail;

beforeAll(async () => {
  [browser, redsail] = await Promise.all([launch(), serve('tiny')]);
});

afterAll(async () => {
  await browser.close();
  await redsail.stop();
});

async function overlays(page: Page): Promise<string | null> {
  return await page.locator('[data-layer="overlay"]').textContent();
}

describe('a change while the page is open', () => {
  it('is on the map, and told, as soon as the server tells of it', async () => {
    const watched = await open(browser, desk, `${redsail.url}/#z=15/38.6935/119.8625`);
    const { page } = watched;
    await idle(page);
    expect(await overlays(page)).toContain('2 个');
    await redsail.take('overlay', hostile);
    await expect.poll(async () => {
      const answer = await (await fetch(`${redsail.url}/api/v1/layers`)).json() as { revision: number };
      return answer.revision;
    }, { timeout: 10_000 }).toBe(7);
    await page.waitForSelector('[data-toast="renewed"]');
    await expect.poll(() => overlays(page), { timeout: 10_000 }).toContain('5 个');
    expect(watched.wrong).toEqual([]);
    await watched.close();
  });
});
