import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { desk, idle, launch, open, shoot, violations, type Watched } from './browser';
import { type Redsail, serve } from './redsail';

let browser: Browser;
let town: Redsail;
let community = { code: '', name: '' };
let current: Watched | undefined;

beforeAll(async () => {
  [browser, town] = await Promise.all([launch(), serve('town', [], { demo: true })]);
  const answer = await (await fetch(`${town.url}/api/v1/areas?layer=community&limit=1`)).json() as { areas: { code: string; name: string }[] };
  community = answer.areas[0] ?? community;
});

afterEach(async () => {
  const wrong = current?.wrong ?? [];
  await current?.close();
  current = undefined;
  expect(wrong).toEqual([]);
});

afterAll(async () => { await Promise.all([browser.close(), town.stop()]); });

async function visit(hash: string, cookie = ''): Promise<Page> {
  await current?.close();
  current = await open(browser, desk, `${town.url}/${hash}`, cookie);
  await current.page.waitForSelector('[data-print=ready]', { timeout: 60_000 });
  return current.page;
}

/** The sizes of the pages of a PDF, in millimetres. */
async function paper(page: Page): Promise<(readonly [number, number])[]> {
  const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
  return [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, wide, high]) => [Math.round(Number(wide) * 25.4 / 72), Math.round(Number(high) * 25.4 / 72)] as const);
}

/** Is shown as text, wherever. */
const markup = '<img src=x onerror=alert(1)>';

/** Lets the server answer, and puts a hostile text in the place of every name, source and role. */
async function renamed(route: Route): Promise<void> {
  const response = await route.fetch();
  const body = JSON.stringify(await response.json(), (key, value: unknown) => (['name', 'zh', 'en', 'source', 'phone', 'name_en'].includes(key) && typeof value === 'string' ? markup : value));
  await route.fulfill({ response, body });
}

