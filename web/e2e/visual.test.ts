import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PNG } from 'pngjs';

import { type Before, serveBefore } from './before';
import { idle, launch, open, type Reader, type Watched } from './browser';
import { compare, type Drawn, mostOfWindow, mostShare, References, renewing } from './references';
import { ready } from './planning';
import { type Redsail, serve } from './redsail';
import { inside, packOf } from './worker';

/** A Sunday evening on the city's clock: what a screen says of who is on duty and what is open is of then, whenever it is drawn. */
const evening = `at=${encodeURIComponent('2026-11-29T20:00:00+08:00')}`;

const spot = 'p=119.8625,38.6935';
const around = `z=15.50/38.69050/119.86000`;
const ring = 'POLYGON((119.857 38.688, 119.862 38.688, 119.862 38.691, 119.857 38.691, 119.857 38.688))';

const sizes = { desk: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } } as const;

type Account = 'demo-dispatcher' | 'demo-planner' | 'demo-worker' | 'demo-keeper' | '';

interface Screen {
  readonly user: 'dispatcher' | 'planner' | 'worker';
  readonly what: string;
  readonly lang: 'zh' | 'en';
  readonly theme: 'light' | 'dark';
  readonly on: keyof typeof sizes;
  /** Empty = a stranger. */
  readonly as: Account;
  readonly hash: string;
  /** Brings the screen about, and waits until all of it is there. */
  readonly act: (page: Page, at: Redsail) => Promise<void>;
  /** What is of the moment at which it is drawn, by its selector, and why. */
  readonly moment?: Readonly<Record<string, string>>;
  /** What is looked at; the window without it. */
  readonly part?: string;
}

/** What figures rest on is folded away, and says of which day they are. */
const assumptions = { '.plan-basis:not([data-part])': 'the day of the figures' };

