import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { asked, idle, launch, open, type Reader, shoot, violations, type Watched } from './browser';
import { type Hand, keyboard, mouse } from './hands';
import { type Redsail, serve } from './redsail';

const desk = { width: 1280, height: 800 };
const tablet = { width: 768, height: 1024 };
const phone = { width: 360, height: 740 };
const zh = { locale: 'zh-CN' } as const;
const en = { locale: 'en-US' } as const;
const light = { colorScheme: 'light' } as const;
const dark = { colorScheme: 'dark' } as const;

let drawing: Browser;
let plain: Browser;
let redsail: Redsail;
let town: Town;
let current: Watched | undefined;

beforeAll(async () => {
  [drawing, plain, redsail] = await Promise.all([launch(), launch({ webGL: false }), serve('town')]);
  town = await survey(redsail.url);
});

afterAll(async () => {
  await Promise.all([drawing.close(), plain.close(), redsail.stop()]);
});

afterEach(async () => {
  await current?.close();
  current = undefined;
});

/** An area, as the server lists it. */
interface Area {
  readonly code: string;
  readonly name: string;
  readonly names: { readonly en: string };
  readonly label: readonly [number, number];
  readonly former?: readonly string[];
}

/** What the tasks are about: the server's own words for it. */
interface Town {
  readonly community: Area;
  readonly grid: Area;
  /** A grid that had another code once. */
  readonly renumbered: Area;
  readonly bounds: readonly [number, number, number, number];
}

async function survey(url: string): Promise<Town> {
  const read = async <T>(path: string): Promise<T> => await (await fetch(`${url}/api/v1/${path}`)).json() as T;
  const grids = (await read<{ areas: Area[] }>('areas?layer=grid&limit=100')).areas;
  const communities = (await read<{ areas: Area[] }>('areas?layer=community&limit=1')).areas;
  const details = await Promise.all(grids.map((it) => read<Area>(`areas/grid/${it.code}`)));
  const renumbered = details.find((it) => it.former !== undefined && it.former.length > 0);
  const [community, grid] = [communities[0], grids[grids.length - 1]];
  if (community === undefined || grid === undefined || renumbered === undefined) {
    throw new Error('the town has not what the tasks are about');
  }
  const { bounds } = await read<{ bounds: Town['bounds'] }>('layers');
  return { community, grid, renumbered: { ...renumbered, label: grids.find((it) => it.code === renumbered.code)?.label ?? grid.label }, bounds };
}

/** The first letters of a community's name, by the pinyin that the city's names were made with. */
function initials(name: string): string {
  const names = readFileSync(fileURLToPath(new URL('../../data/demo/names.csv', import.meta.url)), 'utf8');
  const letter = (kind: string, zh: string | undefined): string => new RegExp(`^${kind},${zh ?? ''},(\\w)`, 'm').exec(names)?.[1] ?? '?';
  const [first, second] = name.split('', 2);
  return `${letter('first', first)}${letter('second', second)}sq`.toLowerCase();
}

/** How a task is done: with what, on which screen, in which language and light, with or without WebGL. */
interface Way extends Reader {
  readonly hand: Hand;
  readonly webGL?: false;
}

async function visit(way: Way, hash: string): Promise<Page> {
  current = await open(way.webGL === false ? plain : drawing, way, `${redsail.url}/${hash}`);
  await idle(current.page);
  return current.page;
}

/** The middle of the map, close enough to ask about a single grid. */
function at([lon, lat]: readonly [number, number], zoom = 16): string {
  return `#z=${zoom.toFixed(2)}/${lat.toFixed(5)}/${lon.toFixed(5)}`;
}

async function answered(page: Page, about: 'point' | 'area' | 'place'): Promise<string> {
  await page.waitForSelector(`[data-card="answered"][data-about="${about}"]`);
  return await page.locator('.card-title').textContent() ?? '';
}

async function codes(page: Page): Promise<string[]> {
  return await page.locator('[data-area]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-code') ?? ''));
}

async function clipboard(page: Page): Promise<string> {
  return await page.evaluate(() => navigator.clipboard.readText());
}

