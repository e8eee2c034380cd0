import { readFileSync } from 'node:fs';

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { desk, pixels, shoot, violations } from './browser';
import { demoTown } from './demotown';
import { ready } from './planning';

const town = demoTown('demo-planner');

interface Norms {
  readonly compounds_without_venue: readonly { readonly code: string; readonly households: number; readonly walk_s: number }[];
  readonly areas_without: readonly unknown[];
  readonly below_norm: readonly { readonly code: string }[];
  readonly not_every_day: readonly { readonly code: string; readonly closed_days: number }[];
  readonly by_hour: readonly { readonly at: string; readonly open: number; readonly share: number }[];
}

async function norms(minutes = 10): Promise<Norms> {
  return await (await fetch(`${town.server.url}/api/v1/coverage/norms?minutes=${minutes}`, { headers: { Cookie: town.signed } })).json() as Norms;
}

/** The codes of the rows of a list. */
async function rowsOf(page: Page, table: string): Promise<(string | null)[]> {
  return await page.locator(`[data-table=${table}] tbody tr`).evaluateAll((all) => all.map((it) => it.getAttribute('data-row')));
}

/** The lines of a file that a click gives. */
async function fileOf(page: Page, action: string): Promise<string[]> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(`[data-action=${action}]`)]);
  return readFileSync(await download.path(), 'utf8').trim().split('\r\n');
}

describe('what the city should have and has not', () => {
  it('lists the compounds without a venue as the server does, sorts them, hatches them and opens their cards', async () => {
    const page = await town.plan('norms');
    const answer = await norms();
    const lacking = answer.compounds_without_venue;
    expect(lacking.length).toBeGreaterThan(12);
    expect(await page.getAttribute('[data-action=norm-venues]', 'data-count')).toBe(String(lacking.length));
    for (const [part, list] of [['lacking', answer.areas_without], ['floor', answer.below_norm], ['days', answer.not_every_day]] as const) {
      expect(await page.getAttribute(`[data-action=norm-${part}]`, 'data-count')).toBe(String(list.length));
    }
    await page.click('[data-action=all-rows]');
    expect(await rowsOf(page, 'venues')).toEqual(lacking.map((it) => it.code));
    await page.click('[data-action=sort-walk]');
    const walks = new Map(lacking.map((it) => [it.code, it.walk_s]));
    const sorted = (await rowsOf(page, 'venues')).map((it) => walks.get(it ?? '') ?? NaN);
    expect(sorted).toEqual([...sorted].sort((a, b) => b - a));
    const file = await fileOf(page, 'export-venues');
    expect(file).toHaveLength(1 + lacking.length);
    expect(file[0]).toContain('code,name,households,nearest,nearest_name,walk_s,note');
    expect(file[1]).toContain('演示数据');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'plan-norms');
    await page.locator('[data-table=venues] .plan-link').first().click();
    await page.waitForSelector('[data-card=answered]');
    expect(await page.textContent('.card')).toContain((await rowsOf(page, 'venues'))[0] ?? '?');
    expect(page.url()).toContain('plan=norms.');
  });

  it('marks places below the norm and stations with days off on the map, in English and the dark', async () => {
    const page = await town.plan('norms.10.street~n,floor', { ...desk, locale: 'en-US', colorScheme: 'dark' });
    const answer = await norms();
    expect(answer.below_norm.length).toBeGreaterThan(0);
    expect(await rowsOf(page, 'floor')).toEqual(answer.below_norm.map((it) => it.code).slice(0, 12));
    const chosen = [0xc7, 0xa6, 0xf5] as const;
    expect(await pixels(page, '.map', chosen)).toBeGreaterThan(100);
    expect(await violations(page)).toEqual([]);
    await page.click('[data-action=norm-days]');
    expect(page.url()).toMatch(/n(,|%2C)days/);
    expect(await rowsOf(page, 'days')).toEqual(answer.not_every_day.map((it) => it.code).slice(0, 12));
    await page.locator('[data-table=days] .plan-link').first().click();
    await page.waitForSelector('[data-card=answered] [data-hours]');
    await page.click('[data-action=norm-lacking]');
    expect(await page.locator('[data-note=no-lacking], [data-table=lacking]').count()).toBe(1);
  });

  it('shows coverage by the hours of a week, and that of an hour on the map', async () => {
    const page = await town.plan('norms.5.street~n,hours');
    const { by_hour: hours } = await norms(5);
    expect(await page.locator('.norm-week svg title').count()).toBe(168);
    const shares = hours.map((it) => it.share);
    expect(Number(await page.getAttribute('.norm-week', 'data-low'))).toBe(Math.min(...shares));
    expect(Number(await page.getAttribute('.norm-week', 'data-high'))).toBe(Math.max(...shares));
    expect(await fileOf(page, 'export-hours')).toHaveLength(169);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'plan-norms-hours');
    const least = hours.find((it) => it.share === Math.min(...shares));
    const run = page.locator(`[data-run="${least?.at.slice(0, 16) ?? ''}"] .plan-link`);
    await run.click();
    await ready(page);
    expect(page.url()).toContain('plan=coverage.5.');
    expect(Number(await page.getAttribute('.plan-big', 'data-share'))).toBeCloseTo(least?.share ?? NaN, 9);
  });

  it('sorts stations by a pasted table of visits, names what is wrong in it, and keeps nothing of it', async () => {
    const page = await town.plan('norms.10.street~n,usage');
    await page.fill('[data-paste=usage]', '编码,月份,人次\nRS00001,2026-13,5');
    await page.click('[data-action=usage-count]');
    expect(await page.textContent('[data-note=usage-month]')).toContain('第 2 行');
    const codes = (await fileOf(page, 'export-visits')).slice(1).map((it) => it.split(',')[0] ?? '');
    expect(codes.length).toBeGreaterThan(5);
    const rows = codes.map((code, i) => ({ code, month: '2026-09', visits: [2000, 200, 2][i % 3] ?? 0 }));
    const text = `编码,月份,人次\n${rows.map((it) => `${it.code},2026年9月,${it.visits}`).join('\n')}\nNIX,2026-09,4`;
    await page.fill('[data-paste=usage]', text);
    await page.click('[data-action=usage-count]');
    await page.waitForSelector('[data-usage]');
    const answer = await (await fetch(`${town.server.url}/api/v1/coverage/usage?minutes=10`, {
      method: 'POST', body: JSON.stringify({ rows }), headers: { Cookie: town.signed, Origin: town.server.url, 'Content-Type': 'application/json' },
    })).json() as { readonly places: readonly { readonly code: string; readonly class: string }[] };
    for (const of of ['over_used', 'idle'] as const) {
      await page.click(`[data-action=use-${of}]`);
      const wanted = answer.places.filter((it) => it.class === of).map((it) => it.code);
      expect(wanted.length).toBeGreaterThan(0);
      expect((await rowsOf(page, 'usage')).sort()).toEqual([...wanted].sort().slice(0, 12));
    }
    expect(await page.textContent('[data-note=usage-strange]')).toContain('NIX');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'plan-norms-usage');
    expect(page.url()).not.toContain('2026');
    expect(await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]))).not.toContain('NIX');
    await page.reload();
    await ready(page);
    expect(await page.inputValue('[data-paste=usage]')).toBe('');
  });

  it('is worked by keys on a phone', async () => {
    const page = await town.plan('norms', { ...desk, width: 360, height: 740 });
    await page.focus('[data-action=norm-floor]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-table=floor]');
    await page.focus('[data-table=floor] .plan-link');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-card=answered]');
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });
});
