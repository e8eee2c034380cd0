import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { desk, idle, launch, open, type Reader, shoot, violations, type Watched } from './browser';
import { type Redsail, serve } from './redsail';

/** The machine may have other things to do. */
const slow = { timeout: 60_000 };

let browser: Browser;
let server: Redsail;
let opened: Watched | null = null;
let planner: string;
/** An area of today that was another one before the demo city's second change, and the day of that. */
let changed: { readonly layer: string; readonly code: string; readonly before: string; readonly day: string };

interface Version { readonly code: string; readonly name: string; readonly valid: { readonly to: string } }

async function get<T>(path: string, cookie = ''): Promise<T> {
  const response = await fetch(`${server.url}/api/v1/${path}`, { headers: { Cookie: cookie } });
  expect(response.status, path).toBe(200);
  return await response.json() as T;
}

beforeAll(async () => {
  [browser, server] = await Promise.all([launch(), serve('town', [], { demo: true })]);
  planner = await server.signIn('demo-planner');
  const { dates } = await get<{ readonly dates: readonly { readonly date: string; readonly layers: readonly string[] }[] }>('dates');
  const day = dates.filter((it) => it.layers.includes('grid')).pop()?.date ?? '';
  const { areas } = await get<{ readonly areas: readonly { readonly code: string }[] }>('areas?layer=grid&limit=1000');
  for (const { code } of areas) {
    const { versions } = await get<{ readonly versions: readonly Version[] }>(`areas/grid/${code}/history`);
    const before = versions.find((it) => it.valid.to === day && it.code !== code);
    if (before !== undefined) {
      changed = { layer: 'grid', code, before: before.code, day };
      return;
    }
  }
  throw new Error(`no grid of the demo city has another code before ${day}`);
});

afterEach(async () => {
  const { wrong } = opened ?? { wrong: [] };
  await opened?.close();
  opened = null;
  expect(wrong).toEqual([]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

const phone: Reader = { width: 360, height: 740, locale: 'en-US', colorScheme: 'dark' };

async function visit(hash: string, reader: Reader = desk, cookie = planner): Promise<Page> {
  opened = await open(browser, reader, `${server.url}/#${hash}`, cookie);
  await idle(opened.page);
  await opened.page.waitForSelector('[data-asof]');
  return opened.page;
}

/** The day before, as the calendar has it. */
function eve(day: string): string {
  return new Date(Date.parse(`${day}T00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** Where an area has its label, today. */
async function middle(): Promise<string> {
  const { label } = await get<{ readonly label: readonly [number, number] }>(`areas/${changed.layer}/${changed.code}`);
  return label.join(',');
}

const codes = (page: Page): Promise<string> => page.locator('.card').innerText();

describe('the date that is asked about', () => {
  it('is that of the link: the card is of it, and asked anew when it changes', async () => {
    const at = await middle();
    const page = await visit(`p=${at}&at=${eve(changed.day)}`);
    await expect.poll(() => codes(page), slow).toContain(changed.before);
    expect(await page.locator('[data-asof]').getAttribute('data-asof')).toBe(eve(changed.day));
    expect(await page.locator('.tool-asof-note').innerText()).toContain('虚线');
    expect(await violations(page)).toEqual([]);
    await page.click('[data-action=asof-now]');
    await expect.poll(() => codes(page), slow).toContain(changed.code);
    expect(await codes(page)).not.toContain(changed.before);
    expect(page.url()).not.toContain('&at=');
    await page.evaluate(([spot, day]) => { window.location.hash = `#p=${spot ?? ''}&at=${day ?? ''}`; }, [at, eve(changed.day)]);
    await expect.poll(() => codes(page), slow).toContain(changed.before);
  });

  it('is chosen by the days on which areas changed, by keyboard too, and kept in the link', async () => {
    const page = await visit(`lang=en&p=${await middle()}`);
    await page.locator('[data-action=asof]').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-turns=ready]');
    expect(await violations(page)).toEqual([]);
    await page.locator('[data-option=asof-slide]').focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.locator('[data-asof]').getAttribute('data-asof'), slow).toBe(changed.day);
    await page.click('[data-action=asof-before]');
    await expect.poll(() => codes(page), slow).toContain(changed.before);
    expect(page.url()).toMatch(/&at=\d{4}-\d\d-\d\d/);
    await shoot(page, 'asof');
    await page.keyboard.press('Escape');
    expect(await page.locator('[data-turns]').count()).toBe(0);
  });

  it('is obeyed by the coverage of the planner, and a stranger is told that sums of another day are not theirs', async () => {
    const asked: string[] = [];
    const page = await visit('plan=coverage.10.community');
    page.on('request', (it) => { asked.push(it.url()); });
    await page.waitForSelector('[data-table=coverage]');
    await page.locator('[data-action=asof]').click();
    await page.waitForSelector('[data-turns=ready]');
    await page.click('[data-action=asof-before]');
    await expect.poll(() => asked.filter((it) => /coverage(\/gaps)?\?.*&at=/.test(it)).length, slow).toBe(2);
    await page.waitForSelector('.plan[aria-busy=false] [data-table=coverage]');
    await page.click('[data-action=plan-siting]');
    await page.waitForSelector('[data-note=today]');
    await opened?.close();
    opened = await open(browser, phone, `${server.url}/#lang=en&plan=coverage.10.community&at=${changed.day}`, '');
    await opened.page.waitForSelector('.plan [data-problem=forbidden], .plan [data-problem=sign_in_needed]', slow);
    expect(opened.wrong.filter((it) => !it.includes('403') && !it.includes('401'))).toEqual([]);
    await opened.close();
    opened = null; // the browser logs the refusal
  });
});