/** A button of the bar on top, which a small screen keeps behind one more. */
async function bar(page: Page, { hand, width }: Way, action: string): Promise<void> {
  if (width < 640) {
    await hand.press(page, '[data-action="more"]');
  }
  await hand.press(page, `.bar [data-action="${action}"]`);
}

/** Opens the layers where they are not open from the start. */
async function layers(page: Page, { hand, width }: Way): Promise<void> {
  if (width < 1000) {
    await hand.press(page, '[data-action="panel-layers"]');
  }
}

/** What every end state must be: nothing wrong on the way, nothing for axe, nothing out of the window. */
async function wellEnded(page: Page, name: string, { hand }: Way): Promise<void> {
  await idle(page);
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  await shoot(page, `task-${name}-${hand.name}`);
  expect(current?.wrong).toEqual([]);
}

function ways(...list: readonly Way[]): [string, Way][] {
  return list.map((it) => [`by ${it.hand.name}, ${it.width} px, ${it.locale}, ${it.colorScheme}${it.webGL === false ? ', without WebGL' : ''}`, it]);
}

describe('1: who looks after this spot', () => {
  it.each(ways(
    { hand: mouse, ...desk, ...zh, ...light },
    { hand: keyboard, ...tablet, ...en, ...dark },
    { hand: mouse, ...phone, ...en, ...light, webGL: false },
  ))('%s', async (_, way) => {
    const page = await visit(way, at(town.grid.label));
    await way.hand.ask(page);
    await answered(page, 'point');
    const answer = await asked(page);
    expect(await codes(page)).toEqual(answer.areas.map((it) => it.code));
    const grid = answer.areas.find((it) => it.layer === 'grid')?.code ?? '';
    await way.hand.press(page, `[data-area="grid"] [data-copy="${grid}"]`);
    await expect.poll(() => clipboard(page)).toBe(grid);
    await wellEnded(page, '1', way);
  });
});

describe('2: a grid by its name', () => {
  it.each(ways({ hand: mouse, ...tablet, ...en, ...light }, { hand: keyboard, ...desk, ...zh, ...dark }, { hand: mouse, ...phone, ...zh, ...light, webGL: false }))('%s', async (_, way) => {
    const page = await visit(way, '');
    await way.hand.find(page, town.grid.name, `[data-hit="area"][data-code="${town.grid.code}"]`);
    expect(await answered(page, 'area')).toBe(way.locale === 'en-US' ? town.grid.names.en : town.grid.name);
    expect(page.url()).toContain(`a=grid:${town.grid.code}`);
    await wellEnded(page, '2', way);
  });
});

describe('3: a community by the first letters of its pinyin', () => {
  it.each(ways({ hand: mouse, ...phone, ...zh, ...dark }, { hand: keyboard, ...phone, ...zh, ...light }, { hand: keyboard, ...tablet, ...zh, ...dark, webGL: false }))('%s', async (_, way) => {
    const page = await visit(way, '');
    await way.hand.find(page, initials(town.community.name), `[data-hit="area"][data-code="${town.community.code}"]`);
    expect(await answered(page, 'area')).toBe(town.community.name);
    await wellEnded(page, '3', way);
  });
});

describe('4: an area by a code that it had before', () => {
  it.each(ways({ hand: mouse, ...desk, ...en, ...dark }, { hand: keyboard, ...tablet, ...zh, ...light }, { hand: mouse, ...phone, ...en, ...dark, webGL: false }))('%s', async (_, way) => {
    const [former = ''] = town.renumbered.former ?? [];
    const page = await visit(way, '');
    await way.hand.find(page, former, `[data-hit="area"][data-code="${town.renumbered.code}"]`);
    await answered(page, 'area');
    expect(await page.locator('.card-head [data-copy]').getAttribute('data-copy')).toBe(town.renumbered.code);
    expect(await page.locator('.card-body').textContent()).toContain(former);
    await wellEnded(page, '4', way);
  });
});

