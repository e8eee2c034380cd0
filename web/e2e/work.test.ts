import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { PackCity } from '../src/work/city';
import { idle, launch, open, type Reader, shoot, violations, type Watched } from './browser';
import { type Redsail, serve } from './redsail';
import { inside as insideOf, packOf, points as pointsOf } from './worker';

const phone: Reader = { width: 390, height: 844, locale: 'zh-CN', colorScheme: 'light' };

let browser: Browser;
let town: Redsail;
let city: PackCity;
let cookie: string;
let opened: Watched | null = null;

beforeAll(async () => {
  [browser, town] = await Promise.all([launch(), serve('town', [], { demo: true })]);
  cookie = await town.signIn('demo-worker');
  city = await packOf(town.url, cookie);
});

afterEach(async () => {
  await opened?.close();
  opened = null;
});

afterAll(async () => {
  await browser.close();
  await town.stop();
});

/** What a phone at a place with an accuracy in metres shows. */
async function standing(at: { lon: number; lat: number } | null, accuracy: number, reader: Reader = phone, hash = '#work=mine'): Promise<Page> {
  opened = await open(browser, reader, `${town.url}/`, cookie);
  const { page } = opened;
  if (at !== null) {
    await page.context().grantPermissions(['geolocation']);
    await page.context().setGeolocation({ longitude: at.lon, latitude: at.lat, accuracy });
  }
  await page.goto(`${town.url}/${hash}`);
  await page.reload();
  await page.waitForSelector('.work-top');
  return page;
}

const points = (count: number): ReturnType<typeof pointsOf> => pointsOf(city, count);
const inside = (least: number, most: number): ReturnType<typeof insideOf> => insideOf(city, least, most);

