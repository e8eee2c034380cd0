import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { desk, idle, launch, open, shoot } from './browser';
import { type Redsail, serve } from './redsail';

let browser: Browser;
let redsail: Redsail;

beforeAll(async () => {
  [browser, redsail] = await Promise.all([launch(), serve('demo')]);
});

afterAll(async () => {
  await browser.close();
  await redsail.stop();
});

// The pictures of the READMEs: `make screenshots` puts them into docs/images.
describe('the pictures of the READMEs', () => {
  it.each([['page-zh', 'zh-CN'], ['page-en', 'en-US']] as const)('%s', async (name, locale) => {
    const watched = await open(browser, { ...desk, height: 720, locale }, `${redsail.url}/#z=13.5/38.6836/119.8669`);
    const { page } = watched;
    await idle(page);
    await page.mouse.click(640, 360);
    await page.waitForSelector('[data-card="answered"]');
    await idle(page);
    await shoot(page, name);
    expect(watched.wrong).toEqual([]);
    await watched.close();
  });
});