/** Three users, two languages, light and dark, two widths: 24, each with a screen of its own. The worker's desk is that of who keeps the data, and the wall. */
const screens: readonly Screen[] = [
  { user: 'dispatcher', what: 'start', lang: 'zh', theme: 'light', on: 'desk', as: '', hash: '', act: idle },
  { user: 'dispatcher', what: 'card', lang: 'en', theme: 'light', on: 'desk', as: 'demo-dispatcher', hash: `${around}&${spot}&${evening}`, act: answered },
  { user: 'dispatcher', what: 'search', lang: 'zh', theme: 'dark', on: 'desk', as: 'demo-dispatcher', hash: around, act: searched('luting') },
  { user: 'dispatcher', what: 'ground', lang: 'en', theme: 'dark', on: 'desk', as: 'demo-dispatcher', hash: `tools=ground&${evening}`, act: grounded },
  { user: 'dispatcher', what: 'card', lang: 'zh', theme: 'light', on: 'phone', as: 'demo-dispatcher', hash: `z=16.50/38.69250/119.86250&${spot}&${evening}`, act: answered },
  { user: 'dispatcher', what: 'start', lang: 'en', theme: 'light', on: 'phone', as: '', hash: '', act: idle },
  { user: 'dispatcher', what: 'search', lang: 'en', theme: 'dark', on: 'phone', as: 'demo-dispatcher', hash: around, act: searched('luting') },
  { user: 'dispatcher', what: 'duty', lang: 'zh', theme: 'dark', on: 'phone', as: 'demo-dispatcher', hash: `a=community:372001001009&${evening}`, act: onDuty },
  { user: 'planner', what: 'coverage', lang: 'zh', theme: 'light', on: 'desk', as: 'demo-planner', hash: 'plan=coverage.10.community', act: planned('[data-table=coverage]'), moment: assumptions },
  { user: 'planner', what: 'siting', lang: 'zh', theme: 'dark', on: 'desk', as: 'demo-planner', hash: 'plan=siting.5.community', act: sited, moment: assumptions },
  { user: 'planner', what: 'balance', lang: 'en', theme: 'light', on: 'desk', as: 'demo-planner', hash: 'plan=balance.10.grid', act: split },
  { user: 'planner', what: 'gaps', lang: 'en', theme: 'dark', on: 'desk', as: 'demo-planner', hash: 'plan=gaps.5.community', act: planned('[data-gap]') },
  { user: 'planner', what: 'coverage', lang: 'zh', theme: 'light', on: 'phone', as: 'demo-planner', hash: 'plan=coverage.10.community', act: planned('[data-table=coverage]'), moment: assumptions },
  { user: 'planner', what: 'balance', lang: 'zh', theme: 'dark', on: 'phone', as: 'demo-planner', hash: 'plan=balance.10.grid', act: planned('[data-table=balance]') },
  { user: 'planner', what: 'scenario', lang: 'en', theme: 'light', on: 'phone', as: 'demo-planner', hash: 'plan=scenario.5.community', act: planned('[data-part=by-list]') },
  { user: 'planner', what: 'siting', lang: 'en', theme: 'dark', on: 'phone', as: 'demo-planner', hash: 'plan=siting.5.community', act: sited, moment: assumptions },
  { user: 'worker', what: 'inside', lang: 'zh', theme: 'light', on: 'phone', as: 'demo-worker', hash: 'work=mine', act: stands(40, 80, 15, 'inside') },
  { user: 'worker', what: 'doubtful', lang: 'zh', theme: 'dark', on: 'phone', as: 'demo-worker', hash: 'work=mine', act: stands(4, 8, 35, 'doubtful') },
  { user: 'worker', what: 'inside', lang: 'en', theme: 'dark', on: 'phone', as: 'demo-worker', hash: 'work=mine', act: stands(40, 80, 15, 'inside') },
  { user: 'worker', what: 'posts', lang: 'en', theme: 'light', on: 'phone', as: 'demo-worker', hash: 'work=mine', act: own },
  { user: 'worker', what: 'print', lang: 'en', theme: 'light', on: 'desk', as: '', hash: 'print=sheet&a=community:372001001009&turn=landscape&review=GS(2026)0001&lang=en', act: printed, part: '.print-page', moment: { '.print-foot span:last-of-type': 'the day of the print' } },
  { user: 'worker', what: 'wizard', lang: 'zh', theme: 'light', on: 'desk', as: 'demo-keeper', hash: 'admin=imports&kind=area&layer=grid', act: imported, moment: { '[data-changes]': 'what was written today' } },
  { user: 'worker', what: 'admin', lang: 'en', theme: 'dark', on: 'desk', as: 'demo-keeper', hash: 'admin=posts', act: administered },
  { user: 'worker', what: 'wall', lang: 'zh', theme: 'dark', on: 'desk', as: '', hash: 'wall=1&tour=90', act: hung,
    moment: { '.wall-clock time': 'the clock', '[data-figure=duty] dd': 'who is on duty now', '.wall-table td:last-child': 'who is on duty now' },
  },
];

const nameOf = (it: Screen): string => `${it.what}-${it.lang}-${it.theme}-${it.on}`;

let browser: Browser;
let town: Redsail;
let references: References;
/** On a Chromium without references of its own: the page that the references show. */
let before: Before | null = null;

beforeAll(async () => {
  [browser, town] = await Promise.all([launch(), serve('town', [], { demo: true })]);
  const major = browser.version().split('.')[0] ?? '';
  references = new References(renewing ? major : process.env['REDSAIL_CHROMIUM_MAJOR'] ?? major);
});

beforeAll(async () => {
  if (!references.own) {
    before = await serveBefore().catch((error: unknown) => {
      references.warn(String(error));
      return null;
    });
  }
}, 900_000); // a program is built

afterAll(async () => { await Promise.all([browser.close(), town.stop(), before?.stop()]); });

async function answered(page: Page): Promise<void> {
  await page.waitForSelector('[data-card=answered] [data-station]');
  await page.waitForSelector('[data-way=ready]');
  await idle(page);
}

function searched(words: string): Screen['act'] {
  return async (page) => {
    await idle(page);
    await page.locator('#search').click();
    await page.keyboard.type(words);
    await page.waitForSelector('[data-results=found] [data-hit]');
  };
}

