import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { desk, idle, launch, open, type Reader, shoot, violations, type Watched } from './browser';
import { covered } from './covered';
import { keeperOf, serveNew, type Store } from './newstore';

const run = promisify(execFile);
const phone: Reader = { width: 360, height: 740, locale: 'en-US', colorScheme: 'dark' };
const root = fileURLToPath(new URL('../..', import.meta.url));

let browser: Browser;
let opened: Watched | null = null;
const stores: Store[] = [];

beforeAll(async () => { browser = await launch(); });

afterEach(async () => {
  const wrong = opened?.wrong ?? [];
  await opened?.close();
  opened = null;
  expect(wrong).toEqual([]);
});

afterAll(async () => {
  await browser.close();
  await Promise.all(stores.map((it) => it.stop()));
});

/** A server of a store in which nothing is, and the cookie of its keeper after the first sign-in. */
async function begin(...init: readonly string[]): Promise<{ readonly store: Store; readonly cookie: string }> {
  const store = await serveNew(init);
  stores.push(store);
  return { store, cookie: await keeperOf(store) };
}

async function visit(store: Store, reader: Reader, hash: string, cookie: string): Promise<Page> {
  await opened?.close();
  opened = await open(browser, reader, `${store.url}/${hash}`, cookie);
  await opened.page.waitForSelector('.opening[data-state=ready]');
  return opened.page;
}

describe('the opening of a city', () => {
  it('comes by itself to the keeper of an empty store, founds the city that was found by pinyin, and knows its districts', async () => {
    const { store, cookie } = await begin();
    const page = await visit(store, desk, '', cookie);
    expect(await page.getAttribute('[aria-current=step]', 'data-step')).toBe('city');
    await page.click('[data-action=found-city]');
    await page.waitForSelector('[data-lacks=city]');
    await page.fill('[name=city-search]', 'eerduosi');
    await page.waitForSelector('[data-division="150600"]');
    expect(await violations(page)).toEqual([]);
    await page.press('[name=city-search]', 'Enter');
    expect(await page.inputValue('[name=city-zh]')).toBe('鄂尔多斯市');
    await page.check('[value=ordos]');
    await page.click('[data-action=found-city]');
    await page.waitForSelector('[data-page=boundaries]');
    expect(await page.textContent('[data-item=district] .opening-says .detail')).toBe('应有 9 个，已有 0 个');
    await page.click('[data-item=district] summary');
    expect(await page.textContent('[data-item=district] .tags')).toContain('康巴什区');
    expect(await violations(page)).toEqual([]);
    await page.click('[data-step=city]');
    await page.click('[data-action=change-city]');
    await page.waitForSelector('[data-scheme=rural]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.opening', { state: 'detached' });
  });

  it('is whole on a phone, in English and at night', async () => {
    const { store, cookie } = await begin('--city', '370800', '--scheme', 'jining');
    const page = await visit(store, phone, '#admin=opening.boundaries', cookie);
    expect(await page.textContent('[data-item=district] .opening-says .detail')).toBe('12 expected, 0 there');
    expect(await page.evaluate(() => document.querySelector('.opening')?.scrollWidth)).toBeLessThanOrEqual(360);
    expect(await violations(page)).toEqual([]);
    for (const step of ['homes', 'places', 'streets', 'people', 'public']) {
      await page.click('[data-action=opening-next]');
      await page.waitForSelector(`[data-page=${step}]`);
      expect(await violations(page), step).toEqual([]);
    }
    await page.click('[data-action=opening-publish]');
    await page.waitForSelector('[data-admin=publish]');
  });
});

type Ring = readonly (readonly [number, number])[];

const near: Ring = [[116.55, 35.38], [116.65, 35.38], [116.65, 35.46], [116.55, 35.46], [116.55, 35.38]];
/** It shares a strip with the first. */
const over: Ring = [[116.64, 35.38], [116.74, 35.38], [116.74, 35.46], [116.64, 35.46], [116.64, 35.38]];
/** It crosses itself. */
const knot: Ring = [[116.80, 35.38], [116.90, 35.46], [116.90, 35.38], [116.80, 35.46], [116.80, 35.38]];
const apart: Ring = [[117.00, 35.38], [117.05, 35.38], [117.05, 35.46], [117.00, 35.46], [117.00, 35.38]];

