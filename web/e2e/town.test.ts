import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { desk, idle, launch, open, type Reader, shoot, violations, type Watched } from './browser';
import { type Redsail, serve } from './redsail';

const english: Reader = { ...desk, locale: 'en-US', colorScheme: 'dark' };
const phone: Reader = { ...desk, width: 360, height: 740 };

let browser: Browser;
let redsail: Redsail;
let current: Watched | undefined;

/** A community of the town, as the server tells it. */
let community: { readonly code: string; readonly name: string; readonly names: { readonly en: string } };

beforeAll(async () => {
  [browser, redsail] = await Promise.all([launch(), serve('town')]);
  const response = await fetch(`${redsail.url}/api/v1/areas?layer=community&limit=1`);
  const { areas } = await response.json() as { areas: (typeof community)[] };
  const [first] = areas;
  if (first === undefined) {
    throw new Error('the town has no community');
  }
  community = first;
});

afterAll(async () => {
  await browser.close();
  await redsail.stop();
});

afterEach(async () => {
  await current?.close();
  current = undefined;
});

async function visit(reader: Reader, hash = ''): Promise<Page> {
  current = await open(browser, reader, `${redsail.url}/${hash}`);
  await idle(current.page);
  return current.page;
}

async function title(page: Page): Promise<string | null> {
  await page.waitForSelector('[data-card="answered"]');
  return await page.locator('.card-title').textContent();
}

describe('the search box', () => {
  it('finds an area by name, shows it and its card', async () => {
    const page = await visit(desk);
    await page.locator('#search').click();
    await page.keyboard.type(community.name);
    await page.locator(`[data-hit="area"][data-code="${community.code}"]`).click();
    expect(await title(page)).toBe(community.name);
    expect(new URL(page.url()).hash).toContain(`a=community:${community.code}`);
    expect(current?.wrong).toEqual([]);
  });

  it('finds it by code with the keyboard alone, and remembers it', async () => {
    const page = await visit(english);
    await page.keyboard.press('/');
    await page.keyboard.type(community.code);
    await page.waitForSelector(`[data-results="found"] [data-code="${community.code}"]`);
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('#search').getAttribute('aria-activedescendant')).toBe('search-result-0');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    expect(await title(page)).toBe(community.names.en);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('card-title');
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.waitForSelector(`[data-results="idle"] [data-code="${community.code}"]`);
    expect(current?.wrong).toEqual([]);
  });

  it('asks at coordinates', async () => {
    const page = await visit(desk);
    await page.locator('#search').click();
    await page.keyboard.type('119.8625, 38.6935');
    await page.locator('[data-hit="coordinate"]').first().click();
    await page.waitForSelector('[data-about="point"][data-card="answered"]');
    expect(await page.locator('[data-point]').getAttribute('data-point')).toBe('119.862500,38.693500');
    expect(current?.wrong).toEqual([]);
  });

  it('says that there is nothing, whatever was typed, and never in an address', async () => {
    const page = await visit(desk);
    const addresses: string[] = [];
    page.on('request', (request) => { addresses.push(request.url()); });
    await page.locator('#search').click();
    await page.keyboard.type('<img onerror=x>zzzz');
    await page.waitForSelector('[data-results-none]');
    expect(await page.locator('.results img').count()).toBe(0);
    expect(addresses.filter((it) => it.includes('img') || it.includes('zzzz'))).toEqual([]);
    expect(await violations(page)).toEqual([]);
    expect(current?.wrong).toEqual([]);
  });

  it('is a page of its own on a phone', async () => {
    const page = await visit(phone);
    await page.locator('#search').click();
    const box = await page.locator('.search').boundingBox();
    expect([box?.width, box?.height]).toEqual([phone.width, phone.height]);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'search-360');
    await page.locator('.search-back').click();
    expect((await page.locator('.search').boundingBox())?.height).toBeLessThan(100);
    expect(current?.wrong).toEqual([]);
  });
});

describe('the list', () => {
  it('is walked by keyboard, and opens what the map shows', async () => {
    const page = await visit(desk, '#z=14.5/38.69/119.86');
    await page.keyboard.press('l');
    await page.waitForSelector('[data-line]');
    await page.waitForFunction(() => document.activeElement?.id === 'list'); // it is moved there once the list is drawn
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    const line = page.locator('.line-active');
    expect(await line.getAttribute('aria-posinset')).toBe('2');
    const name = await line.locator('.line-name').textContent();
    await page.keyboard.press('Enter');
    expect(await title(page)).toBe(name);
    expect(current?.wrong).toEqual([]);
  });
});

describe('a place of service', () => {
  it('opens from the places near a spot, with its hours, and is nothing for axe', async () => {
    const page = await visit(desk, '#p=119.86,38.69');
    await page.locator('[data-station]').first().click();
    await page.waitForSelector('[data-about="place"][data-card="answered"]');
    await page.waitForSelector('.hours .hours-today');
    await page.waitForSelector('[data-area="grid"]');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'place');
    expect(current?.wrong).toEqual([]);
  });

  it('of another kind is asked for when the reader wants it', async () => {
    const page = await visit(desk, '#p=119.86,38.69');
    await page.locator('[data-kind="service_station"]').click();
    await page.waitForSelector('[data-near="service_station"] .stations, [data-near="service_station"] [data-near-none]');
    expect(current?.wrong).toEqual([]);
  });
});

describe('the sheet of a phone', () => {
  it('is drawn up and down by its handle, by finger and by key', async () => {
    const page = await visit(phone, '#p=119.86,38.69');
    await page.waitForSelector('[data-card="answered"]');
    const card = page.locator('.card');
    const height = async (): Promise<number> => (await card.boundingBox())?.height ?? 0;
    const half = await height();
    const handle = await page.locator('.handle').boundingBox();
    await page.mouse.move(180, (handle?.y ?? 0) + 10);
    await page.mouse.down();
    await page.mouse.move(180, 90, { steps: 5 });
    await page.mouse.up();
    expect(await card.getAttribute('data-detent')).toBe('full');
    expect(await height()).toBeGreaterThan(half);
    await page.locator('.handle').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await card.getAttribute('data-detent')).toBe('peek');
    expect(await violations(page)).toEqual([]);
    expect(current?.wrong).toEqual([]);
  });
});

describe('the help', () => {
  it('opens and closes by keys', async () => {
    const page = await visit(english);
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open]');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog').count()).toBe(0);
    expect(current?.wrong).toEqual([]);
  });
});

describe('made-up data', () => {
  it.each([{ ...desk, width: 1280 }, { ...desk, width: 768, height: 1024 }, phone, { ...desk, width: 300, height: 560 }])('is marked in sight at $width px, with a card open too', async (reader) => {
    const page = await visit(reader, '#p=119.86,38.69');
    await page.waitForSelector('[data-card="answered"]');
    const mark = page.locator('[data-flag="demo"]');
    expect(await mark.textContent()).toBe('演示数据（虚构）');
    const box = await mark.boundingBox();
    const top = await page.evaluate(({ x, y }) => document.elementsFromPoint(x, y).slice(0, 6).map((it) => it.className), {
      x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 10,
    });
    expect(box !== null && box.x >= 0 && box.x + box.width <= reader.width).toBe(true);
    const { recorded, revision } = await (await fetch(`${redsail.url}/api/v1/layers`)).json() as { recorded: string; revision: number };
    expect(recorded).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(await page.locator('.status .fact').first().textContent()).toBe(`数据 ${recorded} · 第${revision}版`);
    expect(top.some((it) => it.includes('card'))).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
    expect(current?.wrong).toEqual([]);
  });
});