async function grounded(page: Page): Promise<void> {
  await page.click('.plan-basis summary');
  await page.fill('[data-paste=ground]', ring);
  await page.click('[data-action=use-paste]');
  await page.waitForSelector('[data-ground=lists] [data-post]');
  await idle(page);
}

async function onDuty(page: Page): Promise<void> {
  await page.waitForSelector('[data-brief]');
  await page.waitForSelector('[data-duty] [data-post]');
  await idle(page);
}

function planned(selector: string): Screen['act'] {
  return async (page) => {
    await page.waitForSelector(`.plan ${selector}`);
    await ready(page);
  };
}

async function sited(page: Page): Promise<void> {
  await ready(page);
  await page.fill('[data-field=new]', '2');
  await page.click('[data-action=start-siting]');
  await page.waitForSelector('[data-result=mclp]');
  await ready(page);
}

async function split(page: Page): Promise<void> {
  await page.locator('[data-grid] .plan-link').first().click();
  await page.waitForSelector('[data-split]');
  await ready(page);
}

function stands(least: number, most: number, accuracy: number, verdict: string): Screen['act'] {
  return async (page, at) => {
    const { lon, lat } = inside(await packOf(at.url, await at.signIn('demo-worker')), least, most);
    await idle(page); // a name keeps the side of its icon where it stood before: the map always comes the same way
    await page.context().grantPermissions(['geolocation']);
    await page.context().setGeolocation({ longitude: lon, latitude: lat, accuracy });
    await page.click('[data-action=work-locate]');
    await page.waitForSelector(`[data-verdict=${verdict}]`);
    await page.click('[data-action=datum-right]');
    await idle(page);
  };
}

async function own(page: Page): Promise<void> {
  await page.clock.setFixedTime('2026-11-29T20:00:00+08:00'); // the hours of today are those of that day of the week
  await page.reload();
  await idle(page);
  await page.locator('[data-work=posts] [data-post]').first().scrollIntoViewIfNeeded();
  await idle(page);
}

async function printed(page: Page): Promise<void> {
  await page.waitForSelector('[data-print=ready]', { timeout: 60_000 });
  await page.emulateMedia({ media: 'print' }); // the sheet without the bar above it
}

/** A file whose only grid has a code that no grid has: what the wizard finds in it stands in its answer. */
async function imported(page: Page): Promise<void> {
  const feature = { type: 'Feature', properties: { code: '372001001009099', name: '第九十九网格' }, geometry: { type: 'Polygon', coordinates: [[[119.86, 38.69], [119.861, 38.69], [119.861, 38.691], [119.86, 38.691], [119.86, 38.69]]] } };
  await page.waitForSelector('[data-import=form]');
  await page.click('[data-action=import-options]');
  await page.fill('[name=source]', '勘界');
  await page.fill('[name=effective-from]', '2036-01-01');
  await page.setInputFiles('[name=import-file]', { name: '网格.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features: [feature] })) });
  await page.click('[data-action=try-import]');
  await page.waitForSelector('[data-import=judged] [data-status]');
  await idle(page);
}

async function administered(page: Page): Promise<void> {
  await page.waitForSelector('[data-post] [data-action=open-post]');
  await idle(page);
}

async function hung(page: Page, at: Redsail): Promise<void> {
  const { token } = await at.wall('street/372001001', 'community,grid,compound,building,red_sail_station,road,path,water,park');
  await page.fill('.wall-token input', token);
  await page.press('.wall-token input', 'Enter');
  await page.waitForSelector('[data-figure=coverage] dd:has-text("%")');
  await idle(page);
}

/** Texts that name the day on which they are shown, outside what is of the moment: tomorrow they would not be as on the reference. */
async function tellingToday(page: Page, part: string, moment: readonly string[]): Promise<string[]> {
  const [year = '', month = '', day = ''] = new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' }).split('-');
  const names = [`${year}-${month}-${day}`, `${year}/${month}/${day}`, `${String(Number(month))}月${String(Number(day))}日`];
  return await page.evaluate(({ part, moment, names }) => {
    const told: string[] = [];
    for (const root of document.querySelectorAll(part)) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let it = walker.nextNode(); it !== null; it = walker.nextNode()) {
        const [text, above] = [it.textContent ?? '', it.parentElement];
        if (names.some((name) => text.includes(name)) && !moment.some((selector) => above !== null && above.closest(selector) !== null)) {
          told.push(text);
        }
      }
    }
    return told;
  }, { part, moment, names });
}

