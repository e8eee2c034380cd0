import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { desk, idle, launch, open, shoot, violations, type Reader, type Watched } from './browser';
import { ready } from './planning';
import { type Redsail, serve } from './redsail';

let browser: Browser;
let server: Redsail;
let bare: Redsail;
let opened: Watched | null = null;
/** The cookie of a keeper of the data, who may do all that the desk offers. */
let signed: string;

beforeAll(async () => {
  [browser, server, bare] = await Promise.all([launch(), serve('town', [], { demo: true }), serve('tiny')]);
  signed = await server.signIn('demo-keeper');
});

afterEach(async () => {
  const { wrong } = opened ?? { wrong: [] };
  await opened?.close();
  opened = null;
  expect(wrong).toEqual([]);
});

afterAll(async () => {
  await browser.close();
  await Promise.all([server.stop(), bare.stop()]);
});

async function plan(link: string, reader: Reader = desk, at: Redsail = server): Promise<Page> {
  opened = await open(browser, reader, `${at.url}/#plan=${link}`, at === server ? signed : '');
  const { page } = opened;
  await page.waitForSelector('.plan');
  await ready(page);
  return page;
}

async function ask<T>(path: string): Promise<T> {
  return await (await fetch(`${server.url}/api/v1/${path}`, { headers: { Cookie: signed } })).json() as T;
}

interface Coverage {
  readonly walking: { readonly by_minute: readonly number[]; readonly unreachable: number };
  readonly share: number;
  readonly households: { readonly covered: number };
  readonly by: readonly { readonly code: string; readonly share: number; readonly covered: number; readonly uncovered: number }[];
}

interface Gaps {
  readonly gaps: readonly { readonly code: string; readonly households: number; readonly nearest: { readonly name: string } }[];
}

interface Grids {
  readonly above: readonly { readonly code: string; readonly households: number; readonly parts: number }[];
  readonly below: readonly unknown[];
}

/** The households that the scenario gains and loses, as the page says them. */
async function gained(page: Page): Promise<readonly [number, number]> {
  const gain = page.locator('.plan-gain');
  return [Number(await gain.getAttribute('data-gained')), Number(await gain.getAttribute('data-lost'))];
}

