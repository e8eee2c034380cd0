import { describe, expect, it } from 'vitest';

import { desk, type Reader, shoot, violations } from './browser';
import { demoTown } from './demotown';
import { ready } from './planning';

/** A keeper of the data may do all that the desk offers. */
const town = demoTown('demo-keeper', /409 \(Conflict\)/);

const phone: Reader = { width: 360, height: 740, locale: 'en-US', colorScheme: 'dark' };

/** The numbers of a site card that the hour decides. */
interface Card {
  readonly new_households: number;
  readonly twice_households: number;
}

async function spot(of: Readonly<Record<string, number | string>>): Promise<Card> {
  const answer = await fetch(`${town.server.url}/api/v1/siting/spot`, { method: 'POST', headers: { Cookie: town.signed, 'Content-Type': 'application/json' }, body: JSON.stringify(of) });
  return await answer.json() as Card;
}

describe('what a scenario cannot do', () => {
  it.each([['zh', desk, /本来就是这个开放时间。$/], ['en', phone, /has these hours already\.$/]] as const)('is said in the reader’s words: %s', async (lang, reader, says) => {
    const page = await town.plan('scenario.5.community~t,2026-11-28T20:00', reader);
    await page.click('[data-part=by-list] summary');
    await page.selectOption('[data-part=by-list] select >> nth=0', { index: 2 });
    await page.click('[data-action=hours-listed]');
    await page.waitForSelector('[data-edit=hours]');
    await ready(page);
    await page.click('[data-action=hours-listed]');
    await page.waitForSelector('[data-not-done=no_change]');
    expect(await page.textContent('[data-not-done]')).toMatch(says);
    expect(await page.locator('.plan [data-problem]').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await page.locator('[data-not-done]').scrollIntoViewIfNeeded();
    await shoot(page, `plan-not-done-${lang}`);
    await page.click('[data-action=understood]');
    await page.waitForSelector('[data-not-done]', { state: 'detached' });
    expect(await page.locator('[data-edit]').count()).toBe(1);
  }, 120_000);

  it.each([['zh', desk, '驿站 RS99999 不存在'], ['en', phone, 'There is no station RS99999']] as const)('takes nothing else from a comparison: %s', async (lang, reader, says) => {
    const page = await town.plan('scenario.5.community', reader);
    await page.evaluate(() => {
      const kept = { name: 'A', minutes: 5, profile: 'adult', revision: 1, share: 0.5, uncovered: 1, p90: 300, edits: [{ op: 'close', place: 'RS99999' }, { op: 'close', place: 'RS00001' }] };
      window.localStorage.setItem('redsail.scenarios', JSON.stringify([kept]));
    });
    await page.reload();
    await ready(page);
    await page.click('[data-action=compare-with]');
    await page.waitForSelector('[data-table=versus]');
    await ready(page);
    expect(await page.locator('[data-versus-left]').allTextContents()).toEqual([says]);
    expect(Number(await page.getAttribute('[data-versus] .plan-gain', 'data-only-this'))).toBeGreaterThan(0);
    expect(await violations(page)).toEqual([]);
    await page.locator('[data-note=versus-left]').scrollIntoViewIfNeeded();
    await shoot(page, `plan-versus-left-${lang}`);
  }, 120_000);
});

describe('the site card of an hour', () => {
  it.each([['zh', desk], ['en', phone]] as const)('counts beside what is open then: %s', async (lang, reader) => {
    const night = '2026-11-28T23:30';
    const [station] = (await (await fetch(`${town.server.url}/api/v1/places?kind=red_sail_station&state=open&limit=1`)).json() as { places: readonly { point: readonly [number, number] }[] }).places;
    const [lon, lat] = station?.point ?? [0, 0];
    const at = { lon, lat, minutes: 5 };
    const [day, dark] = [await spot(at), await spot({ ...at, open_at: `${night}:00+08:00` })];
    expect(dark.new_households).toBeGreaterThan(day.new_households);
    const page = await town.plan(`site.5.community~t,${night}~p,${String(lon)},${String(lat)}`, reader);
    await page.waitForSelector('[data-site]');
    const sum = async (key: string): Promise<number> => Number((await page.textContent(`[data-site] [data-sum=${key}] dd`))?.replaceAll(',', ''));
    expect([await sum('new'), await sum('twice')]).toEqual([dark.new_households, dark.twice_households]);
    expect(await page.textContent('[data-site] [data-open-at]')).toContain(night.replace('T', ' '));
    expect(await violations(page)).toEqual([]);
    await page.locator('[data-site] [data-open-at]').scrollIntoViewIfNeeded();
    await shoot(page, `plan-site-hour-${lang}`);
  }, 120_000);
});
