import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { desk, idle, launch, open, shoot, violations, type Watched } from './browser';
import { type Redsail, serve } from './redsail';

const inside = '#z=15/38.6935/119.8625';

let browser: Browser;
let redsail: Redsail;
let empty: Redsail;
let current: Watched | undefined;

beforeAll(async () => {
  [browser, redsail, empty] = await Promise.all([launch(), serve('hostile'), serve('empty')]);
});

afterAll(async () => {
  await browser.close();
  await Promise.all([redsail.stop(), empty.stop()]);
});

afterEach(async () => {
  await current?.close();
  current = undefined;
});

/** A page on which nothing is asked before the trouble begins. */
async function troubled(pattern: string, trouble: (route: Route) => Promise<void>): Promise<Page> {
  current = await open(browser, desk, `${redsail.url}/livez`);
  await current.page.route(pattern, trouble);
  await current.page.goto(`${redsail.url}/${inside}`);
  return current.page;
}

async function problem(route: Route, status: number, code: string): Promise<void> {
  const body = JSON.stringify({ type: 'about:blank', title: 'Server words', status, code, detail: 'The detail' });
  await route.fulfill({ status, contentType: 'application/problem+json', body });
}

/** Everything wrong but the browser's own lines about the answers that the test made fail. */
function unexpected(): string[] {
  return (current?.wrong ?? []).filter((line) => !line.includes('Failed to load resource'));
}

describe('a store without areas', () => {
  it('is told from a failure, with the way out', async () => {
    current = await open(browser, desk, `${empty.url}/`);
    const { page } = current;
    await page.waitForSelector('[data-notice="empty"]');
    expect(await page.locator('[data-notice="empty"] .command').textContent()).toBe('redsail import --store city.gpkg --layer district boundaries.geojson');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'empty');
    expect(current.wrong).toEqual([]);
  });
});

describe('when the words of the reader’s language do not come', () => {
  it('speaks the other language, and the own one when it is asked for and there', async () => {
    const page = await troubled('**/assets/zh-*.js', (route) => route.abort());
    await idle(page);
    expect(await page.locator('[data-action="plan"]').textContent()).toBe('Planning');
    await page.unroute('**/assets/zh-*.js');
    await page.locator('[data-action="lang"]').click(); // what is shown counts as Chinese
    await page.waitForSelector('html[lang="en"]', { state: 'attached' });
    await page.locator('[data-action="lang"]').click();
    await expect.poll(() => page.locator('[data-action="plan"]').textContent()).toBe('规划');
    expect(unexpected()).toEqual([]);
  });

  it('waits for a server that is away', async () => {
    let away = true;
    const page = await troubled('**/assets/{zh,en}-*.js', (route) => (away ? route.abort() : route.continue()));
    await page.waitForTimeout(1000);
    expect(await page.locator('main').count()).toBe(0);
    away = false;
    await idle(page);
    expect(await page.locator('[data-action="plan"]').textContent()).toBe('规划');
  });
});

describe('when the layers fail', () => {
  it('says why, and comes back on retry', async () => {
    const page = await troubled('**/api/v1/layers', (route) => problem(route, 503, 'store_io'));
    await page.waitForSelector('[data-notice="city"]');
    expect(await page.locator('[data-notice="city"]').textContent()).toContain('数据暂时无法读取');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'layers-failed');
    await page.unroute('**/api/v1/layers');
    await page.locator('[data-action="retry-city"]').click();
    await idle(page);
    expect(await page.locator('[data-notice]').count()).toBe(0);
    expect(unexpected()).toEqual([]);
  });

  it('shows a skeleton while they are slow', async () => {
    let arrive = (): void => undefined;
    const late = new Promise<void>((done) => { arrive = done; });
    const page = await troubled('**/api/v1/layers', async (route) => {
      await late;
      await route.continue();
    });
    await page.waitForSelector('[data-state="loading"]');
    arrive();
    await idle(page);
    expect(await page.locator('[data-state="loading"]').count()).toBe(0);
    expect(unexpected()).toEqual([]);
  });
});

