import { readFileSync } from 'node:fs';

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { asked, desk, idle, launch, open, type Reader, shoot, violations, type Watched } from './browser';
import { type Redsail, serve } from './redsail';

/** The machine may have other things to do. */
const slow = { timeout: 60_000 };

let browser: Browser;
let server: Redsail;
let opened: Watched | null = null;
/** The cookie of a dispatcher. */
let signed: string;

beforeAll(async () => {
  [browser, server] = await Promise.all([launch(), serve('town', [], { demo: true })]);
  signed = await server.signIn('demo-dispatcher');
});

afterEach(async () => {
  const { wrong } = opened ?? { wrong: [] };
  await opened?.close();
  opened = null;
  expect(wrong).toEqual([]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

const phone: Reader = { width: 360, height: 740, locale: 'en-US', colorScheme: 'dark' };

async function visit(hash: string, reader: Reader = desk, cookie = signed): Promise<Page> {
  opened = await open(browser, reader, `${server.url}/#${hash}`, cookie);
  const { page } = opened;
  await idle(page);
  await page.waitForSelector('[data-action=tools]', { state: 'attached' });
  return page;
}

async function ask<T>(path: string, body: unknown, cookie = signed): Promise<T> {
  const response = await fetch(`${server.url}/api/v1/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', Cookie: cookie }, body: JSON.stringify(body) });
  expect(response.status).toBe(200);
  return await response.json() as T;
}

interface Inside {
  readonly households: number;
  readonly buildings: readonly { readonly code: string }[];
  readonly places: readonly unknown[];
  readonly posts: readonly { readonly code: string; readonly phone: string }[];
}

const ring = [[119.857, 38.688], [119.862, 38.688], [119.862, 38.691], [119.857, 38.691], [119.857, 38.688]];
const wkt = `POLYGON((${ring.map(([lon, lat]) => `${String(lon)} ${String(lat)}`).join(', ')}))`;

async function pasted(page: Page, text = wkt): Promise<void> {
  await page.click('.plan-basis summary');
  await page.fill('[data-paste=ground]', text);
  await page.click('[data-action=use-paste]');
}

describe('links of a hotline', () => {
  it('open the card of a position and of an address, with nothing of them in an address of the server', async () => {
    const page = await visit('at=119.8625,38.6935');
    await page.waitForSelector('[data-card=answered]');
    expect(page.url()).toContain('#p=119.8625,38.6935');
    const { areas } = await asked(page);
    expect(await page.locator('[data-area=grid]').getAttribute('data-code')).toBe(areas.find((it) => it.layer === 'grid')?.code);
    await page.evaluate(() => { window.location.hash = `#q=${encodeURIComponent('鹭亭小区2栋')}`; });
    await page.waitForSelector('[data-card=answered] [data-found=building]');
    expect(page.url()).toMatch(/#p=[\d.,]+&b=\w+$/);
    expect(server.said().join('\n')).not.toContain('鹭亭');
  });

  it('leave an address that is none, and coordinates of any datum, to the search', async () => {
    const page = await visit(`q=${encodeURIComponent('119.8625,38.6935')}`);
    await page.waitForSelector('[data-hit=coordinate]');
    expect(await page.inputValue('#search')).toBe('119.8625,38.6935');
    expect(await page.locator('[data-hit=coordinate] .hit-note').allTextContents()).toContain('WGS-84');
  });
});

describe('the way on foot', () => {
  it('is drawn to the nearest open station, says what it passes, and to another when that is chosen', async () => {
    const page = await visit('at=119.8625,38.6935');
    await page.waitForSelector('[data-way=ready]');
    expect(await page.locator('[data-way=ready]').count()).toBe(1);
    const text = await page.locator('[data-way=ready] [role=status]').textContent();
    expect(text).toMatch(/^路线已画出：约\d+分钟（\d+米）/);
    const stop = await page.locator('[data-way=none]').first().locator('xpath=../button').getAttribute('data-station');
    const other = page.locator(`li:has([data-station="${stop ?? ''}"]) [data-action=way]`);
    await other.click();
    await expect.poll(() => other.getAttribute('aria-pressed'), slow).toBe('true');
    await page.waitForSelector('[data-way=ready]');
    expect(await page.locator('[data-way=ready]').count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'dispatch-way');
  });
});

describe('arrow keys on the card', () => {
  it('walk to the neighbour that lies there, and Escape goes back', async () => {
    const page = await visit('at=119.8575,38.6905');
    await page.waitForSelector('[data-card=answered]');
    const start = page.url();
    const lon = async (): Promise<number> => Number(/p=([\d.]+)/.exec(page.url())?.[1]) + await Promise.resolve(0);
    await page.locator('#card-title').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(lon, slow).toBeGreaterThan(119.8575);
    await page.waitForSelector('[data-card=answered]');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('card-title');
    const first = (await asked(page)).areas.find((it) => it.layer === 'grid')?.code;
    expect(await page.textContent('[data-announce]')).not.toBe('');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.url(), slow).toBe(start);
    await page.waitForSelector('[data-card=answered]');
    expect((await asked(page)).areas.find((it) => it.layer === 'grid')?.code).not.toBe(first);
    await page.keyboard.press('Escape');
    await page.waitForSelector('[data-card]', { state: 'detached' });
  });
});

describe('commands in the search', () => {
  it('are found by words of both languages, and done by Enter', async () => {
    const page = await visit('');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('>QR');
    await page.waitForSelector('[data-results=found]');
    expect(await page.locator('[data-hit]').count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-qr]');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.waitForSelector('[data-qr]', { state: 'detached' });
    await page.keyboard.press('/');
    await page.keyboard.type('测距离');
    await page.locator('[data-hit=command]').first().click();
    await page.waitForSelector('[data-tools=measure]');
    expect(page.url()).toContain('tools=distance');
  });
});

describe('an area that is drawn or pasted', () => {
  it('lists what the server says of it, to call through and to export', async () => {
    const page = await visit('tools=ground');
    const answer = await ask<Inside>('areas/within/list', { type: 'Polygon', coordinates: [ring] });
    await pasted(page);
    await page.waitForSelector('[data-ground=lists]');
    expect(await page.textContent('[data-sum=households] dd')).toBe(answer.households.toLocaleString('zh'));
    expect(await page.textContent('[data-sum=buildings] dd')).toBe(String(answer.buildings.length));
    expect(await page.locator('[data-post]').count()).toBe(Math.min(100, answer.posts.length));
    await page.locator('[data-post] input').first().check();
    expect(await page.getAttribute('[data-called]', 'data-called')).toBe('1');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-action=export-posts]')]);
    const file = readFileSync(await download.path(), 'utf8');
    expect(file.split('\r\n')).toHaveLength(answer.posts.length + 2);
    expect(file).toContain(answer.posts[0]?.code ?? '?');
    expect(file).not.toContain('演示0'); // no person
    await page.click('[data-action=inside-buildings]');
    expect(await page.locator('[data-table=buildings] tbody tr').first().getAttribute('data-row')).toBe(answer.buildings[0]?.code);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'dispatch-ground');
  });

  it('is drawn by keys alone', async () => {
    const page = await visit('tools=ground&z=15.50/38.69000/119.86000');
    await page.locator('canvas').focus();
    const corners = (): Promise<string | null> => page.getAttribute('.tool-draw', 'data-corners', { timeout: 1000 });
    // The middle of the map as the address gives it: it is written when a glide has ended, the rest of the address at any time.
    const middle = (): string => /z=[^/&]*\/([^&]*)/.exec(page.url())?.[1] ?? '';
    for (const [i, key] of ['ArrowRight', 'ArrowDown', 'ArrowLeft'].entries()) {
      await page.keyboard.press('Enter');
      await expect.poll(corners, { timeout: 60_000 }).toBe(String(i + 1));
      const before = middle();
      await page.keyboard.press(key);
      await expect.poll(middle, { timeout: 60_000 }).not.toBe(before);
      await idle(page);
    }
    await page.keyboard.press('Enter');
    await expect.poll(corners, { timeout: 60_000 }).toBe('4');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[data-ground=sums]');
  });

  it('tells a stranger counts alone, and no household of a building', async () => {
    const page = await visit('tools=ground', { ...desk, locale: 'en-US' }, '');
    await pasted(page);
    await page.waitForSelector('[data-ground=sums]');
    expect(await page.locator('[data-ground=lists]').count()).toBe(0);
    expect(await page.locator('[data-note=rounded]').count()).toBe(1);
  });

  it('is refused by name where it is none', async () => {
    const page = await visit('tools=ground', phone);
    await pasted(page, 'POINT(1 1)');
    await page.waitForSelector('[data-note=lonelyPoint]');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'dispatch-phone');
  });
});

