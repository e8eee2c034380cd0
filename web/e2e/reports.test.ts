import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { idle, launch, open, type Reader, shoot, violations, type Watched } from './browser';
import { type Redsail, serve } from './redsail';

const phone: Reader = { width: 390, height: 844, locale: 'zh-CN', colorScheme: 'light' };
const desk: Reader = { width: 1280, height: 800, locale: 'zh-CN', colorScheme: 'light' };

/** Is shown as text, wherever. */
const hostile = '<img src=x onerror=alert(1)>{{7*7}} 界线应在河边';

let browser: Browser;
let town: Redsail;
let worker: string;
let keeper: string;
const readers: Watched[] = [];

beforeAll(async () => {
  [browser, town] = await Promise.all([launch(), serve('town', [], { demo: true })]);
  [worker, keeper] = [await town.signIn('demo-worker'), await town.signIn('demo-keeper')];
});

afterEach(async () => {
  await Promise.all(readers.splice(0).map(async (it) => { await it.close(); }));
});

afterAll(async () => {
  await browser.close();
  await town.stop();
});

/** The page as somebody reads it. */
async function reading(reader: Reader, hash: string, cookie: string): Promise<Page> {
  const watched = await open(browser, reader, `${town.url}/`, cookie);
  readers.push(watched);
  await watched.page.goto(`${town.url}/${hash}`);
  await watched.page.reload();
  return watched.page;
}

/** Nothing of a note became an element. Its script would not run in any case: the policy is in the way. */
async function harmless(page: Page): Promise<void> {
  expect(await page.locator('img[src="x"], [onerror]').count()).toBe(0);
}

/** Draws a line of three points, with a note. */
async function draw(page: Page, note: string): Promise<void> {
  await page.click('[data-action=report-border]');
  await page.waitForSelector('[data-work=report-form]');
  const canvas = page.locator('.stage canvas').first();
  for (const [i, position] of [{ x: 150, y: 240 }, { x: 190, y: 260 }, { x: 230, y: 250 }].entries()) {
    await canvas.click({ position });
    await page.waitForSelector(`[data-corners="${i + 1}"]`);
    await page.waitForTimeout(350); // two taps at once are a zoom
  }
  await page.fill('[name=report-note]', note);
}

