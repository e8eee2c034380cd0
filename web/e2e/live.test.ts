import { type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { desk, idle, launch, open } from './browser';
import { added, hostile, type Redsail, serve } from './redsail';

/** What the event `tiles` tells. */
interface Change {
  readonly all?: boolean;
  readonly layers: readonly { readonly layer: string; readonly tiles?: readonly string[] }[];
}

let browser: Browser;
let redsail: Redsail;

beforeAll(async () => {
  [browser, redsail] = await Promise.all([launch(), serve('tiny')]);
});

afterAll(async () => {
  await browser.close();
  await redsail.stop();
});

async function overlays(page: Page): Promise<string | null> {
  return await page.locator('[data-layer="overlay"]').textContent();
}

describe('a change while the page is open', () => {
  it('is on the map, and told, as soon as the server tells of it', async () => {
    const watched = await open(browser, desk, `${redsail.url}/#z=15/38.6935/119.8625`);
    const { page } = watched;
    await idle(page);
    expect(await overlays(page)).toContain('2 个');
    await redsail.take('overlay', hostile);
    await expect.poll(async () => {
      const answer = await (await fetch(`${redsail.url}/api/v1/layers`)).json() as { revision: number };
      return answer.revision;
    }, { timeout: 60_000 }).toBe(7);
    await page.waitForSelector('[data-toast="renewed"]');
    await expect.poll(() => overlays(page), { timeout: 60_000 }).toContain('5 个');
    expect(watched.wrong).toEqual([]);
    await watched.close();
  });

  it('asks again for the tiles that are other ones, and for no more, on each page that shows them', async () => {
    const before = `${redsail.url}/#z=16.6/38.6935/119.8625`;
    const pages = await Promise.all([open(browser, desk, before), open(browser, { ...desk, colorScheme: 'dark' }, before)]);
    const told = await Promise.all(pages.map(async ({ page }) => {
      await idle(page);
      const asked: string[] = [];
      page.on('request', (request) => {
        const name = /\/tiles\/([^/]+)\/(\d+\/\d+\/\d+)\.mvt$/.exec(decodeURIComponent(request.url()));
        if (name?.[1] !== undefined && name[2] !== undefined) {
          asked.push(name[2]);
        }
      });
      await page.evaluate(() => {
        const heard: string[] = [];
        Object.assign(window, { heard });
        new EventSource('api/v1/events').addEventListener('tiles', (event: MessageEvent<string>) => { heard.push(event.data); });
      });
      return asked;
    }));
    const picture = await pages[0].page.locator('canvas').first().screenshot();
    await redsail.take('overlay', added);
    for (const [i, { page, wrong }] of pages.entries()) {
      await page.waitForFunction(() => (window as unknown as { heard: string[] }).heard.length > 0);
      const change = JSON.parse(await page.evaluate(() => (window as unknown as { heard: string[] }).heard[0] ?? '')) as Change;
      const names = new Set(change.layers.flatMap((it) => it.tiles ?? []));
      expect(change.all ?? false).toBe(false);
      expect(change.layers.map((it) => it.layer)).toContain('overlay');
      await expect.poll(() => told[i]?.length ?? 0, { timeout: 60_000 }).toBeGreaterThan(0);
      await idle(page);
      await page.waitForTimeout(500);
      expect((told[i] ?? []).filter((name) => !names.has(name))).toEqual([]);
      expect(wrong).toEqual([]);
    }
    expect(await pages[0].page.locator('canvas').first().screenshot()).not.toEqual(picture);
    await Promise.all(pages.map((it) => it.close()));
  });
});
