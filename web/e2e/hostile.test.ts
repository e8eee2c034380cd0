import { readFileSync } from 'node:fs';

import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import { desk, idle, launch, open, type Reader, violations, type Watched } from './browser';
import { keyboard } from './hands';
import { hostile, type Redsail, serve } from './redsail';

/** Areas whose names try to be markup, to turn the text around, or to fill the page. */
const areas = (JSON.parse(readFileSync(hostile, 'utf8')) as { features: { properties: { code: string; name: string } }[] }).features.map((it) => it.properties);
const [markup = ''] = areas.map((it) => it.name);
const phone: Reader = { ...desk, width: 360, height: 740, colorScheme: 'dark' };

let browser: Browser;
let redsail: Redsail;
let current: Watched | undefined;

beforeAll(async () => {
  [browser, redsail] = await Promise.all([launch(), serve('town')]);
  await redsail.take('overlay', hostile);
  await vi.waitFor(async () => {
    expect((await fetch(`${redsail.url}/api/v1/areas/overlay/${areas[0]?.code ?? ''}`)).status).toBe(200);
  }, { timeout: 10_000, interval: 100 });
});

afterAll(async () => {
  await browser.close();
  await redsail.stop();
});

afterEach(async () => {
  await current?.close();
  current = undefined;
});

/** Shown as text, inside of what shows it, and nothing for axe. */
async function harmless(page: Page, box: string): Promise<void> {
  expect(await page.locator('img, script:not([src]), b').count()).toBe(0);
  expect(await page.locator(box).first().evaluate((it) => it.scrollWidth - it.clientWidth)).toBe(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  expect(await violations(page)).toEqual([]);
  expect(current?.wrong).toEqual([]);
}

describe.each([desk, phone])('at $width px a hostile name', (reader) => {
  it.each(areas)('is text in the results, in the list and on its card: $code', async ({ code, name }) => {
    current = await open(browser, reader, `${redsail.url}/#z=16/38.691/119.861`);
    const { page } = current;
    await idle(page);
    await page.locator('#search').click();
    await page.keyboard.type(code);
    const option = page.locator(`[data-hit="area"][data-code="${code}"]`);
    await option.waitFor();
    expect(await option.locator('.hit-name').textContent()).toBe(name);
    await harmless(page, '.results');
    await option.click();
    await page.waitForSelector('[data-card="answered"]');
    expect(await page.locator('.card-title').textContent()).toBe(name);
    await harmless(page, '.card');
    await page.locator('.card [data-action="close"]').click();
    await keyboard.press(page, '[data-action="panel-list"]');
    const line = page.locator(`[data-line="${code}"]`);
    await line.waitFor();
    expect(await line.locator('.line-name').textContent()).toBe(name);
    await harmless(page, '.side');
  });

  it('is text where places are told, and in the reply that is copied', async () => {
    current = await open(browser, reader, `${redsail.url}/livez`);
    const { page } = current;
    await page.route(/api\/v1\/(locate|places)/, renamed);
    await page.goto(`${redsail.url}/#p=119.86,38.69`);
    await page.waitForSelector('[data-card="answered"]');
    expect(await page.locator('.station-name').first().textContent()).toBe(markup);
    await harmless(page, '.card');
    await page.locator('[data-action="copy-all"]').click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain(markup);
    await page.locator('[data-station]').first().click();
    await page.waitForSelector('[data-about="place"][data-card="answered"]');
    expect(await page.locator('.card-title').textContent()).toBe(markup);
    expect(await page.locator('.place-now').textContent()).toContain(markup);
    await harmless(page, '.card');
  });
});

/** Lets the server answer, and puts a hostile text in the place of every name and address. */
async function renamed(route: Route): Promise<void> {
  const response = await route.fetch();
  const body = JSON.stringify(await response.json(), (key, value: unknown) => (['name', 'address', 'zh', 'en'].includes(key) && typeof value === 'string' ? markup : value));
  await route.fulfill({ response, body });
}