function cities(rings: Readonly<Record<string, Ring>>): string {
  return JSON.stringify({ type: 'FeatureCollection', features: Object.entries(rings).map(([code, ring]) => ({ type: 'Feature', properties: { code, name: code }, geometry: { type: 'Polygon', coordinates: [ring] } })) });
}

async function tryText(page: Page, text: string): Promise<void> {
  await page.setInputFiles('[name=import-file]', { name: 'cities.geojson', mimeType: 'application/octet-stream', buffer: Buffer.from(text) });
  await page.click('[data-action=try-import]');
  await page.waitForSelector('[data-import=judged], [data-problem]', { timeout: 60_000 });
  expect(await page.$$eval('[data-problem]', (list) => list.map((it) => it.textContent))).toEqual([]);
}

async function writeIt(page: Page): Promise<void> {
  await page.click('[data-action=confirm-import]');
  await page.click('[data-action=confirm-import-sure]');
  await page.waitForSelector('[data-import=written] [data-revision]', { timeout: 60_000 });
}

/** What has the focus, by what it does. */
async function focused(page: Page): Promise<string | undefined> {
  return await page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset['action']);
}

/** Whether the middle of the page is the map's. */
async function mapInTheMiddle(page: Page): Promise<boolean> {
  return await page.evaluate(() => document.elementFromPoint(window.innerWidth / 2, window.innerHeight / 2)?.closest('.map') !== null);
}

describe('the dry run of a step', () => {
  const narrow: Reader = { width: 390, height: 844, locale: 'en-US', colorScheme: 'dark' };
  for (const { reader, name, one, two, back } of [{ reader: desk, name: 'zh-light', one: '1 个', two: '2 个', back: '已撤回' }, { reader: narrow, name: 'en-dark', one: '1 areas', two: '2 areas', back: 'taken back' }]) {
    it(`is looked at on the map, and the step tells what was taken back and what another one wrote: ${name}`, async () => {
      const { store, cookie } = await begin();
      const page = await visit(store, reader, '#z=9.00/35.42000/116.60000&admin=opening.boundaries', cookie); // a link with a place keeps up with it
      expect(await page.$eval('[data-notice=empty]', (it) => getComputedStyle(it).display)).toBe('none');
      await page.click('[data-item=city] [data-action=opening-import]');
      await page.waitForSelector('[data-import=form]');
      await tryText(page, cities({ 'C-1': near }));
      await writeIt(page);
      const says = async (): Promise<string | null> => await page.textContent('[data-item=city] .opening-says .detail');
      await expect.poll(says).toBe(one);
      await page.click('[data-action=next-import]');
      await page.fill('[name=source]', '勘界');
      await tryText(page, cities({ 'C-2': over, 'C-3': knot }));
      await page.click('[data-action=show-findings]');
      await page.waitForSelector('.opening-folded');
      await expect.poll(async () => await mapInTheMiddle(page)).toBe(true);
      expect(await focused(page)).toBe('unfold-opening');
      await page.click('[data-action=finding-after]');
      await expect.poll(() => /z=1\d/.test(page.url())).toBe(true);
      await idle(page);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(reader.width);
      await shoot(page, `opening-folded-${name}`);
      await page.keyboard.press('Escape');
      await page.waitForSelector('.opening:not(.opening-folded)');
      expect(await focused(page)).toBe('show-findings');
      await page.keyboard.press('Escape'); // the findings are not lost
      await page.waitForSelector('.opening-folded');
      await page.click('[data-action=unfold-opening]');
      await page.click('[data-finding=overlap] [data-action=show-import-finding]');
      await page.waitForSelector('.opening-folded .import-mark');
      await page.press('[data-action=unfold-opening]', 'Enter');
      await page.waitForSelector('[data-finding=overlap] [aria-pressed=true]');
      expect(await focused(page)).toBe('show-import-finding');
      await page.click('[data-action=change-import]');
      expect(await page.inputValue('[name=source]')).toBe('勘界');
      await page.click('[data-action=try-import]');
      await page.waitForSelector('[data-import=judged]');
      await writeIt(page);
      await expect.poll(says).toBe(two);
      await page.click('[data-action=undo-import]');
      await page.click('[data-action=undo-import-sure]');
      await page.waitForSelector('[data-import=undone]');
      await expect.poll(says).toBe(one);
      expect(await page.textContent('[data-item=city] [data-undone]')).toBe(back);
      await shoot(page, `opening-undone-${name}`);
      const folder = await mkdtemp(join(tmpdir(), 'redsail-other-'));
      await writeFile(join(folder, 'apart.geojson'), cities({ 'C-4': apart }));
      await store.take('city', join(folder, 'apart.geojson'));
      await rm(folder, { recursive: true });
      await expect.poll(says, { timeout: 60_000 }).toBe(two);
    }, 240_000);
  }
});

