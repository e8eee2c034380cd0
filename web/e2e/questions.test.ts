import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { desk, idle, shoot, violations } from './browser';
import { demoTown } from './demotown';

// Questions of docs/users.md that no test of a desk asks: each by its shortest way, in at most three actions from the open page.

const town = demoTown('demo-dispatcher');

describe('the dispatcher', () => {
  it('asks which compounds a property company looks after', async () => {
    const page = await town.visit('');
    await idle(page);
    await page.click('[data-action=tools]');
    await page.click('[data-action=tools-bodies]');
    await page.locator('[data-action=body]').first().click();
    const answer = await (await fetch(`${town.server.url}/api/v1/organisations?kind=property_company&limit=1000`, { headers: { Cookie: town.signed } })).json() as
      { readonly organisations: readonly { readonly code: string; readonly covers: readonly { readonly code: string }[] }[] };
    const [first] = answer.organisations;
    expect(first?.covers.length).toBeGreaterThan(2);
    const grounds = await page.locator(`[data-body="${first?.code ?? ''}"] [data-ground]`).evaluateAll((all) => all.map((it) => it.getAttribute('data-ground')));
    expect(grounds).toEqual(first?.covers.map((it) => it.code).slice(0, 100));
    expect(page.url()).toContain(`tools=bodies.property_company.${first?.code ?? ''}`);
    expect(await violations(page)).toEqual([]);
    await idle(page);
    await shoot(page, 'tools-bodies');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-action=export-organisations]')]);
    const lines = readFileSync(await download.path(), 'utf8').trim().split('\r\n');
    expect(lines).toHaveLength(1 + answer.organisations.reduce((sum, it) => sum + it.covers.length, 0));
    await page.locator('[data-ground] .link-name').first().click();
    await page.waitForSelector('[data-card=answered]');
    expect(await page.textContent('.card')).toContain(grounds[0] ?? '?');
  });

  it('follows a link to an organisation, on a phone and in English', async () => {
    const page = await town.visit('tools=bodies.owners_committee', { ...desk, width: 360, height: 740, locale: 'en-US', colorScheme: 'dark' });
    await page.waitForSelector('[data-bodies]');
    expect(await page.inputValue('[data-select=body-kind], select')).toBe('owners_committee');
    const all = Number(await page.getAttribute('[data-bodies]', 'data-bodies'));
    expect(all).toBeGreaterThan(1);
    const name = await page.locator('[data-action=body]').first().textContent() ?? '';
    await page.fill('[data-field=body]', name);
    await page.waitForSelector('[data-bodies="1"]');
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });

  it('asks who within ten minutes gives legal advice', async () => {
    const [lon, lat] = [119.866, 38.69];
    const page = await town.visit(`at=${lon},${lat}`);
    await page.waitForSelector('[data-card=answered] [data-action=offers]');
    await page.click('[data-action=offers]');
    await page.click('[data-offer=legal]');
    await page.waitForSelector('[data-offer-found], [data-offer-none]');
    const { stations } = await (await fetch(`${town.server.url}/api/v1/locate`, {
      method: 'POST', body: JSON.stringify({ lon, lat, fields: 'stations', tags: 'legal', kinds: 'red_sail_station,volunteer_station,mediation_room' }), headers: { Cookie: town.signed, Origin: town.server.url, 'Content-Type': 'application/json' },
    })).json() as { readonly stations: readonly { readonly code: string }[] };
    expect(stations.length).toBeGreaterThan(0);
    expect(await page.locator('[data-offer-found] [data-station]').evaluateAll((all) => all.map((it) => it.getAttribute('data-station')))).toEqual(stations.map((it) => it.code));
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'card-offers');
    await page.locator('[data-offer-found] .station').first().click();
    await page.waitForSelector('[data-card=answered] .tags');
  });

  it('asks which firm is at a place, and whether it has a Party organisation', async () => {
    const told = async <T>(path: string): Promise<T> => await (await fetch(`${town.server.url}/api/v1/${path}`, { headers: { Cookie: town.signed } })).json() as T;
    const { organisations } = await told<{ readonly organisations: readonly { readonly code: string; readonly name: string; readonly place?: { readonly layer: string; readonly code: string; readonly name: string } }[] }>('organisations?kind=firm');
    const [firm] = organisations;
    const at = firm?.place;
    expect(at?.layer).toBe('resident_unit');
    const page = await town.visit('');
    await idle(page);
    await page.keyboard.press('Control+k');
    await page.keyboard.type(at?.name ?? '?');
    await page.locator(`[data-hit]:has-text("${at?.name ?? '?'}")`).first().click();
    await page.waitForSelector('[data-place-bodies=ready]');
    expect(await page.textContent(`[data-body="${firm?.code ?? ''}"]`)).toContain(firm?.name);
    expect(await page.textContent('[data-none=party]')).toBe('其中没有登记党组织。');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'card-place-bodies');
    const { places } = await told<{ readonly places: readonly { readonly kind: string; readonly code: string }[] }>('places?kind=police_post&limit=1');
    const other = await town.visit(`s=police_post:${places[0]?.code ?? ''}`);
    await other.waitForSelector('[data-none=bodies]');
  });
});
