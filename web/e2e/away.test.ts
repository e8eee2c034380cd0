import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { desk, idle, launch, open, violations, type Watched } from './browser';
import { keyboard, mouse } from './hands';
import { type Redsail, serve } from './redsail';

let browser: Browser;
let redsail: Redsail;
let current: Watched | undefined;

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser.close();
});

beforeEach(async () => {
  redsail = await serve('town');
});

afterEach(async () => {
  await current?.close();
  current = undefined;
  await redsail.stop();
});

/** Everything wrong but the browser's own lines about a server that does not answer. */
function unexpected(): string[] {
  return (current?.wrong ?? []).filter((line) => !/Failed to load resource|ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY_RESPONSE/.test(line));
}

async function answered(page: Page): Promise<void> {
  await page.waitForSelector('[data-card="answered"]');
}

describe('a server that stands still for half a minute', () => {
  it('leaves a page that says how old it is, still shows what it has, and comes back with it', async () => {
    current = await open(browser, desk, `${redsail.url}/livez`);
    const { page } = current;
    await page.clock.install();
    await page.goto(`${redsail.url}/#p=119.86,38.69`);
    await answered(page);
    redsail.pause();
    await page.clock.runFor(20_000);
    await page.clock.runFor(20_000);
    await page.waitForSelector('[data-flag="stale"]');
    expect(await page.locator('[data-area="grid"]').count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    redsail.resume();
    await expect.poll(async () => {
      await page.clock.runFor(5_000);
      return await page.locator('[data-flag="stale"]').count();
    }).toBe(0);
    await page.locator('[data-station]').first().click();
    await page.waitForSelector('[data-about="place"][data-card="answered"]');
    expect(unexpected()).toEqual([]);
  });
});

describe('a server that is gone', () => {
  it.each([mouse, keyboard])('is told of at the next question, which is put again when it is back: by $name', async (hand) => {
    current = await open(browser, desk, `${redsail.url}/#z=16/38.69/119.86`);
    const { page } = current;
    await idle(page);
    await redsail.down();
    await hand.ask(page);
    await page.waitForSelector('[data-card="failed"]');
    expect(await page.locator('.failed').textContent()).toContain('连接不上服务');
    expect(await violations(page)).toEqual([]);
    // A page that hears of the server asks again by itself: here the user is the first.
    await page.route('**/api/v1/events', (route) => route.abort());
    await page.route('**/livez', (route) => route.abort());
    await redsail.up();
    await hand.press(page, '[data-action="retry-answer"]');
    await answered(page);
    expect(await page.locator('[data-area="grid"]').count()).toBe(1);
    expect(unexpected()).toEqual([]);
  });
});

describe('a window of 300 pixels', () => {
  it.each([mouse, keyboard])('has all: map, card, layers, search; by $name', async (hand) => {
    current = await open(browser, { ...desk, width: 300, height: 540 }, `${redsail.url}/#z=16/38.69/119.86`);
    const { page } = current;
    await idle(page);
    const sound = async (): Promise<void> => {
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
      expect(await violations(page)).toEqual([]);
    };
    await hand.press(page, '[data-action="panel-layers"]');
    await sound();
    await hand.press(page, '[data-action="close-panel"]');
    await hand.ask(page);
    await answered(page);
    await sound();
    await hand.press(page, '.card [data-action="close"]');
    await hand.find(page, '119.86, 38.69', '[data-hit="coordinate"]');
    await answered(page);
    await sound();
    expect(current.wrong).toEqual([]);
  });
});

describe('a link to what is no more', () => {
  it.each([
    ['a=grid:372001001999', 'failed'], ['a=no_layer:1', 'failed'], ['s=red_sail_station:RS99999', 'failed'], ['p=-180,-90', 'answered'],
  ])('#%s opens the map, and a card that says so', async (hash, card) => {
    current = await open(browser, desk, `${redsail.url}/#${hash}`);
    const { page } = current;
    await page.waitForSelector(`[data-card="${card}"]`);
    expect((await page.locator('.card-body').textContent())?.length).toBeGreaterThan(5);
    expect(await violations(page)).toEqual([]);
    await page.locator('.card [data-action="close"]').click();
    await idle(page);
    expect(unexpected()).toEqual([]);
  });

  it.each(['#a=grid:&s=:&hide=,,,%00&map=xyz&lang=fr&theme=blue', '#hide=nothing,grid:x,constructor', '#z=17/38.69/119.86&a=__proto__:1'])('%s opens the map', async (hash) => {
    current = await open(browser, desk, `${redsail.url}/${hash}`);
    await idle(current.page);
    expect(unexpected()).toEqual([]);
  });
});