/** Whether the map that is under the folded wizard is at a place, by the address. */
function at(page: Page, lat: number, lon: number): boolean {
  const [, z = '', y = '', x = ''] = /z=([\d.]+)\/([\d.]+)\/([\d.]+)/.exec(page.url()) ?? [];
  return Number(z) > 8 && Math.abs(Number(y) - lat) < 0.2 && Math.abs(Number(x) - lon) < 0.3;
}

describe('the first files of an empty city', () => {
  for (const { reader, name } of [{ reader: desk, name: 'zh-light' }, { reader: phone, name: 'en-dark' }]) {
    it(`are looked at on a map on which nothing else is, say what is wrong with codes, and what is left out or in doubt: ${name}`, async () => {
      const { store, cookie } = await begin('--city', '370800', '--scheme', 'jining');
      const page = await visit(store, reader, '#z=4.00/36.00000/104.00000&admin=opening.boundaries', cookie);
      const zh = reader === desk;
      const why = async (code: string): Promise<string | null> => await page.textContent(`[data-finding]:has(.code:text-is("${code}")) .import-why`);
      await page.click('[data-item=city] [data-action=opening-import]');
      await page.waitForSelector('[data-import=form]');
      await tryText(page, cities({ '370800': near, '37080': over, '3.70811E+14': apart, '370900': knot }));
      expect(await why('37080')).toBe(zh ? '编码应有 6、9 或 12 位数字，这里是 5 位：请在原文件中改正' : 'the code must have 6, 9 or 12 digits, and has 5: correct it in the file');
      expect(await why('3.70811E+14')).toContain(zh ? '写成了 3.70811E+14，末位已丢失' : 'wrote 3.70811E+14; its last digits are lost');
      await page.click('[data-action=show-findings]');
      await page.waitForSelector('.opening-folded');
      await expect.poll(() => at(page, 35.42, 116.8)).toBe(true);
      await idle(page);
      expect(await violations(page)).toEqual([]);
      await shoot(page, `opening-first-${name}`);
      await page.click('[data-action=unfold-opening]');
      await writeIt(page);
      await page.click('[data-item=district] [data-action=opening-import]');
      await page.waitForSelector('[data-item=district] [data-import=form]');
      const west: Ring = [[116.55, 35.38], [116.6, 35.38], [116.6, 35.46], [116.55, 35.46], [116.55, 35.38]];
      const middle: Ring = [[116.6, 35.38], [116.63, 35.38], [116.63, 35.46], [116.6, 35.46], [116.6, 35.38]];
      await tryText(page, cities({ '370811': west, '372001': middle, '370827': apart }));
      expect([await page.textContent('[data-count=doubt] dd'), await page.textContent('[data-count=uncovered] dd'), await page.textContent('[data-count=rejected] dd')]).toEqual(['2', '1', '0']);
      expect(await why('372001')).toBe(zh ? '编码不以上级 370800 的编码开头：请改正编码或上级' : 'the code does not begin with that of its parent 370800: correct one of them');
      expect(await why('370827')).toContain(zh ? '请核对是否属于本市' : 'look whether it is of this city');
      await idle(page);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(reader.width);
      await page.locator('[data-finding=uncovered]').scrollIntoViewIfNeeded();
      await shoot(page, `opening-doubts-${name}`);
      await page.click('[data-finding=uncovered] [data-action=show-import-finding]');
      await page.waitForSelector('.opening-folded .import-mark');
      await expect.poll(() => at(page, 35.42, 116.64)).toBe(true);
      await idle(page);
      await shoot(page, `opening-uncovered-${name}`);
    }, 240_000);
  }
});

interface Told {
  readonly content_hash: string;
  readonly steps: readonly { readonly args: readonly string[] }[];
}

