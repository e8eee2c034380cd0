import { describe, expect, it } from 'vitest';

import { desk, shoot, violations } from './browser';
import { demoTown } from './demotown';
import { ready } from './planning';

/** A keeper of the data may do all that the desk offers. */
const town = demoTown('demo-keeper');

interface Ground {
  readonly areas: readonly { readonly class: Readonly<Record<string, string>>; readonly label: readonly [number, number] }[];
}

interface Card {
  readonly households: number;
  readonly new_households: number;
  readonly twice_households: number;
  readonly nearest_home_s: number | null;
  readonly circles: readonly { readonly code: string }[];
}

/** The site card of a spot. */
async function spot(of: { readonly lon: number; readonly lat: number; readonly minutes: number }): Promise<Card> {
  const answer = await fetch(`${town.server.url}/api/v1/siting/spot`, { method: 'POST', headers: { Cookie: town.signed, 'Content-Type': 'application/json' }, body: JSON.stringify(of) });
  return await answer.json() as Card;
}

describe('the site card', () => {
  it('is that of a clicked and of a proposed spot, as the server answers it, and refuses ground that is not built on', async () => {
    const page = await town.plan('site.5.community');
    await page.mouse.click(760, 420);
    await page.waitForSelector('[data-site]');
    await ready(page);
    const [, lon, lat] = /~p(?:,|%2C)(-?[\d.]+)(?:,|%2C)(-?[\d.]+)/.exec(page.url()) ?? [];
    const card = await spot({ lon: Number(lon), lat: Number(lat), minutes: 5 });
    const sum = async (key: string): Promise<number> => Number((await page.textContent(`[data-site] [data-sum=${key}] dd`))?.replaceAll(',', ''));
    expect(card.households).toBeGreaterThan(0);
    expect([await sum('households'), await sum('new'), await sum('twice')]).toEqual([card.households, card.new_households, card.twice_households]);
    expect(await page.locator('[data-table=site-circles] tbody tr').evaluateAll((all) => all.map((it) => it.getAttribute('data-row')))).toEqual(card.circles.map((it) => it.code));
    expect(await page.textContent('[data-near]')).toContain((Math.round((card.nearest_home_s ?? 0) / 6) / 10).toString());
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'plan-site');
    await page.click('[data-action=site-open]');
    await page.waitForSelector('[data-edit=open]');
    await ready(page);
    const gain = page.locator('.plan-gain');
    expect([await gain.getAttribute('data-gained'), await gain.getAttribute('data-lost')].map(Number)).toEqual([card.new_households, 0]);
    await page.click('[data-action=site-card]');
    await page.waitForSelector('[data-site]');
    const { areas } = await (await fetch(`${town.server.url}/api/v1/areas?layer=land_use&limit=500`)).json() as Ground;
    const inside = areas.find((it) => it.class['kind'] === 'park')?.label;
    expect(inside).toBeDefined();
    const refused = await town.plan(`site.10.community~p,${String(inside?.[0])},${String(inside?.[1])}`, { ...desk, locale: 'en-US', colorScheme: 'dark' });
    await refused.waitForSelector('[data-site=refused]');
    expect(await refused.textContent('[data-note=site-ground]')).toMatch(/No station may be proposed here: on a? ?park.*Land use: .*park/i);
    expect(await violations(refused)).toEqual([]);
    const field = areas.find((it) => it.class['kind'] === 'farmland')?.label;
    expect(field).toBeDefined();
    const farmed = await town.plan(`site.10.community~p,${String(field?.[0])},${String(field?.[1])}`);
    await farmed.waitForSelector('[data-site=refused]');
    expect(await farmed.textContent('[data-note=site-ground]')).toMatch(/位于耕地.*用地：耕地/);
    expect(await farmed.isDisabled('[data-action=site-open]')).toBe(true);
    await shoot(farmed, 'plan-site-farmland');
  }, 180_000);

  it('names what is there in English, and each public building with its address', async () => {
    const page = await town.plan('site.5.community', { ...desk, locale: 'en-US', colorScheme: 'dark' });
    await page.mouse.click(760, 420);
    await page.waitForSelector('[data-site] [data-line=areas]');
    expect(await page.textContent('[data-line=areas]')).not.toMatch(/[\u4e00-\u9fff]/);
    const named = await page.locator('[data-table=site-buildings] tbody th').evaluateAll((all) => all.map((it) => [it.firstChild?.textContent ?? '', it.querySelector('.detail')?.textContent ?? '']));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter(([name = '', address = '']) => /[\u4e00-\u9fff]/.test(name) || address === '')).toEqual([]);
    const fields = await page.locator('.plan .chips, .plan .plan-field select').evaluateAll((all) => all.slice(0, 2).map((it) => it.getBoundingClientRect().left));
    expect(fields[0]).toBeCloseTo(fields[1] ?? 0, 0);
    await shoot(page, 'plan-site-en');
  });

  it.each(['zh-CN', 'en-US'] as const)('comes into sight on a phone as its spot is touched, below one row of pages: %s', async (locale) => {
    const page = await town.plan('site.5.community', { width: 360, height: 740, locale, colorScheme: 'dark' });
    const tops = await page.locator('.plan-tab').evaluateAll((all) => all.map((it) => it.getBoundingClientRect().top));
    expect(new Set(tops).size).toBe(1);
    const inSight = async (selector: string): Promise<boolean> => await page.evaluate((it) => {
      const box = document.querySelector(it)?.getBoundingClientRect();
      return box !== undefined && box.left >= 0 && box.right <= innerWidth && box.top + 40 <= innerHeight;
    }, selector);
    expect(await inSight('.plan-tab[aria-current]')).toBe(true);
    await page.mouse.click(180, 230);
    await page.waitForSelector('[data-site]');
    await expect.poll(() => inSight('[data-site]')).toBe(true);
    expect(await violations(page)).toEqual([]);
    await shoot(page, `plan-site-phone-${locale}`);
    await page.click('[data-action=plan-balance]');
    await page.waitForSelector('.plan[data-tab=balance]');
    await expect.poll(() => inSight('.plan-tab[aria-current]')).toBe(true);
  });
});