describe('5: coordinates of another map', () => {
  // A spot of Amap's, and the same by its true coordinates.
  const [amap, wgs] = ['119.868700,38.694200', '119.863250,38.693550'];

  it.each(ways({ hand: mouse, ...tablet, ...zh, ...dark }, { hand: keyboard, ...desk, ...en, ...light }, { hand: keyboard, ...phone, ...zh, ...dark, webGL: false }))('of which the reader says what they are, %s', async (_, way) => {
    const page = await visit(way, '');
    await way.hand.find(page, amap.replace(',', '，'), '[data-hit="coordinate"]:has-text("GCJ-02")');
    await answered(page, 'point');
    near(await page.locator('[data-point]').getAttribute('data-point'), wgs);
    await way.hand.press(page, '[data-datum="gcj02"]');
    near(await page.locator('[data-point]').getAttribute('data-point'), amap);
    await wellEnded(page, '5', way);
  });

  it.each(ways({ hand: mouse, ...desk, ...zh, ...light }, { hand: keyboard, ...phone, ...en, ...dark }))('by a link that says it, %s', async (_, way) => {
    const page = await visit(way, '');
    await way.hand.find(page, `https://uri.amap.com/marker?position=${amap}&name=x`, '[data-hit="coordinate"]');
    await answered(page, 'point');
    near(await page.locator('[data-point]').getAttribute('data-point'), wgs);
    await wellEnded(page, '5-link', way);
  });

  /** Within a metre. */
  function near(said: string | null, wanted: string): void {
    const [a, b] = [said, wanted].map((it) => (it ?? '').split(',').map(Number));
    expect(Math.max(Math.abs((a?.[0] ?? NaN) - (b?.[0] ?? NaN)), Math.abs((a?.[1] ?? NaN) - (b?.[1] ?? NaN)))).toBeLessThan(1e-5);
  }
});

describe('6: the nearest station, and when it is open', () => {
  it.each(ways({ hand: mouse, ...phone, ...en, ...light }, { hand: keyboard, ...desk, ...zh, ...light, webGL: false }))('%s', async (_, way) => {
    const [lon, lat] = town.community.label;
    const page = await visit(way, `#p=${lon},${lat}`);
    await answered(page, 'point');
    const stations = page.locator('[data-station]');
    const walks = await stations.evaluateAll((rows) => rows.map((row) => Number(/\d+/.exec(row.querySelector('.station-walk')?.textContent ?? '')?.[0])));
    expect(walks).toEqual([...walks].sort((a, b) => a - b));
    const code = await stations.first().getAttribute('data-station') ?? '';
    await way.hand.press(page, '[data-station]');
    await answered(page, 'place');
    expect(await page.locator('.card-head [data-copy]').getAttribute('data-copy')).toBe(code);
    await page.waitForSelector('.hours .hours-today');
    await wellEnded(page, '6', way);
  });
});

describe('7: across the border to the neighbour, and back', () => {
  it.each(ways({ hand: mouse, ...desk, ...zh, ...dark }, { hand: keyboard, ...phone, ...en, ...light }, { hand: mouse, ...desk, ...en, ...light, webGL: false }))('%s', async (_, way) => {
    const page = await visit(way, at(town.grid.label));
    await way.hand.ask(page);
    await answered(page, 'point');
    const [before, { border }] = [await codes(page), await asked(page)];
    await way.hand.across(page);
    await page.waitForSelector(`[data-card="answered"] [data-area="grid"][data-code="${border?.neighbour ?? ''}"]`);
    expect((await asked(page)).areas.find((it) => it.layer === 'grid')?.code).toBe(border?.neighbour);
    if (way.hand === mouse) {
      await page.goBack();
    } else {
      await page.keyboard.press('Backspace');
    }
    await expect.poll(() => codes(page)).toEqual(before);
    await wellEnded(page, '7', way);
  });
});

describe('8: the third of what the map shows, from the list', () => {
  it.each(ways({ hand: mouse, ...tablet, ...zh, ...light }, { hand: keyboard, ...desk, ...en, ...dark }, { hand: keyboard, ...phone, ...zh, ...light, webGL: false }))('%s', async (_, way) => {
    const page = await visit(way, at(town.community.label, 15));
    const name = await way.hand.line(page, 3);
    await page.waitForSelector('[data-card="answered"]');
    expect(await page.locator('.card-title').textContent()).toBe(name);
    await wellEnded(page, '8', way);
  });
});