describe('the phone', () => {
  it('gives every spot the owner that the server gives it', async () => {
    const list = points(3000);
    // Corners and the middles of edges are where a wrong rule shows.
    const corners = city.pack.areas.filter((it) => it.layer === city.pack.grid).flatMap((it) => it.ground.flat()).flatMap(([x = 0, y = 0]) => [{ lon: x / 1e7, lat: y / 1e7 }]);
    const all = [...list, ...corners];
    const answer = await fetch(`${town.url}/api/v1/locate?columns=codes`, {
      method: 'POST', headers: { 'Content-Type': 'application/x-ndjson', cookie }, body: all.map((it, id) => JSON.stringify({ ...it, id })).join('\n'),
    });
    const lines = (await answer.text()).trim().split('\n').map((it) => JSON.parse(it) as Record<string, string>);
    const wrong = all.filter((it, i) => city.spot(it).grid !== '' && city.spot(it).grid !== lines[i]?.['grid_code']);
    expect(lines).toHaveLength(all.length);
    expect(wrong).toEqual([]);
    expect(all.filter((it) => city.spot(it).grid !== '').length).toBeGreaterThan(1000);
  });

  it('says inside, outside, not certain, by the accuracy', async () => {
    const page = await standing(inside(40, 80), 15);
    await page.click('[data-action=work-locate]');
    await page.waitForSelector('[data-verdict=inside]');
    expect(await page.textContent('.work-said')).toBe('您在本网格内');
    await page.click('[data-action=datum-right]');
    await idle(page);
    await shoot(page, 'work-zh');
    await page.context().setGeolocation({ longitude: inside(4, 8).lon, latitude: inside(4, 8).lat, accuracy: 35 });
    await page.waitForSelector('[data-verdict=doubtful]');
    expect(await page.textContent('.work-said')).toMatch(/^距边界 [4-8] 米，暂不能确定$/);
    expect(await page.textContent('.work-more')).toContain('±35 米');
    const other = points(5000).find((it) => !city.spot(it).own && city.spot(it).grid !== '' && city.spot(it).metres > 50);
    await page.context().setGeolocation({ longitude: other?.lon ?? 0, latitude: other?.lat ?? 0, accuracy: 10 });
    await page.waitForSelector('[data-verdict=outside]');
    await page.context().setGeolocation({ longitude: other?.lon ?? 0, latitude: other?.lat ?? 0, accuracy: 3000 });
    await page.waitForSelector('[data-verdict=vague]');
    await page.context().setGeolocation({ longitude: 2, latitude: 48, accuracy: 10 });
    await page.waitForSelector('[data-verdict=away]');
    expect(await violations(page)).toEqual([]);
    expect(opened?.wrong).toEqual([]);
  });

  it('says it in English, too', async () => {
    const page = await standing(inside(40, 80), 15, { ...phone, locale: 'en-US' });
    await page.click('[data-action=work-locate]');
    await page.waitForSelector('[data-verdict=inside]');
    await page.click('[data-action=datum-right]');
    expect(await page.textContent('.work-said')).toBe('You are in your grid');
    await idle(page);
    await shoot(page, 'work-en');
  });

  it('sends its position to nobody', async () => {
    const at = inside(40, 80);
    const page = await standing(at, 15);
    const sent: string[] = [];
    page.on('request', (it) => { sent.push(`${it.url()} ${it.postData() ?? ''}`); });
    await page.click('[data-action=work-locate]');
    await page.waitForSelector('[data-verdict=inside]');
    await page.waitForTimeout(500);
    const digits = [at.lon.toFixed(4), at.lat.toFixed(4)];
    expect(sent.filter((it) => digits.some((one) => it.includes(one)))).toEqual([]);
    expect(page.url()).not.toContain(digits[0]);
  });

  it('without leave for its position takes a tap on the map', async () => {
    const page = await standing(null, 0);
    await page.click('[data-action=work-locate]');
    await page.waitForSelector('[data-verdict=denied]');
    await page.locator('.stage canvas').first().click({ position: { x: 200, y: 240 } });
    await page.waitForSelector('[data-verdict=inside], [data-verdict=outside], [data-verdict=doubtful]');
  });

  it('asks once whether the dot is right, and can undo the shift of GCJ-02', async () => {
    const page = await standing(inside(40, 80), 15);
    await page.click('[data-action=work-locate]');
    await page.waitForSelector('[data-work-check]');
    await page.click('[data-action=datum-off]');
    await page.waitForSelector('[data-verdict=outside], [data-verdict=away], [data-verdict=doubtful]'); // some 500 m off
    expect(await page.textContent('.work-datum')).toContain('GCJ-02');
    await page.click('[data-action=datum-change]');
    await page.waitForSelector('[data-verdict=inside]');
    await page.reload();
    await page.waitForSelector('.work-top');
    await page.click('[data-action=work-locate]');
    await page.waitForSelector('[data-verdict=inside]');
    expect(await page.$('[data-work-check]')).toBeNull();
  });

  it('names the places near in English, and puts a code below its grid', async () => {
    const page = await standing(null, 0, { ...phone, width: 360, locale: 'en-US' });
    const english = await page.locator('[data-work=places] .work-list b').allTextContents();
    expect(english.length).toBeGreaterThan(0);
    expect(english.filter((it) => /[\u4e00-\u9fff]/.test(it))).toEqual([]);
    const row = page.locator('[data-work=neighbours] .work-list > li').first();
    const [name, code] = [await row.locator('b').boundingBox(), await row.locator('.code').boundingBox()];
    expect(code?.x).toBeCloseTo(name?.x ?? 0, 0);
  });

  it('shows own grids, posts, buildings, and whom to ring next door; no name', async () => {
    const page = await standing(null, 0, { ...phone, locale: 'en-US', colorScheme: 'dark' });
    expect(await page.locator('[data-work=grids] .code').allTextContents()).toEqual(city.pack.own.slice(0, 12));
    expect(await page.locator('[data-work=posts] [data-post]').count()).toBe(city.pack.mine.length);
    expect(await page.locator('[data-work=neighbours] a[href^="tel:"]').count()).toBeGreaterThan(0);
    expect(await page.textContent('[data-work=buildings] p')).toMatch(/\d+ buildings · \d+ households/);
    const lacking = city.pack.buildings.filter((it) => city.pack.own.includes(it.grid) && it.links === 0 && (it.households ?? 0) > 0);
    expect(await page.locator('[data-action=only-unlinked]').count()).toBe(lacking.length === 0 ? 0 : 1);
    if (lacking.length > 0) {
      await page.check('[data-action=only-unlinked]');
      expect(await page.locator('[data-work=buildings] .work-list > li').count()).toBe(Math.min(lacking.length, 12));
    }
    await page.locator('[data-work=buildings]').scrollIntoViewIfNeeded();
    expect(await violations(page)).toEqual([]);
    await idle(page);
    await shoot(page, 'work-dark-en');
  });
});