/** The step and the row of the wizard that a file belongs to. */
function rowOf(kind: string, layer: string, attributes: boolean, network: boolean): readonly [step: string, item: string] {
  if (attributes) {
    return ['homes', `attributes_${layer}`];
  }
  if (network || kind === 'barrier') {
    return ['streets', network ? 'network' : kind];
  }
  return kind === 'building' ? ['homes', 'building'] : [kind === 'place' ? 'places' : 'boundaries', layer];
}

/** The fit by control points is told in words, with the residual of each. */
async function fitted(page: Page): Promise<void> {
  expect(Number(await page.getAttribute('[data-fit]', 'data-fit'))).toBeLessThan(1);
  expect(await page.textContent('[data-fit] > p')).toMatch(/最大残差 0\.\d+ 米/);
  await page.click('[data-fit] summary');
  expect(await page.locator('[data-fit] dd').count()).toBeGreaterThan(2);
  expect(await page.textContent('.import-report')).not.toContain('control points');
  await shoot(page, 'opening-fit');
}

/** Writes what was judged; `name` is told where it is not to be written. */
async function confirmIt(page: Page, name: string): Promise<void> {
  expect(await page.getAttribute('[data-status]', 'data-status'), `${name}: ${await page.textContent('.import-report') ?? ''}`).toMatch(/^stored/);
  await page.click('[data-action=confirm-import]');
  await page.click('[data-action=confirm-import-sure]');
  await page.waitForSelector('[data-import=written], [data-problem]', { timeout: 60_000 });
  expect(await page.$$eval('[data-problem]', (list) => list.map((it) => it.textContent)), name).toEqual([]);
}

/** Puts what a command says into the form of the page, and writes the file. */
async function take(page: Page, args: readonly string[]): Promise<void> {
  const said = (flag: string): string => (args.includes(flag) ? args[args.indexOf(flag) + 1] ?? '' : '');
  const file = args[args.length - 1] ?? '';
  const layer = said('--layer');
  const attributes = args.includes('--attributes');
  const [step, item] = rowOf(said('--kind'), layer, attributes, args[0] === 'network');
  await page.click(`[data-step=${step}]`);
  await page.waitForSelector(`[data-page=${step}]`);
  // Attributes of wider layers have no row of their own: their form is opened at another's, and the layer chosen.
  const row = await page.$(`[data-item=${item}]`) === null ? 'attributes_grid' : item;
  await page.click(`[data-item=${row}] [data-action=opening-import]`);
  await page.waitForSelector('[data-import=form], [data-import=written]');
  if (await page.$('[data-import=written]') !== null) { // the last file of the same row
    await page.click('[data-action=next-import]');
    await page.waitForSelector('[data-import=form]');
  }
  if (row !== item) {
    await page.selectOption('[name=import-layer]', layer);
  }
  await page.setInputFiles('[name=import-file]', file);
  const texts = { '--parent-field': 'parent-field', '--code-field': 'code-field', '--name-field': 'name-field', '--source-layer': 'source-layer' } as const;
  await page.click('[data-action=import-options]');
  for (const [flag, name] of Object.entries(texts)) {
    if (said(flag) !== '') {
      await page.fill(`[name=${name}]`, said(flag));
    }
  }
  for (const [flag, name] of [['--encoding', 'encoding'], ['--crs', 'crs']] as const) {
    if (said(flag) !== '') {
      await page.selectOption(`[name=${name}]`, said(flag));
    }
  }
  if (said('--control') !== '') {
    await page.setInputFiles('[name=import-control]', said('--control'));
  }
  await page.click('[data-action=try-import]');
  await page.waitForSelector('[data-import=judged], [data-problem]', { timeout: 60_000 });
  expect(await page.$$eval('[data-problem]', (list) => list.map((it) => it.textContent)), basename(file)).toEqual([]);
  if (said('--control') !== '') {
    await fitted(page);
  }
  if (await page.$('[data-status=unchanged]') !== null) { // all of it stands already: the areas came with their kinds
    await page.click('[data-action=drop-import]');
    await page.waitForSelector('[data-import=form]');
    return;
  }
  await confirmIt(page, basename(file));
}