describe('when tiles fail', () => {
  it('says so, still answers, and draws on retry', async () => {
    const page = await troubled('**/*.mvt', (route) => problem(route, 503, 'store_io'));
    await page.waitForSelector('[data-notice="tiles"]');
    await page.locator('.map').click({ position: { x: 640, y: 376 } });
    await page.waitForSelector('[data-card="answered"]');
    expect(await page.locator('[data-area="grid"]').count()).toBe(1);
    await page.waitForTimeout(300);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'tiles-failed');
    await page.unroute('**/*.mvt');
    const tile = page.waitForResponse((response) => response.url().endsWith('.mvt') && response.ok());
    await page.locator('[data-action="retry-tiles"]').click();
    await tile;
    await idle(page);
    expect(await page.locator('[data-notice]').count()).toBe(0);
    expect(unexpected()).toEqual([]);
  });
});

describe('when the answer fails', () => {
  it.each([
    { name: 'a problem that the page knows', fail: (route: Route) => problem(route, 500, 'internal'), words: '服务内部出错。' },
    { name: 'a problem that only the server knows', fail: (route: Route) => problem(route, 400, 'brand_new'), words: 'Server words' },
    { name: 'no connection', fail: (route: Route) => route.abort(), words: '连接不上服务' },
    { name: 'an answer that is none', fail: (route: Route) => route.fulfill({ status: 200, body: '<html>' }), words: '服务返回的内容无法识别' },
  ])('$name is told, and the next try answers', async ({ fail, words }) => {
    const page = await troubled('**/api/v1/locate', fail);
    await idle(page);
    await page.locator('.map').click({ position: { x: 640, y: 376 } });
    await page.waitForSelector('[data-card="failed"]');
    expect(await page.locator('.failed').textContent()).toContain(words);
    expect(await violations(page)).toEqual([]);
    await page.unroute('**/api/v1/locate');
    await page.locator('[data-action="retry-answer"]').click();
    await page.waitForSelector('[data-card="answered"]');
    expect(unexpected()).toEqual([]);
  });

  it('forgets a question when the next one is asked', async () => {
    const page = await troubled('**/api/v1/locate', async (route) => {
      const { lon } = route.request().postDataJSON() as { lon: number };
      if (lon < 119.8625) {
        await new Promise((done) => { setTimeout(done, 1000); });
      }
      await route.continue().catch(() => undefined); // The page has hung up.
    });
    await idle(page);
    await page.locator('.map').click({ position: { x: 500, y: 376 } });
    await page.locator('.map').click({ position: { x: 760, y: 376 } });
    await page.waitForSelector('[data-card="answered"]');
    const first = await page.locator('[data-point]').getAttribute('data-point');
    await page.waitForTimeout(1500);
    expect(await page.locator('[data-point]').getAttribute('data-point')).toBe(first);
    expect(Number(first?.split(',')[0])).toBeGreaterThan(119.8625);
    expect(unexpected()).toEqual([]);
  });
});

describe('without WebGL', () => {
  it('shows the map that the server draws, says so, and gives the same card', async () => {
    current = await open(browser, desk, `${redsail.url}/livez`);
    const { page } = current;
    await page.addInitScript(() => {
      Reflect.deleteProperty(window, 'WebGL2RenderingContext');
    });
    await page.goto(`${redsail.url}/${inside}`);
    await page.waitForSelector('[data-toast="picture"]');
    await idle(page);
    expect(await page.locator('canvas.maplibregl-canvas').count()).toBe(0);
    await page.mouse.click(640, 432);
    await page.waitForSelector('[data-card="answered"]');
    expect(await page.locator('[data-area="grid"]').count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'no-webgl');
    expect(unexpected()).toEqual([]);
  });
});

describe('when the server is away', () => {
  it('says how old the data is after half a minute, and takes it back', async () => {
    current = await open(browser, desk, `${redsail.url}/livez`);
    const { page } = current;
    await page.clock.install();
    await page.route('**/api/v1/events', (route) => route.abort());
    await page.route('**/livez', (route) => route.abort());
    await page.goto(`${redsail.url}/`);
    await page.waitForSelector('main[data-city="ready"]');
    await page.clock.runFor(20_000);
    expect(await page.locator('[data-flag="stale"]').count()).toBe(0);
    await page.clock.runFor(20_000);
    await page.waitForSelector('[data-flag="stale"]');
    expect(await page.locator('[data-flag="stale"]').textContent()).toMatch(/^连接中断，数据截至 \d{2}:\d{2}$/);
    await page.unroute('**/livez');
    await expect.poll(async () => {
      await page.clock.runFor(5_000);
      return await page.locator('[data-flag="stale"]').count();
    }, { timeout: 60_000 }).toBe(0);
    expect(unexpected()).toEqual([]);
  });
});
