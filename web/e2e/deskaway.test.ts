import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { desk, idle, shoot, violations } from './browser';
import { screenOf } from '../src/map/mercator';
import { demoTown } from './demotown';
import { ready } from './planning';

// What goes wrong around a desk that somebody works at: another tab, a storage that is full, a server that is gone.

const town = demoTown('demo-planner', /Failed to load resource|ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY_RESPONSE|ERR_FAILED/);

async function addStation(page: Page, x: number, y: number): Promise<void> {
  const before = await page.locator('[data-edit=open]').count();
  if (await page.getAttribute('[data-action=tool-open]', 'aria-pressed') !== 'true') {
    await page.click('[data-action=tool-open]');
  }
  await page.mouse.click(x, y);
  await expect.poll(() => page.locator('[data-edit=open]').count()).toBe(before + 1);
}

describe('two tabs of a planner', () => {
  it('keep their scenarios beside each other, and each edits its own', async () => {
    const first = await town.plan('scenario.5.community');
    await addStation(first, 760, 420);
    await ready(first);
    const second = await first.context().newPage();
    await second.goto(`${town.server.url}/#plan=scenario.5.community`);
    await ready(second);
    expect(await second.locator('[data-edit=open]').count()).toBe(0);
    await first.click('[data-action=keep-scenario]');
    await second.waitForSelector('[data-shelf="1"]'); // it comes by itself
    await idle(second);
    await addStation(second, 700, 380);
    await ready(second);
    await second.click('[data-action=keep-scenario]');
    await second.waitForSelector('[data-shelf="2"]');
    await first.waitForSelector('[data-shelf="2"]');
    expect(await first.locator('[data-edit=open]').count()).toBe(1);
  });
});

describe('a storage that is full', () => {
  it('is told of where a scenario is kept', async () => {
    const page = await town.plan('scenario.5.community', { ...desk, locale: 'en-US' });
    await page.evaluate(() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; });
    await addStation(page, 760, 420);
    await ready(page);
    await page.click('[data-action=keep-scenario]');
    await page.waitForSelector('[data-shelf="1"] [data-shelf-lasting=false]');
    expect(await page.textContent('[data-shelf-lasting]')).toContain('copy the link');
    expect(await violations(page)).toEqual([]);
  });
});

describe('a server that is gone in the middle of a scenario', () => {
  it('takes nothing away: what was done meanwhile is in the link, and is reckoned when it is back', async () => {
    const page = await town.plan('scenario.5.community');
    await addStation(page, 760, 420);
    await ready(page);
    await town.server.down();
    await page.mouse.click(700, 380);
    await page.waitForSelector('[data-unheard]');
    await page.mouse.click(930, 600);
    await expect.poll(() => page.locator('[data-unheard]').count()).toBe(2);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'scenario-away');
    await page.click('[data-action=undo]');
    await expect.poll(() => page.locator('[data-unheard]').count()).toBe(1);
    const link = page.url();
    await town.server.up();
    await page.click('[data-action=plan-retry]');
    await expect.poll(() => page.locator('[data-unheard]').count()).toBe(0);
    await ready(page);
    expect(await page.locator('[data-edit=open]').count()).toBe(2);
    expect(page.url().replace('new-2', '')).toBe(link); // which held both all the while: the server gave the second its code
  });
});

describe('the tools of the dispatcher', () => {
  it.each([[360, 740], [820, 1180]])('leave the city in sight at %s pixels', async (width, height) => {
    const page = await town.visit('tools=theme.community.households', { ...desk, width, height });
    await page.waitForSelector('.plan fieldset');
    await idle(page);
    await shoot(page, `tools-theme-${String(width)}`);
    await page.locator('.map canvas').focus();
    for (const key of ['+', '-']) { // what the reader did stands in the link
      await page.keyboard.press(key);
      await page.waitForTimeout(500);
      await idle(page);
    }
    await page.waitForURL(/z=/, { timeout: 60_000 });
    const clear = await page.evaluate(() => {
      const panel = document.querySelector('.plan')?.getBoundingClientRect() ?? new DOMRect();
      return panel.width < window.innerWidth ? panel.right : -panel.top; // beside it, or above
    });
    const city = await (await fetch(`${town.server.url}/api/v1/areas?layer=city&limit=1`)).json() as { areas: { bounds: [number, number, number, number] }[] };
    const [west = 0, south = 0] = city.areas[0]?.bounds ?? [];
    const [zoom = 0, lat = 0, lon = 0] = /z=([\d.]+)\/([\d.]+)\/([\d.]+)/.exec(page.url())?.slice(1).map(Number) ?? [];
    const corner = screenOf({ lon: west, lat: south }, { zoom, centre: { lon, lat } }, await page.locator('.map').evaluate((it) => ({ width: it.clientWidth, height: it.clientHeight })));
    expect(zoom).toBeGreaterThan(5);
    expect(clear > 0 ? corner.x - clear : -clear - corner.y).toBeGreaterThan(0);
  });
});
