import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { asked, desk, idle, launch, open, pixels, type Reader, shoot, violations, type Watched } from './browser';
import { type Redsail, serve } from './redsail';

const inside = '#z=15.00/38.69350/119.86250';
const phone: Reader = { width: 360, height: 720, locale: 'en-US', colorScheme: 'dark' };

let browser: Browser;
let plain: Browser;
let redsail: Redsail;
let current: Watched | undefined;

beforeAll(async () => {
  plain = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--headless=new', '--no-sandbox', '--disable-3d-apis', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  });
  [browser, redsail] = await Promise.all([launch(), serve('hostile')]);
});

afterAll(async () => {
  await Promise.all([browser.close(), plain.close(), redsail.stop()]);
});

afterEach(async () => {
  await current?.close();
  current = undefined;
});

async function visit(reader: Reader, hash: string, by: Browser): Promise<Page> {
  current = await open(by, reader, `${redsail.url}/${hash}`);
  await current.page.waitForSelector('[role="application"] img');
  await idle(current.page);
  return current.page;
}

/** Clicks a spot of the map and waits for the answer. */
async function ask(page: Page, dx: number, dy: number): Promise<void> {
  const map = await page.locator('[role="application"]').boundingBox();
  if (map === null) {
    throw new Error('the map is not shown');
  }
  await page.mouse.click(map.x + map.width / 2 + dx, map.y + map.height / 2 + dy);
  await page.waitForSelector('[data-card="answered"]');
}

describe('the picture map', () => {
  it('stands in where there is no WebGL, says so, and answers clicks with the same card', async () => {
    const page = await visit(desk, inside, plain);
    expect(await page.locator('[data-toast="picture"]').count()).toBe(1);
    await ask(page, 60, -40);
    const server = await asked(page);
    const codes = await page.locator('[data-area]').evaluateAll((rows) => rows.map((row) => row.querySelector('.code')?.textContent ?? ''));
    for (const area of server.areas) {
      expect(codes).toContain(area.code);
    }
    await idle(page);
    await expect.poll(() => pixels(page, '[role="application"]', [0xc8, 0x10, 0x2e])).toBeGreaterThan(100);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'picture-desk');
    expect(current?.wrong).toEqual([]);
  });

  it('is dragged and zoomed, and the address follows', async () => {
    const page = await visit(desk, `${inside}&map=picture`, browser);
    await page.mouse.move(700, 400);
    await page.mouse.wheel(0, -300);
    await expect.poll(() => page.url()).toContain('z=16.00');
    await page.mouse.down();
    await page.mouse.move(600, 350, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => page.url()).not.toContain('38.69350');
    await idle(page);
    expect(page.url()).toContain('map=picture');
    expect(current?.wrong).toEqual([]);
  });

  it('is used by keyboard alone, on a small screen in the dark', async () => {
    const page = await visit(phone, `${inside}&map=picture`, browser);
    await page.locator('[role="application"]').focus();
    for (const key of ['ArrowRight', 'ArrowDown', '+', 'Enter']) {
      await page.keyboard.press(key);
    }
    await page.waitForSelector('[data-card="answered"]');
    expect(page.url()).toContain('z=16.00');
    await idle(page);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'picture-phone');
    expect(current?.wrong).toEqual([]);
  });
});
