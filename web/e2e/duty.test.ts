import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { desk, idle, launch, open, shoot, violations, type Watched } from './browser';
import { type Redsail, serve } from './redsail';

/** A Sunday evening on the city's clock. */
const evening = '2026-11-29T20:00:00+08:00';

interface Found {
  readonly at: readonly [number, number];
  readonly phones: readonly string[];
}

let browser: Browser;
let town: Redsail;
let dispatcher: string;
/** A spot of a compound where somebody is on duty then, and the numbers of those. */
let spot: Found;
let opened: Watched | null = null;

async function dutyAt([lon, lat]: readonly [number, number]): Promise<readonly string[]> {
  const answer = await fetch(`${town.url}/api/v1/locate`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', Cookie: dispatcher }, body: JSON.stringify({ lon, lat, at: evening, fields: 'posts' }),
  });
  const { posts = [] } = await answer.json() as { posts?: readonly { readonly on_duty: boolean | null; readonly phone: string }[] };
  return posts.filter((it) => it.on_duty === true && it.phone !== '').map((it) => it.phone);
}

beforeAll(async () => {
  [browser, town] = await Promise.all([launch(), serve('town', [], { demo: true })]);
  dispatcher = await town.signIn('demo-dispatcher');
  const { areas } = await (await fetch(`${town.url}/api/v1/areas?layer=compound&limit=100`)).json() as { areas: readonly { readonly label: readonly [number, number] }[] };
  for (const { label } of areas) {
    const phones = await dutyAt(label);
    if (phones.length > 0) {
      spot = { at: label, phones };
      return;
    }
  }
  throw new Error('nobody is on duty in any compound of the demo city on a Sunday evening');
});

afterEach(async () => {
  const { wrong } = opened ?? { wrong: [] };
  await opened?.close();
  opened = null;
  expect(wrong).toEqual([]);
});

afterAll(async () => { await Promise.all([browser.close(), town.stop()]); });

async function visit(hash: string): Promise<Page> {
  opened = await open(browser, desk, `${town.url}/#${hash}`, dispatcher);
  await idle(opened.page);
  await opened.page.waitForSelector('[data-asof]');
  return opened.page;
}

/** The numbers of those whom the card says to be on duty. */
async function numbers(page: Page): Promise<readonly string[]> {
  await page.waitForSelector('[data-duty=true] a[href^="tel:"]');
  return await page.locator('[data-duty] li:has(.open-yes) > .station-words > a[href^="tel:"]').allTextContents();
}

describe('who is on duty at another hour', () => {
  it('is on the card of a click, for the minute of the link', async () => {
    const [lon, lat] = spot.at;
    const page = await visit(`at=${encodeURIComponent(evening)}&z=17/${lat}/${lon}`);
    const map = await page.locator('.maplibregl-canvas').boundingBox();
    await page.mouse.click((map?.x ?? 0) + (map?.width ?? 0) / 2, (map?.y ?? 0) + (map?.height ?? 0) / 2);
    expect(new Set(await numbers(page))).toEqual(new Set(spot.phones));
    expect(await page.textContent('[data-as-of]')).toContain('2026-11-29 20:00');
    expect(await page.textContent('.tool-asof-pick')).toContain('2026-11-29 20:00');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'duty-sunday');
  });

  it('is asked for by a date and a time beside it, which the link keeps; without the time it is the first moment of the date', async () => {
    const page = await visit(`p=${spot.at.join(',')}`);
    await page.click('[data-action=asof]');
    await page.waitForSelector('[data-turns=ready]');
    await page.fill('[data-option=asof]', '2026-11-29');
    await page.waitForSelector('[data-asof="2026-11-29"]');
    await page.fill('[data-option=asof-time]', '20:00');
    await page.waitForSelector(`[data-asof="${evening}"]`);
    await expect.poll(() => page.textContent('[data-as-of]'), { timeout: 60_000 }).toContain('2026-11-29 20:00');
    expect(new Set(await numbers(page))).toEqual(new Set(spot.phones));
    expect(new URLSearchParams(new URL(page.url()).hash.slice(1)).get('at')).toBe(evening);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'duty-when');
    await page.fill('[data-option=asof-time]', '');
    await page.waitForSelector('[data-asof="2026-11-29"]');
    await page.evaluate(() => { // as a year is typed: 0002 is no date that anybody means
      const box = document.querySelector<HTMLInputElement>('[data-option=asof]');
      box?.focus();
      if (box !== null) {
        box.value = '0002-11-29';
        box.dispatchEvent(new Event('change', { bubbles: true }));
      }
    });
    expect(await page.getAttribute('[data-asof]', 'data-asof')).toBe('2026-11-29');
  });
});

describe('the card of an area', () => {
  it('says on top whether somebody is on duty and whom to call, and has its posts and the chain of the Party, which leads on', async () => {
    const { areas } = await (await fetch(`${town.url}/api/v1/areas?layer=community&limit=1`)).json() as { areas: readonly { readonly code: string }[] };
    const page = await visit(`a=community:${areas[0]?.code ?? ''}&at=${encodeURIComponent(evening)}`);
    await page.waitForSelector('[data-brief=true],[data-brief=false]');
    expect(await page.textContent('[data-brief] .near-circle')).toMatch(/该时刻|then/);
    expect(await page.locator('[data-duty] [data-post]').count()).toBeGreaterThan(0);
    expect(await page.locator('[data-bodies=chain] [data-body]').count()).toBeGreaterThan(1);
    expect(await violations(page)).toEqual([]);
    await page.locator('[data-bodies=chain] [data-action=body-area]').first().click();
    await expect.poll(() => new URLSearchParams(new URL(page.url()).hash.slice(1)).get('a'), { timeout: 60_000 }).toMatch(/^street:/);
  });
});
