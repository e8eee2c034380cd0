import { describe, expect, it } from 'vitest';

import { idle, shoot, violations } from './browser';
import { demoTown } from './demotown';
import { ready } from './planning';

const town = demoTown('demo-keeper');

/** A station in service, and where it stands. */
async function aStation(): Promise<{ readonly code: string; readonly lon: number; readonly lat: number }> {
  const answer = await fetch(`${town.server.url}/api/v1/places?kind=red_sail_station&state=open&limit=1`, { headers: { Cookie: town.signed } });
  const { places } = await answer.json() as { places: readonly { code: string; point: readonly [number, number] }[] };
  return places.map(({ code, point: [lon, lat] }) => ({ code, lon, lat }))[0] ?? { code: '', lon: 0, lat: 0 };
}

describe('the desk of the planner in a page that is open', () => {
  it('stays open though its styles come late, when two have asked for it', async () => {
    const page = await town.visit('');
    await idle(page);
    let late = 0;
    await page.route(/\/assets\/(?!page|rest|maplibre)[^/]+\.css$/, async (route) => {
      late++;
      await new Promise((on) => { setTimeout(on, 2000); });
      await route.continue();
    });
    await page.goto('about:blank');
    await page.goto(`${town.server.url}/#plan=coverage.10.community`);
    await page.waitForSelector('.plan');
    await page.waitForTimeout(3000);
    await ready(page);
    expect(await page.locator('.plan').count()).toBe(1);
    expect(late).toBeGreaterThan(0);
  });

  it('opens from a link put into the map, lists gates without the map, and brings back what was cleared', async () => {
    const { code, lon, lat } = await aStation();
    const page = await town.visit(`z=15/${lat}/${lon}`);
    await idle(page);
    await page.evaluate((closed) => { location.hash += `&plan=scenario.5.compound~c,${closed}`; }, code);
    await page.waitForSelector('[data-edit=close]');
    await ready(page);
    await page.click('[data-part=by-list] summary');
    await page.waitForSelector('[data-field=gate] >> option >> nth=1', { state: 'attached' });
    await page.click('[data-action=clear]');
    await page.waitForSelector('[data-aside="1"]');
    await ready(page);
    await page.click('[data-action=tool-open]');
    const { x, y, width, height } = await page.locator('.map').boundingBox() ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.click(x + width / 2 + 9, y + height / 2); // beside the sign in the middle
    await page.waitForSelector('[data-edit=open]');
    await ready(page);
    const added = Number(/~o(?:,|%2C)([\d.]+)/.exec(page.url())?.[1]);
    expect(added - lon).toBeGreaterThan(0.00005); // nine pixels at zoom 15 are 0.0002°
    await page.click('[data-action=bring-back]');
    await page.waitForSelector('[data-edit=close]');
    await ready(page);
    await page.waitForSelector('[data-aside="1"]');
    await shoot(page, 'plan-aside');
    await page.click('[data-action=plan-coverage]');
    await page.waitForSelector('[data-table=coverage] [data-row]');
    expect(await page.inputValue('[data-field=by]')).toBe('compound');
    expect(await violations(page)).toEqual([]);
  });
});
