import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { idle, launch, open, type Reader, shoot, violations, type Watched } from './browser';
import { type Redsail, serve } from './redsail';

const layers = 'community,grid,compound,building,red_sail_station,road,path,wall';
const street = 'street/372001001';

const screen = (width: number, height: number): Reader => ({ width, height, locale: 'zh-CN', colorScheme: 'dark' });
const wide = screen(1920, 1080);

let browser: Browser;
let town: Redsail;
let opened: Watched | null = null;
/** What the browser itself says of answers that are no success, and of a server that is away: part of what is tested. */
let refusals: RegExp | null = null;

beforeAll(async () => {
  [browser, town] = await Promise.all([launch(), serve('town', [], { demo: true })]);
});

afterEach(async () => {
  const wrong = opened?.wrong ?? [];
  await opened?.close();
  opened = null;
  const expected = refusals;
  refusals = null;
  expect(wrong.filter((it) => expected?.test(it) !== true)).toEqual([]);
});

afterAll(async () => {
  await browser.close();
  await town.stop();
});

async function visit(reader: Reader, hash = '#wall=1'): Promise<Page> {
  opened = await open(browser, reader, `${town.url}/${hash}`);
  return opened.page;
}

/** Opens the wall by its token, as who hangs it up does. */
async function hung(reader: Reader, token: string, hash = '#wall=1'): Promise<Page> {
  const page = await visit(reader, hash);
  page.setDefaultTimeout(90_000); // a map of 6,000 pixels, drawn by a processor
  await page.fill('.wall-token input', token);
  await page.press('.wall-token input', 'Enter');
  await shown(page);
  return page;
}

async function shown(page: Page): Promise<void> {
  await idle(page);
  await page.waitForSelector('[data-figure=coverage] dd:has-text("%")');
}

