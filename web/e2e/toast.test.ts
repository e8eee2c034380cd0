import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { desk, idle, launch, open, shoot } from './browser';
import { type Redsail, serve } from './redsail';

let browser: Browser;
let town: Redsail;

beforeAll(async () => { [browser, town] = await Promise.all([launch(), serve('town')]); });
afterAll(async () => { await Promise.all([browser.close(), town.stop()]); });

describe('what is said in passing', () => {
  it.each([[768, ''], [768, 'p=119.86,38.69'], [1280, ''], [1280, 'p=119.86,38.69']])('leaves the zoom buttons free, %s px wide, at #%s', async (width, hash) => {
    const watched = await open(browser, { ...desk, width, locale: 'en-US' }, `${town.url}/#map=picture&lang=en&${hash}`); // the longest of them
    const { page } = watched;
    await idle(page);
    await page.waitForSelector('[data-toast=picture]');
    if (hash !== '') {
      await page.waitForSelector('[data-card=answered]');
    }
    const [toast, controls] = [await page.locator('.toast').boundingBox(), await page.locator('.controls').boundingBox()];
    await shoot(page, `toast-${width}${hash === '' ? '' : '-card'}`);
    if (toast === null || controls === null) {
      throw new Error('the toast or the zoom buttons are not shown');
    }
    expect(toast.x + toast.width <= controls.x || toast.y + toast.height <= controls.y || toast.y >= controls.y + controls.height).toBe(true);
    expect(watched.wrong).toEqual([]);
    await watched.close();
  });
});
