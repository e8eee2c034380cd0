import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { asked, desk, idle, launch, open, pixels, type Reader, shoot, violations, type Watched } from './browser';
import { type Redsail, serve } from './redsail';

/** A spot inside the tiny coverage, and one in the open country near it. */
const inside = { zoom: 15, lat: 38.6935, lon: 119.8625 };
const country = { zoom: 14, lat: 38.684, lon: 119.8605 };
/** Inside the areas with hostile names. */
const hostile = [{ lat: 38.691, lon: 119.8595 }, { lat: 38.691, lon: 119.861 }, { lat: 38.691, lon: 119.8625 }];
const red = { light: [0xc8, 0x10, 0x2e], dark: [0xff, 0x5a, 0x6e] } as const;

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

async function visit(reader: Reader, hash = '', server = redsail): Promise<Page> {
  current = await open(browser, reader, `${server.url}/${hash}`);
  return current.page;
}

function at(place: { zoom: number; lat: number; lon: number }): string {
  return `#z=${place.zoom}/${place.lat}/${place.lon}`;
}

async function box(page: Page, selector: string): Promise<{ x: number; y: number; width: number; height: number }> {
  const found = await page.locator(selector).boundingBox();
  if (found === null) {
    throw new Error(`${selector} is not shown`);
  }
  return found;
}

/** Clicks the middle of the map and waits for the answer. */
async function ask(page: Page): Promise<void> {
  const map = await box(page, '.map');
  await page.mouse.click(map.x + map.width / 2, map.y + map.height / 2);
  await page.waitForSelector('[data-card="answered"]');
}

async function chain(page: Page): Promise<{ layer: string; code: string; name: string }[]> {
  return await page.locator('[data-area]').evaluateAll((rows) => rows.map((row) => ({
    layer: row.getAttribute('data-area') ?? '',
    code: row.querySelector('.code')?.textContent ?? '',
    name: row.querySelector('.link-name')?.textContent ?? '',
  })));
}