describe('a list', () => {
  it('comes back with its owners, and says which rows were not found', async () => {
    const page = await visit('tools=list');
    await page.fill('[data-paste=list]', '序号,地址\n1,鹭亭小区2栋\n2,不存在路99号\n');
    await page.click('[data-action=list-run]');
    await page.waitForSelector('[data-run=done]');
    expect(await page.getAttribute('[data-bad]', 'data-bad')).toBe('1');
    expect(await page.textContent('[data-bad-row="2"]')).toContain('不存在路99号');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-action=list-save]')]);
    const lines = readFileSync(await download.path(), 'utf8').split('\n');
    expect(lines[0]).toMatch(/^\ufeff序号,地址,.*grid_code.*station_code.*error/);
    expect(lines[1]).toContain('372001001008B00026'.slice(0, 12));
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'dispatch-list');
  });
});

describe('measuring and themes', () => {
  it('measures ground as it is drawn, and Escape ends', async () => {
    const page = await visit('tools=surface&z=15.50/38.69000/119.86000');
    const map = await page.locator('.map').boundingBox();
    for (const [x, y] of [[500, 200], [800, 220], [780, 500]] as const) {
      await page.mouse.click((map?.x ?? 0) + x, (map?.y ?? 0) + y);
      await page.waitForTimeout(400);
    }
    const metres = Number(await page.getAttribute('[data-measured]', 'data-measured'));
    expect(metres).toBeGreaterThan(1000);
    await page.keyboard.press('Escape');
    expect(await page.getAttribute('.tool-draw', 'data-drawing')).toBe('false');
    await shoot(page, 'dispatch-measure');
  });

  it('counts each area of a layer once in its legend, and a switched off class stays in the link', async () => {
    const page = await visit('tools=theme.grid.kind');
    await page.waitForSelector('[data-legend=kind] [data-entry]');
    const counts = await page.locator('[data-entry]').evaluateAll((all) => all.map((it) => Number(it.getAttribute('data-count'))));
    expect(counts.reduce((a, b) => a + b)).toBe(30);
    await page.locator('[data-entry=special] input').uncheck();
    await expect.poll(() => page.url(), slow).toContain('tools=theme.grid.kind.special');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'dispatch-theme');
  });
});