describe('a wrong border', () => {
  it('is drawn without the server, waits over a reload, is sent once when it is back, and answered by the keeper', { timeout: 180_000 }, async () => {
    const page = await reading(phone, '#work=mine', worker);
    await page.waitForSelector('[data-work=reports]');
    await page.click('[data-action=install-pack]');
    await page.waitForSelector('[data-keeping=kept]', { timeout: 60_000 });
    const sent: string[] = [];
    page.on('request', (it) => { sent.push(`${it.method()} ${new URL(it.url()).pathname}`); });
    await idle(page);
    await town.down();
    try {
      await draw(page, hostile);
      await shoot(page, 'report-form-zh');
      expect(sent.filter((it) => it.startsWith('POST'))).toEqual([]); // no tap asks anybody
      await page.click('[data-action=report-send]');
      await page.waitForSelector('[data-waiting="1"]');
      expect(await page.textContent('[data-waiting]')).toBe('1 条待发送，联网后自动发出');
      await page.reload();
      await page.waitForSelector('[data-work-offline]', { timeout: 60_000 });
      await page.waitForSelector('[data-waiting="1"]');
    } finally {
      await town.up();
    }
    await page.waitForSelector('[data-waiting="0"]', { state: 'attached', timeout: 40_000 });
    await page.waitForSelector('[data-report="1"][data-report-state=new]');
    expect(await page.textContent('[data-report="1"] .work-words')).toBe(hostile);
    await harmless(page);
    expect(await violations(page)).toEqual([]);

    const office = await reading(desk, '#admin=reports', keeper);
    await office.waitForSelector('[data-admin=reports] [data-report="1"]');
    expect(await office.locator('[data-admin=reports] [data-report]').count()).toBe(1);
    expect(await office.textContent('[data-report="1"] .report-words')).toBe(hostile);
    await harmless(office);
    await office.click('[data-action=report-look]');
    await idle(office);
    await shoot(office, 'reports-keeper-zh');
    await office.click('[data-action=report-refuse]'); // not without a word
    await office.waitForSelector('[data-report="1"] p[role=alert]');
    await office.fill('[name=word-1]', '以河道中线为准');
    await office.click('[data-action=report-refuse]');
    await office.waitForSelector('[data-report="1"][data-report-state=refused]');
    expect(await violations(office)).toEqual([]);
    expect(readers[1]?.wrong).toEqual([]);

    await page.reload();
    await page.waitForSelector('[data-report="1"][data-report-state=refused]');
    expect(await page.textContent('[data-report="1"]')).toContain('答复：以河道中线为准');
  });

  it('in English; who signs out while one waits is asked first', { timeout: 120_000 }, async () => {
    const page = await reading({ ...phone, locale: 'en-US', colorScheme: 'dark' }, '#work=mine', worker);
    await page.waitForSelector('[data-work=reports]');
    await idle(page);
    await page.route('**/api/v1/reports', async (route) => { await route.abort(); });
    await draw(page, 'The border runs along the river');
    await shoot(page, 'report-form-dark-en');
    await page.click('[data-action=report-send]');
    await page.waitForSelector('[data-waiting="1"]');
    expect(await page.textContent('[data-waiting]')).toBe('1 waiting; sent when there is a net');
    await page.click('[data-action=close-work]');
    await page.setViewportSize({ width: desk.width, height: desk.height });
    await page.click('[data-action=account]');
    await page.click('[data-action=sign-out]');
    await page.waitForSelector('[data-reports-waiting="1"]');
    await shoot(page, 'report-sign-out-en');
    await page.click('[data-action=sign-out-not]');
    expect(await page.evaluate(() => localStorage.getItem('redsail.reports'))).toContain('along the river');
    await page.click('[data-action=sign-out]');
    await page.click('[data-action=sign-out-sure]');
    await page.waitForSelector('[data-action=sign-in]', { state: 'attached' });
    expect(await page.evaluate(() => localStorage.getItem('redsail.reports'))).toBeNull();

    const office = await reading({ ...desk, locale: 'en-US', colorScheme: 'dark' }, '#admin=reports', keeper);
    await office.click('[data-fresh=false]');
    await office.waitForSelector('[data-report="1"][data-report-state=refused]');
    expect(await office.textContent('[data-report="1"]')).toContain('Answer: 以河道中线为准');
    await shoot(office, 'reports-keeper-dark-en');
  });

  it('is sent from any page of the worker, and comes to the keeper without a reload, who keeps the words and the focus', { timeout: 180_000 }, async () => {
    const office = await reading(desk, '#admin=reports', keeper);
    await office.waitForSelector('[data-reports="0"]');
    const page = await reading(phone, '#work=mine', await town.signIn('demo-worker')); // the other session was ended
    await page.waitForSelector('[data-work=reports]');
    await idle(page);
    await page.route('**/api/v1/reports', async (route) => { await route.abort(); });
    await draw(page, '树下那一段');
    await page.press('[name=report-note]', 'Escape');
    expect(await page.inputValue('[name=report-note]')).toBe('树下那一段');
    expect(await page.getAttribute('[data-corners]', 'data-corners')).toBe('3');
    await page.click('[data-action=report-send]');
    await page.waitForSelector('[data-waiting="1"]');
    await page.click('[data-action=close-work]');
    await page.unroute('**/api/v1/reports');
    await page.reload(); // the worker's page stays closed
    await expect.poll(() => page.evaluate(() => localStorage.getItem('redsail.reports')), { timeout: 60_000 }).toBeNull();
    expect(await page.locator('.work').count()).toBe(0);

    await office.waitForSelector('[data-report]', { timeout: 60_000 });
    expect(await office.textContent('[data-report] .report-words')).toBe('树下那一段');
    const n = await office.getAttribute('[data-report]', 'data-report') ?? '';
    await office.fill(`[name=word-${n}]`, '已安排');
    await office.click('[data-action=reports-again]');
    await office.click('[data-action=report-seen]');
    await office.waitForSelector(`[data-report="${n}"][data-report-state=seen]`);
    expect(await office.inputValue(`[name=word-${n}]`)).toBe('已安排');
    await expect.poll(() => office.evaluate(() => document.activeElement?.className)).toBe('admin-name');
    await office.click('[data-action=report-take]');
    await office.waitForSelector(`[data-report="${n}"][data-report-state=taken]`);
    expect(await office.textContent(`[data-report="${n}"]`)).toContain('答复：已安排');
    await expect.poll(() => office.evaluate(() => document.activeElement?.className)).toBe('admin-name');
    expect(await violations(office)).toEqual([]);
  });
});
