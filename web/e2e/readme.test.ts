import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { desk, idle, launch, open, type Reader, shoot, violations } from './browser';
import { type Redsail, serve } from './redsail';

/** A home by the ring road, and its quarter down to the river. */
const home = 'p=119.8634,38.6659';
const quarter = `z=15.00/38.66850/119.86800&${home}`;
const wide = { width: 1440, height: 960 };
const phone = { width: 390, height: 844 };

let browser: Browser;
let redsail: Redsail;
let keeper: Redsail;

beforeAll(async () => {
  [browser, redsail, keeper] = await Promise.all([launch(), serve('demo'), serve('demo', [], { demo: true })]);
});

afterAll(async () => {
  await browser.close();
  await Promise.all([redsail.stop(), keeper.stop()]);
});

/** Takes a picture of the demo city after `act`, when all is drawn and nothing went wrong. */
async function picture(name: string, reader: Reader, hash: string, act: (page: Page) => Promise<void>, at = redsail): Promise<void> {
  const watched = await open(browser, reader, `${at.url}/${hash}`, at === keeper ? await keeper.signIn('demo-planner') : '');
  const { page } = watched;
  await idle(page);
  await act(page);
  await idle(page);
  expect(await violations(page)).toEqual([]);
  await shoot(page, name);
  expect(watched.wrong).toEqual([]);
  await watched.close();
}

async function answered(page: Page): Promise<void> {
  await page.waitForSelector('[data-card="answered"][data-about="point"] [data-station]');
}

// The pictures of the READMEs: `make screenshots` puts them into docs/images.
describe.each([['zh', 'zh-CN'], ['en', 'en-US']] as const)('the pictures of the README in %s', (lang, locale) => {
  it('an answer', async () => {
    await picture(`page-${lang}`, { ...desk, ...wide, locale }, `#${quarter}`, answered);
  });

  it('the same in the dark', async () => {
    await picture(`dark-${lang}`, { ...desk, ...wide, locale, colorScheme: 'dark' }, `#${quarter}`, answered);
  });

  it('the whole city', async () => {
    await picture(`city-${lang}`, { ...desk, ...wide, locale }, '', async (page) => {
      await page.locator('main[data-city="ready"]').waitFor();
    });
  });

  it('the coverage of the ten-minute circle', async () => {
    await picture(`plan-${lang}`, { ...desk, ...wide, locale }, '#plan=coverage.10.street', async (page) => {
      await page.waitForSelector('.plan[aria-busy=false] table');
    }, keeper);
  });

  it('the nearest station, on a phone', async () => {
    await picture(`phone-${lang}`, { ...desk, ...phone, locale }, `#${home}`, async (page) => {
      await answered(page);
      await page.locator('[data-station]').first().click();
      await page.waitForSelector('[data-about="place"] .hours-today');
    });
  });
});