describe('the desk of the planner', () => {
  it('opens by its button, closes again, and leaves the first load without it', async () => {
    opened = await open(browser, desk, server.url);
    const { page } = opened;
    await idle(page);
    const loaded = (): Promise<number> => page.evaluate(() => performance.getEntriesByType('resource').filter((it) => /\/plan-[\w-]+\.js$/.test(it.name)).length);
    expect(await loaded()).toBe(0);
    await page.click('[data-action=plan]');
    await ready(page);
    expect(await loaded()).toBe(1);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('plan-title');
    expect(page.url()).toContain('plan=coverage.10.');
    await page.click('[data-action=close-plan]');
    await page.waitForSelector('.plan', { state: 'detached' });
    expect(page.url()).not.toContain('plan=');
    await page.waitForSelector('.side');
  });

  it('says the coverage that the server answers, sorts its table, and counts another walk', async () => {
    const page = await plan('coverage.10.community');
    const answer = await ask<Coverage>('coverage?minutes=10&by=community');
    expect(Number(await page.getAttribute('.plan-big', 'data-share'))).toBeCloseTo(answer.share, 9);
    expect(await page.textContent('[data-sum=covered] dd')).toBe(answer.households.covered.toLocaleString('zh'));
    const rows = (): Promise<(string | null)[]> => page.locator('[data-table=coverage] tbody tr').evaluateAll((all) => all.map((it) => it.getAttribute('data-row')));
    expect(await rows()).toEqual([...answer.by].sort((a, b) => a.share - b.share || (a.code < b.code ? -1 : 1)).map((it) => it.code));
    await page.click('[data-action=sort-covered]');
    expect(await rows()).toEqual([...answer.by].sort((a, b) => b.covered - a.covered || (a.code < b.code ? -1 : 1)).map((it) => it.code));
    expect(await page.getAttribute('th:has([data-action=sort-covered])', 'aria-sort')).toBe('descending');
    await page.click('[data-action=walk-5]');
    const five = await ask<Coverage>('coverage?minutes=5&by=community');
    await page.waitForFunction((share) => document.querySelector('.plan-big')?.getAttribute('data-share') === String(share), five.share);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'plan-coverage');
  });

  it('draws the minutes of all walks, names the worst areas, and hatches those with gaps', async () => {
    const page = await plan('coverage.5.grid');
    const [answer, { gaps }] = await Promise.all([ask<Coverage>('coverage?minutes=5&by=grid'), ask<Gaps>('coverage/gaps?minutes=5&limit=200')]);
    const minutes = answer.walking.by_minute;
    expect(Math.max(...minutes)).toBeGreaterThan(0);
    expect(await page.getAttribute('[data-histogram]', 'data-histogram')).toBe(minutes.join(','));
    const bars = await page.locator('[data-histogram] rect').evaluateAll((all) => all.map((it) => Number(it.getAttribute('height'))));
    expect(bars.map((it) => Math.round(it * 1e6))).toEqual(minutes.map((it) => Math.round((it / Math.max(...minutes)) * Math.max(...bars) * 1e6)));
    const within = (n: number): string => minutes.slice(0, n).reduce((sum, it) => sum + it, 0).toLocaleString('zh');
    const words = await page.textContent('[data-histogram] figcaption') ?? '';
    for (const n of [5, 10, 15]) {
      expect(words).toContain(within(n));
    }
    const worst = answer.by.filter((it) => it.uncovered > 0).sort((a, b) => b.uncovered - a.uncovered || (a.code < b.code ? -1 : 1)).slice(0, 5).map((it) => it.code);
    expect(worst.length).toBeGreaterThan(0);
    expect(await page.getAttribute('[data-worst]', 'data-worst')).toBe(worst.join(' '));
    expect(gaps.length).toBeGreaterThan(0);
    expect(await page.getAttribute('[data-hatched]', 'data-hatched')).toBe(String(gaps.length));
    await page.locator('[data-worst] .plan-link').first().click();
    await page.waitForSelector('[data-card=answered]');
    expect(await page.textContent('.card')).toContain(worst[0] ?? '?');
  });

  it('keeps scenarios on a shelf beside the city as it is, over a reload, until they are dropped', async () => {
    const page = await plan('scenario.5.community');
    const before = await ask<Coverage>('coverage?minutes=5&by=community');
    await page.click('[data-action=tool-open]');
    await page.mouse.click(760, 420);
    await page.waitForSelector('[data-edit=open]');
    await ready(page);
    const figures = (row: string, on = page): Promise<string[]> => on.locator(`[data-kept="${row}"] td`).allTextContents();
    const [now, edited] = [await figures('now'), await figures('this')];
    expect(now[0]).toContain((before.share * 100).toFixed(1));
    await page.click('[data-action=keep-scenario]');
    await page.waitForSelector('[data-shelf="1"]');
    const name = await page.locator('[data-table=shelf] tbody tr').last().getAttribute('data-kept') ?? '';
    expect(await figures(name)).toEqual(edited);
    await page.reload();
    await page.waitForSelector('[data-shelf="1"]');
    await ready(page);
    await page.locator(`[data-kept="${name}"] .plan-link`).first().click();
    await page.waitForSelector('[data-edit=open]');
    await ready(page);
    expect(await figures('this')).toEqual(edited);
    expect(await violations(page)).toEqual([]);
    await page.locator(`[data-kept="${name}"] .plan-drop`).click();
    await page.waitForSelector('[data-shelf="0"]');
    expect(await page.locator(`[data-kept="${name}"]`).count()).toBe(0);
  });

  it('lists gaps with their cause, and shows one on the map', async () => {
    const page = await plan('gaps.5.community');
    const { gaps } = await ask<Gaps>('coverage/gaps?minutes=5&limit=200');
    const rows = page.locator('[data-gap]');
    expect(await rows.evaluateAll((all) => all.map((it) => it.getAttribute('data-gap')))).toEqual(gaps.map((it) => it.code));
    const first = await rows.first().textContent();
    expect(first).toContain(`最近驿站 ${gaps[0]?.nearest.name ?? '?'}，步行 `);
    expect(first).toContain((gaps[0]?.households ?? 0).toLocaleString('zh'));
    expect(await page.locator('.plan-cause').first().textContent()).not.toBe('');
    await rows.first().locator('.plan-link').click();
    await page.waitForFunction(() => location.hash.includes('z=') || document.documentElement.dataset['map'] === 'idle');
    await idle(page);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'plan-gaps');
  });

  it('adds, drags and closes stations, takes steps back, and its link holds the edits', async () => {
    const page = await plan('scenario.5.community');
    await page.click('[data-action=tool-open]');
    await page.mouse.click(760, 420);
    await page.waitForSelector('[data-edit=open]');
    await ready(page);
    await page.click('[data-action=tool-move]');
    await page.mouse.move(760, 420);
    await page.mouse.down();
    await page.mouse.move(800, 440, { steps: 3 });
    await page.mouse.move(840, 470, { steps: 3 });
    await page.mouse.up();
    await page.waitForSelector('[data-edit=move]');
    await ready(page);
    await page.click('[data-part=by-list] summary');
    await page.selectOption('[data-part=by-list] select >> nth=0', { index: 2 });
    await page.click('[data-action=close-listed]');
    await page.waitForSelector('[data-edit=close]');
    await ready(page);
    const all = await gained(page);
    await page.click('[data-action=difference]');
    await page.waitForSelector('.plan-key');
    await ready(page);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'plan-scenario');
    const link = page.url();
    await page.click('[data-action=undo]');
    await page.waitForSelector('[data-edit=close]', { state: 'detached' });
    await ready(page);
    await page.click('[data-action=redo]');
    await page.waitForSelector('[data-edit=close]');
    await ready(page);
    expect(await gained(page)).toEqual(all);
    await opened?.close();
    opened = await open(browser, desk, link, signed);
    await opened.page.waitForSelector('.plan-gain');
    await ready(opened.page);
    expect(await gained(opened.page)).toEqual(all);
    expect(await opened.page.locator('[data-edit]').evaluateAll((them) => them.map((it) => it.getAttribute('data-edit')))).toEqual(['open', 'move', 'close']);
  });

  it('does what can be done of a link, names what cannot, and asks before a station stands where none is proposed', async () => {
    const { places: [station] } = await ask<{ places: readonly { code: string; point: readonly [number, number] }[] }>('places?kind=red_sail_station&state=open&limit=1');
    const [lon, lat] = station?.point ?? [0, 0];
    const page = await plan(`scenario.5.community~c,RS99999~c,${station?.code ?? ''}~o,${(lon + 0.5).toFixed(7)},${lat.toFixed(7)},far,远~g,G999999,1`);
    const edits = async (): Promise<(string | null)[]> => page.locator('[data-edit]').evaluateAll((them) => them.map((it) => it.getAttribute('data-edit')));
    expect(await edits()).toEqual(['close']);
    expect(await page.locator('[data-left]').allTextContents()).toEqual(['驿站 RS99999 不存在，已略过', '出入口 G999999 不存在，已略过']);
    expect(await page.textContent('[data-note=refused-ground]')).toContain('位于市域外');
    expect(await page.isVisible('[data-action=tool-open]')).toBe(true);
    expect(page.url()).toContain('RS99999');
    await shoot(page, 'plan-left-edits');
    await page.click('[data-action=not-refused]');
    await page.waitForSelector('[data-note=refused-ground]', { state: 'detached' });
    await page.click('[data-action=let-go]');
    await page.waitForSelector('[data-left]', { state: 'detached' });
    expect(await edits()).toEqual(['close']);
    expect(page.url()).not.toMatch(/RS99999|G999999|far/);
  });

  it('stays open when the map that does not paint gives way to the server’s picture', async () => {
    opened = await open(browser, desk, `${server.url}/livez`, signed);
    const { page } = opened;
    await page.addInitScript(() => { window.requestAnimationFrame = () => 0; }); // nothing is ever painted
    await page.goto(`${server.url}/`);
    await page.click('[data-action=plan]');
    await page.waitForSelector('.plan');
    await page.waitForSelector('[data-toast=picture]', { timeout: 60_000 });
    await page.waitForSelector('[data-note=picture]');
    expect(await page.locator('.plan').count()).toBe(1);
    expect(page.url()).toContain('plan=');
  });

  it('compares two scenarios as a table and a layer', async () => {
    const page = await plan('scenario.5.community');
    await page.click('[data-part=by-list] summary');
    const without = async (index: number): Promise<number> => {
      await page.selectOption('[data-part=by-list] select >> nth=0', { index });
      await page.click('[data-action=close-listed]');
      await page.waitForSelector('[data-edit=close]');
      await ready(page);
      return (await gained(page))[1];
    };
    const first = await without(2);
    await page.click('[data-action=keep-scenario]');
    await page.click('[data-action=undo]');
    await page.waitForSelector('[data-edit]', { state: 'detached' });
    await ready(page);
    const second = await without(9);
    expect([first > 0, second > 0]).toEqual([true, true]);
    await page.click('[data-action=compare-with]');
    await page.waitForSelector('[data-table=versus]');
    await ready(page);
    const only = async (key: string): Promise<number> => Number(await page.getAttribute('[data-versus] .plan-gain', `data-only-${key}`));
    expect(await only('this') - await only('other')).toBe(first - second);
    expect(await only('other')).toBeGreaterThan(0);
    const number = async (row: string, column: number): Promise<number> => Number((await page.textContent(`[data-table=versus] [data-row=${row}] td >> nth=${column}`))?.replaceAll(',', ''));
    expect(await number('covered', 1) - await number('covered', 0)).toBe(first - second);
    const change = await page.evaluate(async (at) => await (await fetch(at)).json() as { puts: unknown[] }, await page.getAttribute('[data-action=scenario-change]', 'href') ?? '');
    expect(change.puts).toHaveLength(1);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'plan-versus');
    await page.click('[data-action=compare-with]');
    await page.waitForSelector('[data-versus]', { state: 'detached' });
  });

  it('runs siting, prints the gap, and what is added to the scenario gains what was promised', async () => {
    const page = await plan('siting.5.community');
    await page.fill('[data-field=new]', '2');
    await page.click('[data-action=start-siting]');
    await page.waitForSelector('[data-result=mclp]');
    expect(await page.textContent('[data-sum=gap] dd')).toMatch(/^(< )?\d+\.\d\d%$/);
    const promised = await page.locator('[data-table=chosen] tbody tr td:last-child').allTextContents();
    expect(promised).toHaveLength(2);
    await idle(page);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'plan-siting');
    const report = await fetch(await page.locator('[data-action=print-siting]').evaluate((it) => (it as HTMLAnchorElement).href), { headers: { Cookie: signed } });
    const paper = await report.text();
    expect(report.headers.get('content-type')).toContain('text/html');
    expect(paper.match(/r="8"/g)).toHaveLength(2);
    for (const words of ['<svg', '图例', '米 m</text>', '假设 Assumptions', '数据时点']) {
      expect(paper).toContain(words);
    }
    await page.click('[data-action=adopt]');
    await page.waitForFunction(() => document.querySelectorAll('[data-edit=open]').length === 2);
    await ready(page);
    expect(await gained(page)).toEqual([promised.reduce((sum, it) => sum + Number(it.replaceAll(',', '')), 0), 0]);
  });

  it('draws a proposed split of a grid above the norm by keyboard, and its dry run finds neither gap nor overlap', async () => {
    const page = await plan('balance.10.grid');
    const { above, below } = await ask<Grids>('balance?layer=grid');
    await page.waitForSelector('[data-table=balance]');
    expect(await page.getAttribute('[data-strip]', 'data-strip')).toBe(String(above.length + below.length));
    expect(await page.getAttribute('[data-strip]', 'data-strip-parts')).toBe('0');
    const rows = page.locator('[data-grid]');
    expect(await rows.evaluateAll((all) => all.map((it) => it.getAttribute('data-grid')))).toEqual(above.map((it) => it.code));
    await rows.first().locator('.plan-link').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-split]');
    await ready(page);
    expect(await page.getAttribute('[data-split]', 'data-split')).toBe(above[0]?.code);
    const households = (await page.locator('[data-table=parts] tbody tr td:nth-child(2)').allTextContents()).map((it) => Number(it.replaceAll(',', '')));
    expect(households).toHaveLength(above[0]?.parts ?? 0);
    expect(await page.getAttribute('[data-strip]', 'data-strip-parts')).toBe(String(households.length));
    expect(households.reduce((sum, it) => sum + it, 0)).toBe(above[0]?.households);
    await page.click('[data-action=dry-run]');
    await page.waitForSelector('[data-dry-run]');
    const sum = async (key: string): Promise<number> => Number((await page.textContent(`[data-dry-run] [data-sum=${key}] dd`))?.replaceAll(',', ''));
    expect([await sum('areas'), await sum('moved'), await sum('gaps'), await sum('overlaps')]).toEqual([households.length, households.slice(0, -1).reduce((all, it) => all + it, 0), 0, 0]);
    const change = await (await fetch(await page.locator('[data-action=export-change]').evaluate((it) => (it as HTMLAnchorElement).href), { headers: { Cookie: signed } })).json() as { readonly edits: readonly unknown[] };
    expect(change.edits).toHaveLength(households.length - 1);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'plan-balance');
    const link = page.url();
    expect(link).toMatch(/~b(?:,|%2C)[A-Z2-7]{26}/);
    await opened?.close();
    await server.down();
    await server.up();
    opened = await open(browser, { ...desk, locale: 'en-US', colorScheme: 'dark' }, link, signed);
    await opened.page.waitForSelector(`[data-split="${above[0]?.code ?? ''}"]`);
    await ready(opened.page);
    expect(await opened.page.textContent('[data-split] h3')).toMatch(/^Proposed split of /);
    expect(await opened.page.locator('[data-table=parts] tbody tr').count()).toBe(households.length);
    expect(await violations(opened.page)).toEqual([]);
    await shoot(opened.page, 'plan-balance-dark');
  });

  it('locks a gate from the list, and draws the circle of a station', async () => {
    const at = (await ask<{ readonly places: readonly { readonly point: readonly [number, number] }[] }>('stations?limit=1')).places[0]?.point ?? [0, 0];
    opened = await open(browser, desk, `${server.url}/#z=15/${at[1]}/${at[0]}&plan=scenario.5.community`, signed);
    const near = opened.page;
    await near.waitForSelector('[data-part=by-list]');
    await ready(near);
    await near.click('[data-action=tool-gate]');
    await near.click('[data-part=by-list] summary');
    await near.waitForSelector('[data-field=gate] >> option >> nth=1', { state: 'attached' });
    await near.selectOption('[data-field=gate]', { index: 1 });
    await near.click('[data-action=lock-listed]');
    await near.waitForSelector('[data-edit=gate]');
    await ready(near);
    expect(await near.textContent('[data-action=lock-listed]')).toBe('开出入口');
    await near.click('[data-action=lock-listed]');
    await near.waitForSelector('[data-edit=gate]', { state: 'detached' }); // turned back: no edit is left
    await ready(near);
    expect(await near.textContent('[data-action=lock-listed]')).toBe('关出入口');
    await near.click('[data-action=plan-circle]');
    await near.selectOption('.plan select:not([data-field])', { index: 1 });
    await near.waitForSelector('[data-circle]');
    expect(await near.locator('.plan-key li').allTextContents()).toEqual(['5 分钟', '10 分钟', '15 分钟']);
    await idle(near);
    expect(await violations(near)).toEqual([]);
    await shoot(near, 'plan-circle');
  });

  it('is a sheet on a phone, in English and dark', async () => {
    const page = await plan('coverage.10.community', { width: 360, height: 740, locale: 'en-US', colorScheme: 'dark' });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBe(360);
    const box = await page.locator('.plan').boundingBox();
    expect([box?.x, box?.width]).toEqual([0, 360]);
    await page.waitForSelector('[data-flag=demo]');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'plan-phone');
  });

  it('says what a city without streets and households lacks, and that scenarios are for the keeper', async () => {
    const page = await plan('coverage.10.', desk, bare);
    await page.waitForSelector('[data-note=no-network]');
    await page.click('[data-action=plan-scenario]');
    await page.waitForSelector('[data-note=keeper]');
    await page.click('[data-action=plan-siting]');
    await page.waitForSelector('[data-note=keeper]');
    await page.click('[data-action=plan-balance]');
    await page.waitForSelector('[data-norm], [data-problem]');
    await page.waitForSelector('[data-note=keeper]');
    expect(await violations(page)).toEqual([]);
  });
});