describe('the first click', () => {
  it('shows the imported layers, and a click says what the server says', async () => {
    const page = await visit(desk, at(inside));
    await idle(page);
    expect(await page.title()).toBe('红帆 · 一图一答');
    expect((await page.locator('[data-layer] .layer-name').allTextContents()).sort()).toEqual(['区', '街道', '社区', '小区', '网格', '叠加区域'].sort());
    expect(await pixels(page, '.map', red.light)).toBe(0);
    await ask(page);
    const answer = await asked(page);
    expect(answer.areas.length).toBeGreaterThanOrEqual(4);
    expect(await chain(page)).toEqual(answer.areas.map(({ layer, code, name }) => ({ layer, code, name })));
    const grid = answer.areas.find((area) => area.layer === 'grid');
    expect(await page.locator('.card-title').textContent()).toBe(grid?.name);
    await expectBorder(page, answer.border);
    expect(await page.locator('[data-revision]').textContent()).toBe(`第${answer.revision}版`);
    expect(await page.locator('[data-as-of]').textContent()).toMatch(/^数据时点 \d{4}-\d{2}-\d{2} \d{2}:\d{2}$/);
    expect(await page.locator('[data-announce]').textContent()).toContain(grid?.name);
    await idle(page);
    expect(await pixels(page, '.map', red.light)).toBeGreaterThan(200);
    expect(current?.wrong).toEqual([]);
  });

  async function expectBorder(page: Page, border: { distance_m: number; neighbour: string | null } | null): Promise<void> {
    expect(border?.neighbour).toBeTruthy();
    const words = await page.locator('[data-border] .sentence').textContent();
    expect(words).toContain(border?.neighbour);
    expect(words).toMatch(/^距边界(\d+米|不到1米)，对面是/);
    expect(Math.abs(Number(/(\d+)米/.exec(words ?? '')?.[1]) - (border?.distance_m ?? NaN))).toBeLessThanOrEqual(0.5);
  }

  it('sends a policy without unsafe sources, and asks without a position in any address', async () => {
    const page = await visit(desk, at(inside));
    const addresses: string[] = [];
    page.on('request', (request) => { addresses.push(request.url()); });
    const response = await page.reload();
    expect(response?.headers()['content-security-policy']).toMatch(/default-src 'none'/);
    expect(response?.headers()['content-security-policy']).not.toContain('unsafe-');
    await idle(page);
    await ask(page);
    expect(addresses.some((url) => url.endsWith('.mvt'))).toBe(true);
    expect(addresses.filter((url) => /38\.69|119\.86/.test(new URL(url).pathname + new URL(url).search))).toEqual([]);
    expect(current?.wrong).toEqual([]);
  });

  it('says plainly that a spot is outside every area, and what is nearest', async () => {
    const page = await visit(desk, at(country));
    await idle(page);
    await ask(page);
    const { areas, border } = await asked(page);
    expect(areas).toEqual([]);
    expect(await page.locator('.card-title').textContent()).toBe('此处不在任何区域内');
    expect(await page.locator('[data-nearest]').textContent()).toBe(`最近的区是帆影区（${border?.neighbour ?? ''}），相距${Math.round(border?.distance_m ?? NaN)}米`);
    expect(current?.wrong).toEqual([]);
  });

  it('opens again from its own link, with the same answer', async () => {
    const page = await visit(desk, at(inside));
    await idle(page);
    await ask(page);
    const before = await chain(page);
    const url = page.url();
    await current?.close();
    current = await open(browser, desk, url);
    await current.page.waitForSelector('[data-card="answered"]');
    expect(await chain(current.page)).toEqual(before);
    expect(current.page.url()).toBe(url);
    expect(current.wrong).toEqual([]);
  });

  it('copies a code', async () => {
    const page = await visit(desk, at(inside));
    await idle(page);
    await ask(page);
    const code = (await chain(page))[0]?.code ?? '';
    await page.locator('[data-copy]').first().click();
    await page.waitForSelector('text=已复制');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
    expect(current?.wrong).toEqual([]);
  });

  it('opens the card of another area of the chain, and the way back', async () => {
    const page = await visit(desk, at(inside));
    await idle(page);
    await ask(page);
    const before = await chain(page);
    const street = before.find((area) => area.layer === 'street');
    await page.locator('[data-area="street"] .link-name').click();
    await page.waitForSelector('[data-about="area"][data-card="answered"]');
    expect(await page.locator('.card-title').textContent()).toBe(street?.name);
    expect(new URL(page.url()).hash).toContain(`a=street:${street?.code ?? ''}`);
    await page.waitForSelector('[data-neighbours], [data-children]');
    expect(await violations(page)).toEqual([]);
    await page.goBack();
    await page.waitForSelector('[data-about="point"][data-card="answered"]');
    expect(await chain(page)).toEqual(before);
    await page.goForward();
    await page.waitForSelector('[data-about="area"][data-card="answered"]');
    expect(current?.wrong).toEqual([]);
  });

  it('draws without a layer that is switched off, and keeps that in the link', async () => {
    const page = await visit(desk);
    await idle(page);
    const picture = async (): Promise<string> => (await page.locator('.map canvas').screenshot()).toString('base64');
    const shown = await picture();
    await page.locator('[data-layer="district"] input').uncheck();
    await page.waitForURL('**/#hide=district');
    await idle(page);
    expect(await picture()).not.toBe(shown);
    await page.reload();
    await idle(page);
    expect(await page.locator('[data-layer="district"] input').isChecked()).toBe(false);
    expect(current?.wrong).toEqual([]);
  });

  it('asks on the other side of the border', async () => {
    const page = await visit(desk, at(inside));
    await idle(page);
    await ask(page);
    const { border } = await asked(page);
    await page.locator('[data-action="across"]').click();
    await expect.poll(async () => (await chain(page)).find((it) => it.layer === border?.layer)?.code, { timeout: 60_000 }).toBe(border?.neighbour);
    await page.locator('.card-title').focus();
    await page.keyboard.press('x');
    await expect.poll(async () => (await chain(page)).find((it) => it.layer === border?.layer)?.code, { timeout: 60_000 }).not.toBe(border?.neighbour);
    await page.locator('.card-title').focus();
    await page.keyboard.press('Backspace');
    await expect.poll(async () => (await chain(page)).find((it) => it.layer === border?.layer)?.code, { timeout: 60_000 }).toBe(border?.neighbour);
    expect(current?.wrong).toEqual([]);
  });

  it('copies the whole answer as text', async () => {
    const page = await visit(desk, at(inside));
    await idle(page);
    await ask(page);
    await page.locator('[data-action="copy-all"]').click();
    await page.waitForSelector('text=答复已复制');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    for (const { code, name } of await chain(page)) {
      expect(copied).toContain(`${name}（${code}）`);
    }
    expect(copied).toContain(page.url());
    expect(current?.wrong).toEqual([]);
  });
});