describe('a wall', () => {
  it('asks for its token, says what is wrong with one, and shows its view without any control', async () => {
    refusals = /status of 401/;
    const { token } = await town.wall(street, layers);
    const page = await visit(wide);
    await page.waitForSelector('.wall-token');
    expect(await violations(page)).toEqual([]);
    await page.fill('.wall-token input', 'rs_nothing');
    await page.press('.wall-token input', 'Enter');
    await page.waitForSelector('.wall-problem:has-text("无效")');
    await page.fill('.wall-token input', token);
    await page.press('.wall-token input', 'Enter');
    await shown(page);
    expect(await violations(page)).toEqual([]);
    expect(await page.textContent('.wall-head h1')).toBe('澜庆街道');
    expect(await page.locator('.wall-table tbody tr').count()).toBe(4);
    expect(await page.locator('button, input, select, a[href], [tabindex="0"]').count()).toBe(0);
    const staff = await page.locator('.wall-table tbody tr td:last-child').allTextContents();
    expect(staff.every((it) => /^\d+ \/ [1-9]\d*$/.test(it)), staff.join()).toBe(true);
    await shoot(page, 'wall');
  });

  it('keeps the token in no address, history, storage or script, and comes back by itself after a restart of the browser', async () => {
    const { token } = await town.wall(street, layers);
    const page = await visit(wide, `#wall=1&token=${token}&tour=90`);
    await shown(page);
    expect(page.url()).toBe(`${town.url}/#wall=1&tour=90`);
    const kept = await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, history.state, document.documentElement.outerHTML]));
    expect(kept).not.toContain(token);
    await page.goto('about:blank');
    await page.goto(`${town.url}/#wall=1`);
    await shown(page);
    expect(town.said().join('\n')).not.toContain(token);
  });

  it('shows no person and nothing of elsewhere by anything that it asks for', async () => {
    const { token } = await town.wall(street, layers);
    const page = await visit(wide);
    const bodies: string[] = [];
    page.on('response', (response) => {
      if (/\/api\/v1\//.test(response.url()) && !response.url().endsWith('/events')) {
        void response.text().then((it) => bodies.push(it), () => undefined);
      }
    });
    await page.fill('.wall-token input', token);
    await page.press('.wall-token input', 'Enter');
    await shown(page);
    expect(bodies.length).toBeGreaterThan(4);
    expect(bodies.join('\n')).not.toMatch(/"(person|holder|phone|duty_phone|private_phone)"/);
    const status = await page.evaluate(async () => await Promise.all(['persons', 'posts', 'checks', 'changes'].map(async (it) => (await fetch(`api/v1/${it}`)).status)));
    refusals = /status of 40\d/;
    expect(status.every((it) => it >= 400), status.join()).toBe(true);
  });

  it('goes from area to area in the order of their codes', async () => {
    const { token } = await town.wall(street, layers);
    const page = await hung(wide, token, '#wall=1&tour=2');
    const all = await page.locator('.wall-table tbody tr').evaluateAll((rows) => rows.map((it) => (it as HTMLElement).dataset['area'] ?? ''));
    expect(all).toEqual([...all].sort());
    const met: string[] = [];
    for (let i = 0; i < 40 && met.length < all.length + 1; i++) {
      const at = await page.getAttribute('.wall-table tr[aria-current]', 'data-area') ?? '';
      if (met[met.length - 1] !== at) {
        met.push(at);
      }
      await page.waitForTimeout(500);
    }
    const first = all.indexOf(met[0] ?? '');
    expect(met).toEqual(Array.from({ length: met.length }, (_, i) => all[(first + i) % all.length]));
    expect(met.length).toBeGreaterThan(all.length);
  });

  it('says within seconds that its token was taken back, and takes away what it showed', async () => {
    refusals = /status of 40\d/;
    const hanging = await town.wall(street, layers);
    const page = await hung(wide, hanging.token);
    await hanging.drop();
    await page.waitForSelector('.wall-token[data-wall=revoked]', { timeout: 60_000 });
    expect(await page.locator('.wall-table, canvas, .wall-figures').count()).toBe(0);
    expect(await page.textContent('.wall-token h1')).toBe('令牌已被收回或到期');
    expect(await violations(page)).toEqual([]);
  });

  it('keeps its last picture while the server is away, says how old it is, and heals by itself', async () => {
    refusals = /ERR_|Failed to (load|fetch)|EventSource|status of 50\d/;
    const { token } = await town.wall(street, layers);
    const page = await hung(wide, token);
    await page.clock.install();
    await town.down();
    await page.clock.fastForward(70_000);
    await page.waitForSelector('.wall-age[data-age=late]');
    expect(await page.locator('.wall-table tbody tr').count()).toBe(4);
    await page.clock.fastForward(120_000);
    await page.waitForSelector('.wall-age[data-age=old]:has-text("连接中断")');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'wall-away');
    await town.up();
    for (let i = 0; i < 30 && await page.locator('.wall-age[data-age=now]').count() === 0; i++) {
      await page.clock.fastForward(5_000);
      await page.waitForTimeout(200);
    }
    expect(await page.locator('.wall-age[data-age=now]').count()).toBe(1);
    expect(await page.locator('.wall-table tbody tr').count()).toBe(4);
  });

  it('goes by the time of the server on a machine whose clock is wrong by a day, and says so', async () => {
    const { token } = await town.wall(street, layers);
    opened = await open(browser, { ...wide, timezoneId: 'Asia/Shanghai' }, `${town.url}/livez`);
    const { page } = opened;
    const day = 86_400_000;
    await page.clock.install({ time: Date.now() + day });
    await page.goto(`${town.url}/#wall=1&token=${token}`);
    await page.clock.runFor(1_000);
    await page.waitForSelector('.wall-clock', { state: 'attached' });
    const told = async (): Promise<number> => Date.parse(`${(await page.textContent('.wall-clock time'))?.replace(' ', 'T') ?? ''}+08:00`);
    await expect.poll(async () => { await page.clock.runFor(1_000); return Math.abs(await told() - Date.now()); }).toBeLessThan(90_000);
    expect(await page.textContent('[data-clock-off=fast]')).toContain('快 24 小时');
    expect(await page.getAttribute('.wall-age', 'data-age')).toBe('now');
    await page.clock.setSystemTime(Date.now() - 3 * day); // somebody sets it, wrongly
    await page.clock.runFor(1_000);
    await page.waitForSelector('[data-clock-off=slow]:has-text("慢 3 天"), [data-clock-off=slow]:has-text("慢 2 天")');
    expect(await page.getAttribute('.wall-age', 'data-age')).toBe('now');
    expect(Math.abs(await told() - Date.now())).toBeLessThan(90_000);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'wall-clock');
  });

  it.each([[3840, 2160], [5760, 1080], [1080, 1920], [360, 740]])('fits %i × %i: nothing is cut off, in Chinese or English', async (width, height) => {
    const { token } = await town.wall(street, layers);
    const page = await hung(screen(width, height), token, '#wall=1&lang=en');
    const cut = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.wall-head, .wall-side, .wall-foot, .wall-here, .wall-figures dd, .wall-clock')]
      .filter((it) => {
        const box = it.getBoundingClientRect();
        return it.scrollWidth > it.clientWidth + 1 || it.scrollHeight > it.clientHeight + 1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
      }).map((it) => it.className));
    expect(cut).toEqual([]);
    const map = await page.locator('.wall-map').boundingBox();
    expect((map?.height ?? 0) / height).toBeGreaterThan(0.2);
    const ground = await page.evaluate(() => {
      const [place, canvas] = [document.querySelector('.wall-ground'), document.querySelector<HTMLCanvasElement>('.wall-ground canvas')];
      const letters = parseFloat(getComputedStyle(document.querySelector('.wall-side') ?? document.body).fontSize);
      const width = place?.getBoundingClientRect().width ?? 0;
      return { width, enlarged: width / (place?.clientWidth ?? 1), letters, canvas: canvas?.width ?? 0 };
    });
    expect(ground.width).toBeCloseTo(map?.width ?? 0, 0);
    expect(ground.enlarged).toBeCloseTo(Math.max(1, ground.letters / 13), 1);
    expect(ground.canvas).toBeGreaterThanOrEqual(Math.floor(ground.width) - 2); // as sharp as on a desk
    await shoot(page, `wall-${String(width)}x${String(height)}`);
  }, 120_000);
});