describe('a pack that the browser has thrown away', () => {
  it.each(['caches', 'all but cookies'])('is missed by the page, which offers to install it again: %s', async (gone) => {
    const page = await standing(null, 0, { ...phone, colorScheme: 'dark' });
    await page.click('[data-action=install-pack]');
    await page.waitForSelector('[data-keeping=kept]', { timeout: 60_000 });
    await page.evaluate(async (whole) => {
      for (const it of await caches.keys()) {
        await caches.delete(it);
      }
      if (whole) {
        localStorage.clear();
        await Promise.all((await navigator.serviceWorker.getRegistrations()).map((it) => it.unregister()));
      }
    }, gone !== 'caches');
    await page.reload();
    await page.waitForSelector('[data-work=offline] [data-keeping=lost]:has-text("清除了本机的离线包")');
    expect(await page.evaluate(() => document.querySelector('.work-part')?.getAttribute('data-work'))).toBe('offline'); // before all else
    expect(await violations(page)).toEqual([]);
    await idle(page);
    await shoot(page, 'work-lost');
    await page.click('[data-action=install-pack]');
    await page.waitForSelector('[data-keeping=kept]', { timeout: 60_000 });
    await page.reload();
    await page.waitForSelector('[data-keeping=kept]', { timeout: 60_000 });
    expect(await page.locator('[data-keeping=lost]').count()).toBe(0);
    await page.evaluate(async () => { await caches.delete('redsail-pack'); });
    await page.reload();
    await page.click('[data-action=forget-pack]');
    await page.waitForSelector('[data-keeping=none]', { state: 'attached' });
    await page.reload();
    await page.waitForSelector('[data-keeping=none]', { state: 'attached' });
    expect(await page.evaluate(() => document.cookie)).not.toContain('redsail-pack');
  });
});

describe('without the server', () => {
  it('the pack answers: the map, the verdict, the date; it goes when the worker signs out', async () => {
    const at = inside(40, 80);
    const page = await standing(at, 15);
    await page.click('[data-action=install-pack]');
    await page.waitForSelector('[data-keeping=kept]', { timeout: 60_000 });
    const bytes = await page.evaluate(async () => {
      const cache = await caches.open('redsail-pack');
      const all = await Promise.all((await cache.keys()).filter((it) => !it.url.includes('/assets/')).map(async (it) => (await (await cache.match(it))?.arrayBuffer())?.byteLength ?? 0));
      return all.reduce((sum, it) => sum + it, 0);
    });
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThanOrEqual(3_000_000);
    await town.down();
    try {
      await page.reload();
      await page.waitForSelector('[data-work-offline]', { timeout: 60_000 });
      await page.click('[data-action=work-locate]');
      await page.waitForSelector('[data-verdict=inside]');
      await page.waitForSelector('html[data-map="idle"]', { state: 'attached', timeout: 30_000 });
      await shoot(page, 'work-offline-zh');
    } finally {
      await town.up();
    }
    await page.reload();
    await page.waitForSelector('.work-top');
    expect(await page.$('[data-work-offline]')).toBeNull();
    await page.context().clearCookies(); // as a session that was revoked
    await page.reload();
    await page.waitForSelector('[data-action=sign-in]', { state: 'attached' });
    await expect.poll(() => page.evaluate(async () => await caches.has('redsail-pack'))).toBe(false);
  });
});
