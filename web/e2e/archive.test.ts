import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { desk, idle, launch, open, type Reader, shoot, violations } from './browser';
import { type Files, host, site } from './files';

const phone: Reader = { width: 360, height: 720, locale: 'en-US', colorScheme: 'dark' };

let browser: Browser;
let made: Awaited<ReturnType<typeof site>>;

beforeAll(async () => {
  [browser, made] = await Promise.all([launch(), site()]);
});

afterAll(async () => {
  await browser.close();
  await made.remove();
});

/** Clicks the middle of the free map and waits for the card. */
async function ask(page: Page): Promise<void> {
  const map = await page.locator('canvas').first().boundingBox();
  if (map === null) {
    throw new Error('the map is not shown');
  }
  await page.mouse.click(map.x + map.width / 2, map.y + map.height / 2);
  await page.waitForSelector('[data-card="answered"]');
}

async function withSite(ranges: boolean, reader: Reader, visit: (page: Page, files: Files) => Promise<void>): Promise<void> {
  const files = await host(made.folder, ranges);
  const watched = await open(browser, reader, `${files.url}/`);
  try {
    await idle(watched.page);
    await visit(watched.page, files);
    expect(watched.wrong).toEqual([]);
    expect(files.log.filter((it) => it.status === 404 && it.path !== '/favicon.ico')).toEqual([]);
  } finally {
    await watched.close();
    await files.stop();
  }
}

function tiles(files: Files): Files['log'] {
  return files.log.filter((it) => it.path === '/city.pmtiles');
}

describe('a site without a server', () => {
  for (const [name, reader] of [['zh-light-1280', desk], ['en-dark-360', phone]] as const) {
    it(`shows the map, answers a click from its tiles, and asks for parts of the archive (${name})`, async () => {
      await withSite(true, reader, async (page, files) => {
        expect(tiles(files).length).toBeGreaterThan(1);
        expect(tiles(files).every((it) => it.status === 206)).toBe(true);
        await shoot(page, `archive-${name}`);
        await ask(page);
        const codes = await page.locator('[data-area] .code').allTextContents();
        expect(codes.length).toBeGreaterThan(2);
        const names = (await page.locator('[data-area]').allInnerTexts()).join(' ');
        expect(/[\u4e00-\u9fff]/.test(names)).toBe(reader.locale === 'zh-CN');
        await idle(page);
        await shoot(page, `archive-${name}-card`);
        expect(await violations(page)).toEqual([]);
      });
    });
  }

  it('shows the same from a host that knows no parts, and asks for the file once', async () => {
    await withSite(false, { ...phone, locale: 'zh-CN', colorScheme: 'light' }, async (page, files) => {
      await ask(page);
      expect(await page.locator('[data-area] .code').count()).toBeGreaterThan(2);
      expect(tiles(files).length).toBeLessThanOrEqual(3); // those begun before the first had come
      await shoot(page, 'archive-zh-light-360-card');
    });
  });

  it('says of a search that it takes a server', async () => {
    await withSite(true, { ...desk, locale: 'en-US', colorScheme: 'dark' }, async (page) => {
      await page.locator('input[type="search"], [role="combobox"]').first().fill('1');
      await page.waitForSelector('text=without a server');
      await shoot(page, 'archive-en-dark-1280-search');
    });
  });
});