describe('pages for paper', () => {
  it.each([['a4', 'portrait', [210, 297]], ['a3', 'landscape', [420, 297]]] as const)('a sheet is %s %s, to scale, and says what it shows', async (name, turn, size) => {
    const page = await visit(`#print=sheet&a=community:${community.code}&paper=${name}&turn=${turn}&review=GS(2026)0001&lang=zh`);
    expect(await paper(page)).toEqual([size]);
    const told = await page.textContent('.print-page') ?? '';
    for (const words of [community.name, community.code, '审图号：GS(2026)0001', '内部资料', '演示数据（虚构）', '资料来源', '图例', '原大打印', '第12版']) {
      expect(told).toContain(words);
    }
    // A bar of so many metres is so long that the scale which is written is true, in CSS pixels of 1/96 inch.
    const [bar, scale] = await page.evaluate(() => {
      const of = document.querySelector<HTMLElement>('[data-bar]');
      return [{ metres: Number(of?.dataset['bar']), pixels: of?.getBoundingClientRect().width ?? 0 }, Number(document.querySelector<HTMLElement>('[data-print-map]')?.dataset['printMap'])] as const;
    });
    expect(bar.metres / (bar.pixels * 0.0254 / 96) / scale).toBeCloseTo(1, 2);
    expect(await page.evaluate(() => {
      const [sheet, foot] = [document.querySelector('.print-page'), document.querySelector('.print-foot')];
      return sheet !== null && foot !== null && sheet.scrollHeight <= sheet.clientHeight + 1 && foot.getBoundingClientRect().bottom <= sheet.getBoundingClientRect().bottom;
    })).toBe(true);
    expect(await violations(page)).toEqual([]);
    await shoot(page, `print-sheet-${name}`);
  }, 120_000);

  it.each([['a4', 'portrait', 1240, 1754], ['a3', 'landscape', 2480, 1754]] as const)('the server makes the picture of a sheet %s %s for the choices of the page', async (name, turn, wide, high) => {
    const page = await visit(`#print=sheet&a=community:${community.code}&paper=${name}&turn=${turn}&review=GS(2026)0001&lang=zh`);
    const [saved] = await Promise.all([page.waitForEvent('download'), page.click('[data-action=print-picture]')]);
    expect(saved.suggestedFilename()).toBe(`${community.code}-${name}.png`);
    const png = readFileSync(await saved.path());
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([wide, high]); // of its header
    const answer = await fetch(await page.getAttribute('[data-action=print-picture]', 'href') ?? '');
    expect(answer.headers.get('x-redsail-scale')).toBe(await page.getAttribute('[data-print-map]', 'data-print-map'));
    expect(answer.headers.get('x-redsail-names-left-out')).toBeNull();
    writeFileSync(fileURLToPath(new URL(`shots/print-picture-${name}.png`, import.meta.url)), png);
  }, 120_000);

  it('the map is as wide on the ground as the scale says: two corners of the city are where they must be', async () => {
    // At 1:5 000 a frame of 190 mm is 950 m: what the server draws beyond it is not in the picture.
    const asked: { zoom: number; lat: number; width: number }[] = [];
    await current?.close();
    current = await open(browser, desk, `${town.url}/livez`);
    current.page.on('request', (it) => {
      if (it.url().endsWith('/api/v1/picture')) {
        asked.push(it.postDataJSON() as typeof asked[number]);
      }
    });
    await current.page.goto(`${town.url}/#print=sheet&a=community:${community.code}&scale=5000`);
    await current.page.waitForSelector('[data-print=ready]', { timeout: 60_000 });
    const [ask] = asked;
    expect(asked).toHaveLength(1);
    const metres = (ask?.width ?? 0) * 40_075_016.686 * Math.cos((ask?.lat ?? 0) * Math.PI / 180) / (512 * 2 ** (ask?.zoom ?? 0));
    expect(metres / (0.190 * 5000)).toBeCloseTo(1, 2);
  }, 120_000);

  it('shows the signs in the width of a phone, and prints them as large as ever', async () => {
    const page = await visit(`#print=signs&a=community:${community.code}&lang=zh`);
    await page.setViewportSize({ width: 360, height: 740 });
    const seen = async (): Promise<{ readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }[]> =>
      await page.$$eval('[data-print-page]', (list) => list.map((it) => it.getBoundingClientRect()).map(({ left, right, top, bottom }) => ({ left, right, top, bottom })));
    await expect.poll(async () => Math.max(...(await seen()).map((it) => it.right))).toBeLessThanOrEqual(360);
    const [first, second] = await seen();
    expect(first?.left).toBe(12);
    expect((second?.top ?? 0) - (first?.bottom ?? 0)).toBeCloseTo(12, 0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await shoot(page, 'print-sign-phone');
    expect(new Set((await paper(page)).map((it) => it.join('×')))).toEqual(new Set(['210×297']));
  }, 120_000);

  it('every grid of a community has its sign, which tells a stranger no name, and a code that opens it', async () => {
    const page = await visit(`#print=signs&a=community:${community.code}&lang=zh`);
    const grids = (await (await fetch(`${town.url}/api/v1/areas?layer=grid&parent=${community.code}`)).json() as { areas: { code: string }[] }).areas.map((it) => it.code);
    expect(await page.$$eval('[data-print-page]', (list) => list.map((it) => (it as HTMLElement).dataset['printPage']))).toEqual(grids);
    expect(await paper(page)).toEqual(grids.map(() => [210, 297]));
    expect(await page.locator('[data-qr]').count()).toBe(grids.length);
    expect(await page.locator('[data-post]').count()).toBeGreaterThan(0);
    expect(await page.textContent('.print-qr figcaption')).toBe('扫码查看本网格');
    await page.check('[name=names]');
    await page.waitForSelector('[data-print=ready]', { timeout: 60_000 });
    expect(await page.textContent('.print')).not.toMatch(/演示\d{5}/); // how the made-up persons are called
    await shoot(page, 'print-sign');
    await current?.close();
    current = await open(browser, desk, `${town.url}/livez`, await town.signIn('demo-dispatcher'));
    const known = current.page;
    const told: string[] = [];
    known.on('response', (it) => {
      if (it.url().endsWith('/api/v1/locate')) {
        void it.text().then((text) => { told.push(text); }, () => undefined);
      }
    });
    await known.goto(`${town.url}/#print=signs&a=community:${community.code}&lang=zh`);
    await known.waitForSelector('[data-print=ready]', { timeout: 60_000 });
    expect(told.length).toBeGreaterThan(grids.length);
    expect(told.join('')).not.toMatch(/"person"|演示\d{5}/); // before they are wanted no name leaves the server
    expect(await known.textContent('.print')).not.toMatch(/演示\d{5}/);
    await known.check('[name=names]');
    await expect.poll(() => known.textContent('.print'), { timeout: 60_000 }).toMatch(/演示\d{5}/);
    const code = grids[0] ?? '';
    await current.close();
    current = await open(browser, desk, `${town.url}/#a=grid:${code}`); // what the code holds
    await idle(current.page);
    expect(await current.page.textContent('.card')).toContain(code);
  }, 180_000);

  it.each([['a4', 'portrait', 1], ['a4', 'landscape', 1], ['a3', 'portrait', Math.SQRT2], ['a3', 'landscape', Math.SQRT2]] as const)('a sign on %s %s has a large map, letters as large as its paper, whom to ring, and room for all of it', async (name, turn, large) => {
    const page = await visit(`#print=signs&a=community:${community.code}&paper=${name}&turn=${turn}&lang=en`, await town.signIn('demo-dispatcher'));
    await page.check('[name=names]');
    await page.waitForSelector('[data-post] small');
    await page.waitForSelector('[data-print=ready]', { timeout: 60_000 });
    const signs = await page.$$eval('.print-page', (all) => all.map((sheet) => {
      const size = (of: string): DOMRect => sheet.querySelector(of)?.getBoundingClientRect() ?? new DOMRect();
      const words = sheet.querySelector('.print-words');
      const map = size('.print-frame');
      const whole = sheet.getBoundingClientRect();
      return {
        map: map.width * map.height / (whole.width * whole.height),
        letters: parseFloat(getComputedStyle(sheet.querySelector('h2') ?? sheet).fontSize) / (6.4 * 96 / 25.4),
        lost: words === null ? -1 : Math.max(words.scrollHeight - words.clientHeight, words.scrollWidth - words.clientWidth),
        overFoot: Math.max(size('.print-sign').bottom, size('.print-qr').bottom) - size('.print-foot').top,
        rings: Array.from(sheet.querySelectorAll('[data-ring] .print-phone'), (it) => it.textContent),
      };
    }));
    expect(signs.length).toBeGreaterThan(1);
    for (const { map, letters, lost, overFoot, rings } of signs) {
      expect(map).toBeGreaterThan(0.4);
      expect(letters).toBeCloseTo(large, 2);
      expect(lost).toBeLessThanOrEqual(1);
      expect(overFoot).toBeLessThanOrEqual(1);
      expect(rings.length).toBeGreaterThan(1);
      expect(new Set(rings).size).toBe(rings.length);
      expect(rings.join(' ')).toMatch(/^[-\d ]+$/);
    }
    expect(await page.textContent('.print')).not.toMatch(/public_order|party_building/); // tasks have names
    await shoot(page, `print-sign-${name}-${turn}`);
  }, 120_000);

  it('leaves a line to write on where no number and no name is', async () => {
    const page = await visit(`#print=signs&a=community:${community.code}&lang=zh`);
    expect(await page.locator('.print-page:first-of-type [data-post=grid_head] [data-print-blank]').count()).toBe(1);
    expect(await page.textContent('.print')).not.toContain('—');
  }, 120_000);

  it('the numbers on a map of the atlas are those of its table, each in its area, and what the table leaves is the map’s', async () => {
    const page = await visit('#print=atlas&a=street:372001001&lang=zh');
    const sheets = await page.$$eval('.print-page', (all) => all.map((it) => {
      const texts = (of: string): (string | null)[] => Array.from(it.querySelectorAll(of), (one) => one.textContent);
      const [sheet, frame] = [it.getBoundingClientRect(), it.querySelector('.print-frame')?.getBoundingClientRect() ?? new DOMRect()];
      const inside = Array.from(it.querySelectorAll('.print-mark'), (one) => one.getBoundingClientRect()).every((one) => one.left > frame.left && one.right < frame.right && one.top > frame.top && one.bottom < frame.bottom);
      return { marks: texts('.print-mark'), index: texts('.print-index'), inside, share: frame.height / sheet.height, fits: it.scrollHeight <= it.clientHeight + 1 };
    }));
    for (const { marks, index, inside, share, fits } of sheets) {
      expect(marks).toEqual(index);
      expect(marks.length).toBeGreaterThan(1);
      expect(inside && fits).toBe(true);
      expect(share).toBeGreaterThan(0.55);
    }
  }, 120_000);

  it('a street has an atlas: an index, and a page for each community', async () => {
    const page = await visit('#print=atlas&a=street:372001001&turn=landscape&lang=en');
    expect(await paper(page)).toEqual([0, 1, 2, 3, 4].map(() => [297, 210]));
    expect(await page.$$eval('[data-print-rows]', (list) => list.map((it) => Number((it as HTMLElement).dataset['printRows'])))).toEqual([4, ...await page.$$eval('[data-print-page]:not(:first-of-type) tbody', (list) => list.map((it) => it.children.length))]);
    await shoot(page, 'print-atlas');
    expect(await page.textContent('.print-page:nth-of-type(2) .print-head')).toMatch(/atlas/);
    expect(await page.textContent('.print-page:nth-of-type(2) .print-head p')).not.toMatch(/[\u4e00-\u9fff]/); // the areas above have English names too
  }, 120_000);

  it('a choice is taken over without a new page: what is not drawn anew is not asked for again', async () => {
    const page = await visit(`#print=sheet&a=community:${community.code}&lang=zh`);
    await page.evaluate(() => { document.documentElement.dataset['same'] = 'yes'; });
    const pictures: string[] = [];
    page.on('request', (it) => { pictures.push(new URL(it.url()).pathname); });
    await page.click('[name=internal]');
    await page.fill('[name=review]', 'GS(2026)0002');
    await page.press('[name=review]', 'Tab');
    await page.waitForSelector('text=审图号：GS(2026)0002');
    expect(await page.locator('.print-internal').count()).toBe(0);
    expect(page.url()).toContain('internal=0');
    expect(pictures.filter((it) => it.startsWith('/api/'))).toEqual([]);
    await page.selectOption('[name=paper]', 'a3');
    await page.waitForSelector('.print-a3-portrait [data-print-map]', { timeout: 60_000 });
    await page.waitForSelector('[data-print=ready]', { timeout: 60_000 });
    expect(await paper(page)).toEqual([[297, 420]]);
    await page.selectOption('[name=what]', 'signs');
    await page.waitForSelector('[data-qr]', { timeout: 60_000 });
    await page.waitForSelector('[data-print=ready]', { timeout: 90_000 });
    expect(page.url()).toContain('print=signs');
    expect(await page.evaluate(() => document.documentElement.dataset['same'])).toBe('yes');
  }, 180_000);

  it('what did not come is said where it lacks, holds up the print, and comes when it is asked for again', async () => {
    await current?.close();
    const watched = await open(browser, desk, `${town.url}/livez`);
    const { page } = watched;
    let broken = /picture|neighbours|locate|parent=/;
    await page.route('**/api/v1/**', async (route) => {
      await (broken.test(route.request().url()) ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', code: 'busy', title: 'busy', status: 503 }) }) : route.continue());
    });
    await page.goto(`${town.url}/#print=atlas&a=street:372001001&lang=zh`);
    await page.waitForSelector('[role=alert] [data-action=print-again]');
    broken = /picture|parent=\d{12}/;
    await page.click('[data-action=print-again]');
    await page.waitForSelector('.print-page [data-print-missing=busy]');
    await expect.poll(() => page.locator('[data-print-missing]').count(), { timeout: 60_000 }).toBe(9); // five maps and four tables
    expect(await page.isDisabled('[data-action=print]')).toBe(true);
    expect(await page.textContent('.print-lacking')).toContain('有 9 处没有取到');
    broken = /nothing/;
    await page.click('[data-action=print-again]');
    await page.waitForSelector('[data-print=ready]', { timeout: 90_000 });
    expect(await page.locator('[data-print-missing]').count()).toBe(0);
    expect(watched.wrong.filter((it) => !it.includes('503'))).toEqual([]);
    await watched.close();
  }, 180_000);

  it.each(['sheet', 'signs', 'atlas'])('a hostile name is text on the %s', async (what) => {
    await current?.close();
    current = await open(browser, desk, `${town.url}/livez`);
    const { page } = current;
    await page.route(/api\/v1\/(areas|locate|layers)/, renamed);
    await page.goto(`${town.url}/#print=${what}&a=${what === 'atlas' ? 'street:372001001' : `community:${community.code}`}&lang=zh`);
    await page.waitForSelector('[data-print=ready]', { timeout: 90_000 });
    const parts = { sheet: ['h2', '.print-head p', '.print-foot', '.print-legend'], signs: ['h2', '.print-facts', '[data-print-neighbours]', '[data-print-station]', 'figcaption'], atlas: ['h2', 'th', 'td'] };
    for (const part of parts[what as keyof typeof parts]) {
      expect((await page.locator(`.print-page ${part}`).allTextContents()).join(' '), part).toContain(markup);
    }
    expect(await page.locator('img:not([data-print-map]), [onerror], script:not([src])').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
  }, 180_000);

  it('a link that names nothing says so', async () => {
    current = await open(browser, desk, `${town.url}/#print=sheet&lang=en`);
    await current.page.waitForSelector('text=The link names no area');
    expect(await violations(current.page)).toEqual([]);
  });
});