describe('by keyboard alone', () => {
  it('finds the map, asks about its middle, reads the answer and comes back', async () => {
    const page = await visit(desk, at(inside));
    await idle(page);
    for (let i = 0; i < 14 && !(await page.evaluate(() => document.activeElement?.matches('canvas') ?? false)); i++) {
      await page.keyboard.press('Tab');
    }
    await page.waitForSelector('.aim-shown');
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(600);
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-card="answered"]');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('card-title');
    const answer = await asked(page);
    expect(await chain(page)).toEqual(answer.areas.map(({ layer, code, name }) => ({ layer, code, name })));
    await page.keyboard.press('Escape');
    expect(await page.locator('[data-card]').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.matches('canvas'))).toBe(true);
    expect(new URL(page.url()).hash).not.toContain('p=');
    expect(current?.wrong).toEqual([]);
  });
});

describe.each([
  { width: 1280, height: 800 },
  { width: 768, height: 1024 },
  { width: 360, height: 740 },
])('at $width px', (size) => {
  it.each([
    { locale: 'zh-CN', colorScheme: 'light' },
    { locale: 'en-US', colorScheme: 'light' },
    { locale: 'zh-CN', colorScheme: 'dark' },
    { locale: 'en-US', colorScheme: 'dark' },
  ] as const)('in $locale, $colorScheme: nothing for axe, the point in sight, no scroll sideways', async (look) => {
    const page = await visit({ ...size, ...look }, at(inside));
    await idle(page);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(look.locale === 'zh-CN' ? 'zh-CN' : 'en');
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe(look.colorScheme);
    expect(await violations(page)).toEqual([]);
    await ask(page);
    await page.waitForTimeout(400);
    await idle(page);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
    const [pin, card] = [await box(page, '.pin'), await box(page, '.card')];
    const [x, y] = [pin.x + pin.width / 2, pin.y + pin.height / 2];
    expect(x > 0 && x < size.width && y > 48 && y < size.height).toBe(true);
    expect(x < card.x || y < card.y).toBe(true);
    await shoot(page, `${size.width}-${look.locale}-${look.colorScheme}`);
    expect(current?.wrong).toEqual([]);
  });
});

describe('the switches', () => {
  it('change language and theme at once, and are remembered', async () => {
    const page = await visit(desk);
    await idle(page);
    await page.locator('[data-action="lang"]').click();
    await page.waitForURL('**/#lang=en');
    expect(await page.locator('h1').textContent()).toBe('Redsail');
    await page.locator('[data-action="theme"]').click();
    // The page changes its look after the click, not within it.
    await page.waitForSelector('html[data-theme="dark"]', { state: 'attached' });
    await page.goto(`${redsail.url}/`);
    await idle(page);
    expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset['theme']])).toEqual(['en', 'dark']);
    expect(current?.wrong).toEqual([]);
  });
});

describe('hostile names', () => {
  it.each(hostile)('are text at $lat, $lon', async (place) => {
    const page = await visit(desk, at({ zoom: 16, ...place }));
    await idle(page);
    await ask(page);
    const answer = await asked(page);
    expect(answer.areas.some((area) => area.code.startsWith('hostile-'))).toBe(true);
    expect(await chain(page)).toEqual(answer.areas.map(({ layer, code, name }) => ({ layer, code, name })));
    expect(await page.locator('.card img, .card script').count()).toBe(0);
    const card = await page.locator('.card').evaluate((it) => it.scrollWidth - it.clientWidth);
    expect(card).toBe(0);
    expect(await violations(page)).toEqual([]);
    expect(current?.wrong).toEqual([]);
  });
});

describe('an impossible link', () => {
  it.each(['#z=99/0/0&p=1', '#%%%', '#lang=xx&z=a/b/c&p=NaN,NaN'])('%s opens the whole city', async (hash) => {
    const page = await visit(desk, hash);
    await idle(page);
    expect(await page.locator('[data-card]').count()).toBe(0);
    expect(await page.locator('[data-scale]').count()).toBe(1);
    expect(current?.wrong).toEqual([]);
  });

  it('to a place far from the city says so, and leads back', async () => {
    const page = await visit(desk, '#z=12/31.2/121.5');
    await page.waitForSelector('[data-notice=away]');
    expect(await page.textContent('[data-notice=away] p')).toBe('地图上看不到本市。');
    expect(await violations(page)).toEqual([]);
    await page.click('[data-action=come-back]');
    await page.waitForSelector('[data-notice=away]', { state: 'detached' });
    await idle(page);
    expect(current?.wrong).toEqual([]);
  });
});
