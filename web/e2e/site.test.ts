import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { desk, launch, open, shoot, violations, type Reader, type Watched } from './browser';
import { ready } from './planning';
import { type Redsail, serve } from './redsail';

let browser: Browser;
let server: Redsail;
let opened: Watched | null = null;
/** The cookie of a keeper of the data, who may do all that the desk offers. */
let signed: string;

beforeAll(async () => {
  [browser, server] = await Promise.all([launch(), serve('town', [], { demo: true })]);
  signed = await server.signIn('demo-keeper');
});

afterEach(async () => {
  const { wrong } = opened ?? { wrong: [] };
  await opened?.close();
  opened = null;
  expect(wrong).toEqual([]);
});

afterAll(async () => { await Promise.all([browser.close(), server.stop()]); });

async function plan(link: string, reader: Reader = desk): Promise<Page> {
  opened = await open(browser, reader, `${server.url}/#plan=${link}`, signed);
  const { page } = opened;
  await page.waitForSelector('.plan');
  await ready(page);
  return page;
}

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
  const answer = await fetch(`${server.url}/api/v1/siting/spot`, { method: 'POST', headers: { Cookie: signed, 'Content-Type': 'application/json' }, body: JSON.stringify(of) });
  return await answer.json() as Card;
}

describe('the site card', () => {
  it('is that of a clicked and of a proposed spot, as the server answers it, and refuses ground that is not built on', async () => {
    const page = await plan('site.5.community');
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
    await opened?.close();
    const { areas } = await (await fetch(`${server.url}/api/v1/areas?layer=land_use&limit=500`)).json() as Ground;
    const inside = areas.find((it) => it.class['kind'] === 'park')?.label;
    expect(inside).toBeDefined();
    const refused = await plan(`site.10.community~p,${String(inside?.[0])},${String(inside?.[1])}`, { ...desk, locale: 'en-US', colorScheme: 'dark' });
    await refused.waitForSelector('[data-site=refused]');
    expect(await refused.textContent('[data-note=site-ground]')).toMatch(/No station may be proposed here: on a? ?park.*Land use: .*park/i);
    expect(await violations(refused)).toEqual([]);
    await opened?.close();
    const field = areas.find((it) => it.class['kind'] === 'farmland')?.label;
    expect(field).toBeDefined();
    const farmed = await plan(`site.10.community~p,${String(field?.[0])},${String(field?.[1])}`);
    await farmed.waitForSelector('[data-site=refused]');
    expect(await farmed.textContent('[data-note=site-ground]')).toMatch(/位于耕地.*用地：耕地/);
    expect(await farmed.isDisabled('[data-action=site-open]')).toBe(true);
    await shoot(farmed, 'plan-site-farmland');
  }, 180_000);
});