describe('9: a view without a layer, for a colleague', () => {
  it.each(ways({ hand: mouse, ...phone, ...zh, ...light }, { hand: keyboard, ...tablet, ...en, ...light }, { hand: mouse, ...tablet, ...zh, ...dark, webGL: false }))('%s', async (_, way) => {
    const page = await visit(way, at(town.community.label, 15));
    await layers(page, way);
    await way.hand.press(page, '[data-layer="compound"] input');
    await way.hand.press(page, '[data-action="close-panel"]');
    await way.hand.ask(page);
    await answered(page, 'point');
    const before = await codes(page);
    await way.hand.press(page, '.card [data-action="share"]');
    await expect.poll(() => clipboard(page)).toContain('hide=compound');
    const link = await clipboard(page);
    expect(link).toBe(page.url());
    await current?.close();
    current = await open(way.webGL === false ? plain : drawing, way, link);
    await idle(current.page);
    await answered(current.page, 'point');
    expect(await codes(current.page)).toEqual(before);
    expect(current.page.url()).toBe(link);
    await way.hand.press(current.page, '[data-action="close"]');
    await layers(current.page, way);
    expect(await current.page.locator('[data-layer="compound"] input').isChecked()).toBe(false);
    await wellEnded(current.page, '9', way);
  });
});

describe('10: back and forward through what was asked', () => {
  it.each(ways({ hand: mouse, ...desk, ...en, ...light }, { hand: keyboard, ...phone, ...zh, ...dark }, { hand: keyboard, ...desk, ...zh, ...light, webGL: false }))('%s', async (_, way) => {
    const page = await visit(way, at(town.grid.label));
    await way.hand.ask(page);
    const titles = [await answered(page, 'point')];
    await way.hand.press(page, '[data-area="community"] .link-name');
    titles.push(await answered(page, 'area'));
    await way.hand.press(page, '[data-parent="district"]');
    await expect.poll(() => page.url()).toContain('a=district:');
    titles.push(await answered(page, 'area'));
    expect(new Set(titles).size).toBe(3);
    const shown = async (title: string | undefined): Promise<void> => { await expect.poll(() => page.locator('[data-card="answered"] .card-title').textContent()).toBe(title); };
    await page.goBack();
    await shown(titles[1]);
    await page.goBack();
    await shown(titles[0]);
    await page.goForward();
    await shown(titles[1]);
    await wellEnded(page, '10', way);
  });
});

describe('11: another language, another light, the whole city and back', () => {
  it.each(ways({ hand: mouse, ...phone, ...zh, ...dark }, { hand: keyboard, ...phone, ...zh, ...light }, { hand: mouse, ...tablet, ...zh, ...light, webGL: false }))('%s', async (_, way) => {
    const page = await visit(way, at(town.grid.label));
    const zoom = (): number => Number(/z=([\d.]+)/.exec(page.url())?.[1]);
    await bar(page, way, 'lang');
    await page.waitForSelector('html[lang="en"]', { state: 'attached' });
    await bar(page, way, 'theme');
    await page.waitForSelector(`html[data-theme="${way.colorScheme === 'dark' ? 'light' : 'dark'}"]`, { state: 'attached' });
    await way.hand.press(page, '[data-action="zoom-in"]');
    await expect.poll(zoom).toBe(17);
    await way.hand.press(page, '[data-action="show-all"]');
    await expect.poll(zoom).toBeLessThan(16);
    expect(page.url()).toContain('lang=en');
    await bar(page, way, 'lang');
    await page.waitForSelector('html[lang="zh-CN"]', { state: 'attached' });
    await wellEnded(page, '11', way);
  });
});

describe('12: a spot that no area holds', () => {
  it.each(ways({ hand: mouse, ...tablet, ...en, ...dark, webGL: false }, { hand: keyboard, ...phone, ...zh, ...dark }))('%s', async (_, way) => {
    const [, south, east] = town.bounds;
    const page = await visit(way, at([east, south - 0.002], 15));
    await way.hand.ask(page);
    await answered(page, 'point');
    const { areas, border } = await asked(page);
    expect(areas).toEqual([]);
    expect(await page.locator('[data-nearest]').textContent()).toContain(border?.neighbour);
    await wellEnded(page, '12', way);
  });
});