/** A crossing in Jining with a gate and a wall, as OpenStreetMap has them. */
const crossing = `<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="test">
 <node id="1" lat="35.4100" lon="116.5800"/><node id="2" lat="35.4100" lon="116.5820"/><node id="4" lat="35.4080" lon="116.5820"/><node id="5" lat="35.4120" lon="116.5840"/>
 <node id="3" lat="35.4120" lon="116.5820"><tag k="barrier" v="gate"/></node>
 <way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/><tag k="name" v="建设路"/></way>
 <way id="11"><nd ref="4"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="footway"/></way>
 <way id="12"><nd ref="3"/><nd ref="5"/><tag k="barrier" v="wall"/></way>
</osm>`;

describe('the step of the streets', () => {
  for (const { reader, name, before, lines, walls, works } of [
    { reader: desk, name: 'zh-light', before: '没有路网，步行分钟数只按直线估计', lines: '2 条', walls: '2 条', works: '步行分钟数按路网计算' },
    { reader: phone, name: 'en-dark', before: 'Without streets minutes on foot are estimated from the straight line', lines: '2 lines', walls: '2 lines', works: 'Minutes on foot are those of the streets' },
  ]) {
    it(`takes a file of OpenStreetMap, and then says what works: ${name}`, async () => {
      const { store, cookie } = await begin('--city', '370800', '--scheme', 'jining');
      const page = await visit(store, reader, '#admin=opening.streets', cookie);
      await page.waitForSelector('[data-page=streets]');
      expect(await page.textContent('[data-page=streets]')).toContain(before);
      expect(await page.getAttribute('[data-step=streets] [data-progress]', 'data-progress')).toBe('missing');
      await shoot(page, `opening-streets-empty-${name}`);
      await page.click('[data-item=network] [data-action=opening-import]');
      await page.waitForSelector('[data-import=form]');
      await page.setInputFiles('[name=import-file]', { name: 'streets.osm', mimeType: 'application/octet-stream', buffer: Buffer.from(crossing) });
      await page.click('[data-action=try-import]');
      await page.waitForSelector('[data-import=judged], [data-problem]', { timeout: 60_000 });
      expect(await page.$$eval('[data-problem]', (list) => list.map((it) => it.textContent))).toEqual([]);
      expect(await violations(page)).toEqual([]);
      await shoot(page, `opening-streets-judged-${name}`);
      await page.click('[data-action=confirm-import]');
      await page.click('[data-action=confirm-import-sure]');
      await page.waitForSelector('[data-import=written], [data-problem]', { timeout: 60_000 });
      expect(await page.$$eval('[data-problem]', (list) => list.map((it) => it.textContent))).toEqual([]);
      await page.click('[data-step=streets]');
      await page.waitForSelector('[data-step=streets] [data-progress=done]');
      expect(await page.textContent('[data-item=network] .opening-says .detail')).toBe(lines);
      expect(await page.textContent('[data-item=barrier] .opening-says .detail')).toBe(walls);
      expect(await page.textContent('[data-page=streets]')).toContain(works);
      expect(await page.textContent('[data-page=streets]')).not.toContain(before);
      expect(await violations(page)).toEqual([]);
      await shoot(page, `opening-streets-done-${name}`);
      await page.goto(`${store.url}/#plan=coverage.10`);
      await page.reload();
      await page.waitForSelector('.plan', { timeout: 60_000 });
      await page.waitForSelector('.fact-notice', { state: 'attached' });
      await expect.poll(() => covered(page)).toEqual([]);
    }, 180_000);
  }
});

describe('a folder of messy files', () => {
  it('rebuilds the city through the browser: the same content, by its hash', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'redsail-rebuild-'));
    try {
      await run('go', ['test', '-count=1', '-run', '^TestRebuild$', './cmd/redsail'], { cwd: resolve(root), env: { ...process.env, REDSAIL_REBUILD: folder } });
      const { content_hash: hash, steps } = JSON.parse(await readFile(join(folder, 'steps.json'), 'utf8')) as Told;
      const { store, cookie } = await begin('--scheme', join(folder, 'scheme.yaml'));
      const page = await visit(store, desk, '#admin=opening.boundaries', cookie);
      for (const { args } of steps) {
        await take(page, args);
      }
      await page.click('[data-step=boundaries]');
      await page.waitForSelector('[data-step=boundaries] [data-progress=done]');
      expect(await violations(page)).toEqual([]);
      expect(await store.contentHash()).toBe(hash);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 400_000);
});
