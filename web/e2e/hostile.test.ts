import { readFileSync } from 'node:fs';

import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import { desk, idle, launch, open, type Reader, shoot, violations, type Watched } from './browser';
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

/** Shown as text, inside of what shows it, and nothing for axe. `made`: what only a name could have become. */
async function harmless(page: Page, box: string, made = 'img, script:not([src]), b'): Promise<void> {
  expect(await page.locator(made).count()).toBe(0);
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

/** The desks, who sees them, and where names stand on them once they are there. */
const desks: readonly (readonly [hash: string, account: string, names: string])[] = [
  ['plan=coverage.10.community', 'demo-planner', '[data-table=coverage]'],
  ['plan=gaps.5.community', 'demo-planner', '[data-gap]'],
  ['plan=balance.10.grid', 'demo-planner', '[data-table=balance]'],
  ['plan=scenario.5.community', 'demo-planner', '[data-part=by-list]'],
  ['tools=theme', 'demo-dispatcher', '[data-tools=theme]'],
  ['a=community:372001001009', 'demo-dispatcher', '[data-duty] [data-post]'],
  ['admin=posts', 'demo-keeper', '[data-post]'],
  ['admin=checks', 'demo-keeper', '[data-admin=checks] li'],
  ['admin=publish', 'demo-keeper', '[data-admin=publish] li'],
  ['admin=imports&kind=area&layer=grid', 'demo-keeper', '[data-import=form]'],
  ['work=mine', 'demo-worker', '[data-work=posts] [data-post]'],
  ['print=sheet&a=community:372001001009', '', '[data-print=ready]'],
];

describe('on the desks', () => {
  let made: Redsail;
  beforeAll(async () => { made = await serve('town', [], { demo: true }); });
  afterAll(async () => { await made.stop(); });

  it.each(desks)('hostile names are text: #%s', async (hash, account, names) => {
    current = await open(browser, hash.startsWith('print') ? desk : phone, `${made.url}/livez`, account === '' ? '' : await made.signIn(account));
    const { page } = current;
    await page.route(/api\/v1\/(?!session|events|jobs)/, worst);
    await page.goto(`${made.url}/#${hash}`);
    await page.waitForSelector(names);
    expect(await page.locator('body').textContent()).toContain(markup);
    await shoot(page, `hostile-${hash.replace(/\W+/g, '-')}`);
    await harmless(page, 'body', '[onerror], img[src="x"], script:not([src])'); // desks have pictures and bold words of their own
  });
});

/** As renamed, in every text that people write: of a role, an organisation, a note, a layer, a task. */
async function worst(route: Route): Promise<void> {
  const response = await route.fetch();
  if (!(response.headers()['content-type'] ?? '').includes('json')) {
    await route.fulfill({ response });
    return;
  }
  const text = areas.map((it) => it.name).join(' ');
  const written = ['name', 'name_en', 'address', 'zh', 'en', 'note', 'duty', 'org', 'title', 'remark', 'message'];
  const body = JSON.stringify(await response.json(), (key, value: unknown) => (written.includes(key) && typeof value === 'string' && value !== '' ? text : value));
  await route.fulfill({ response, body });
}

/** Lets the server answer, and puts a hostile text in the place of every name and address. */
async function renamed(route: Route): Promise<void> {
  const response = await route.fetch();
  const body = JSON.stringify(await response.json(), (key, value: unknown) => (['name', 'address', 'zh', 'en'].includes(key) && typeof value === 'string' ? markup : value));
  await route.fulfill({ response, body });
}