describe('the comparison', () => {
  it('sees a spot that is no larger than a button, and takes no picture of another size', () => {
    const picture = (spot: number, at = 0, { width, height }: { readonly width: number; readonly height: number } = sizes.desk): Buffer => {
      const png = new PNG({ width, height });
      png.data.fill(255);
      for (let i = 0; i < spot * spot; i++) {
        png.data.set([200, 16, 46, 255], 4 * ((at + Math.floor(i / spot)) * width + at + i % spot));
      }
      return PNG.sync.write(png);
    };
    const blank = picture(0);
    const none = compare(blank, blank);
    expect([none.share, none.densest.share]).toEqual([0, 0]);
    for (const at of [0, 56, 784]) { // within a window, and across the borders of others, to the edge
      const { share, densest } = compare(blank, picture(16, at));
      expect(share).toBeLessThan(mostShare);
      expect(densest.share).toBeGreaterThan(mostOfWindow);
      expect([densest.x <= at && at < densest.x + 64, densest.y <= at && at < densest.y + 64]).toEqual([true, true]);
    }
    expect(compare(blank, picture(12, 333)).densest.share).toBeLessThan(mostOfWindow);
    expect(compare(blank, picture(40)).share).toBeGreaterThan(mostShare);
    const other = compare(blank, picture(0, 0, { width: 1281, height: 800 }));
    expect([other.share, other.densest.share]).toEqual([1, 1]);
  });

  it('has each user in both languages, light and dark, at a desk and on a phone', () => {
    expect(new Set(screens.map((it) => [it.user, it.lang, it.theme, it.on].join())).size).toBe(24);
    expect(new Set(screens.map(nameOf)).size).toBe(screens.length);
  });
});

/** Brings a screen of a served page about, has it looked at, and takes its picture. */
async function drawn({ lang, theme, on, as, hash, act, moment = {}, part = 'body' }: Screen, at: Redsail, look: (watched: Watched, part: string, changing: readonly string[]) => Promise<void>): Promise<Buffer> {
  const reader: Reader = { ...sizes[on], locale: lang === 'zh' ? 'zh-CN' : 'en-US', colorScheme: theme, timezoneId: 'Asia/Shanghai' };
  const watched = await open(browser, reader, `${at.url}/#${hash}`, as === '' ? '' : await at.signIn(as));
  try {
    const { page } = watched;
    await act(page, at);
    const changing = ['.status .fact:first-of-type', ...Object.keys(moment)]; // the town was made today
    await look(watched, part, changing);
    const still = { animations: 'disabled', caret: 'hide', mask: changing.map((it) => page.locator(it)), maskColor: '#808080' } as const;
    return part === 'body' ? await page.screenshot(still) : await page.locator(part).first().screenshot(still);
  } finally {
    await watched.close();
  }
}

/** What is the matter with a page that is compared: it names today where nothing covers it, or something should not have happened on it. */
async function faultless({ page, wrong }: Watched, part: string, changing: readonly string[]): Promise<void> {
  expect(await tellingToday(page, part, changing)).toEqual([]);
  expect(wrong).toEqual([]);
}

/** The same screen of the page that the references show. */
async function drawnBefore(screen: Screen, at: Before): Promise<Drawn> {
  try {
    return { commit: at.commit, shot: await drawn(screen, at, () => Promise.resolve()) };
  } catch (error) {
    throw new Error(`the page of commit ${at.commit.slice(0, 12)}, at which references were made last, does not come to this screen: where it is meant to be another, run "npm run references" in web`, { cause: error });
  }
}

describe('a screen looks as its reference', () => {
  it.each(screens.map((it) => [nameOf(it), it] as const))('%s', async (name, screen) => {
    const now = await drawn(screen, town, faultless);
    expect(references.judge(name, now, before === null ? null : await drawnBefore(screen, before))).toBeNull();
  }, 120_000);
});
