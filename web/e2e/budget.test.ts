import { type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { desk, launch } from './browser';
import { type Built, built, isArchive, isLater, isMapLibre, isPicture, isScript, isSheet, isView, isWords } from './built';
import { type Redsail, serve } from './redsail';

const kilobyte = 1000;
const files = built();

function packed(some: readonly Built[]): number {
  return some.reduce((sum, it) => sum + it.packed, 0);
}

describe('the size of the page, after gzip -9', () => {
  // A browser shows the map that it draws or the one that the server draws, and fetches the script of that one; its reader has one language, and the words of the other come after the first map.
  it.each([
    ['that the browser draws', 'Chinese', isPicture, isWords('en')],
    ['that the browser draws', 'English', isPicture, isWords('zh')],
    ['that the server draws', 'Chinese', isView, isWords('en')],
    ['that the server draws', 'English', isView, isWords('zh')],
  ])('is at most 60 KB of scripts beyond MapLibre with the map %s, in %s', (_map, _lang, otherMap, otherWords) => {
    const own = files.filter((it) => isScript(it) && !isMapLibre(it) && !isLater(it));
    expect([own.filter(otherMap).length, own.filter(otherWords).length]).toEqual([1, 1]);
    expect(packed(own.filter((it) => !otherMap(it) && !otherWords(it)))).toBeLessThanOrEqual(60 * kilobyte);
  });

  it('is at most 520 KB for all scripts and style sheets of the first load', () => {
    const first = files.filter((it) => (isScript(it) || isSheet(it)) && !isPicture(it) && !isLater(it));
    expect(packed(first)).toBeLessThanOrEqual(520 * kilobyte);
  });
});

describe('what a stranger’s browser fetches before the first map is on the screen', () => {
  let browser: Browser;
  let server: Redsail;
  beforeAll(async () => { [browser, server] = await Promise.all([launch(), serve('demo')]); });
  afterAll(async () => { await Promise.all([browser.close(), server.stop()]); });

  it('is what the sizes above count, and nothing that comes later', async () => {
    const { width, height, ...rest } = desk;
    const context = await browser.newContext({ ...rest, viewport: { width, height } });
    const page = await context.newPage();
    await page.addInitScript(() => {
      // The map's canvas is clear until all of the first view is drawn on it: see the map's view.
      new MutationObserver((_, it) => {
        const canvas = document.querySelector<HTMLCanvasElement>('canvas.maplibregl-canvas');
        if (canvas !== null && canvas.style.opacity === '') {
          it.disconnect();
          performance.mark('painted');
        }
      }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['style'] });
    });
    await page.goto(server.url);
    await page.waitForSelector('html[data-map=idle]');
    await page.waitForFunction(() => performance.getEntriesByName('painted').length > 0); // an observer is told a moment after
    const fetched = await page.evaluate(() => {
      const painted = performance.getEntriesByName('painted')[0]?.startTime ?? 0;
      return performance.getEntriesByType('resource').filter((it) => it.startTime < painted).map((it) => it.name);
    });
    await context.close();
    const names = new Set(fetched.map((it) => `assets/${it.split('/assets/')[1] ?? ''}`));
    const first = files.filter((it) => names.has(it.name) && (isScript(it) || isSheet(it)));
    expect(first.filter(isView)).toHaveLength(1); // the map was there
    expect(first.filter(isLater).map((it) => it.name)).toEqual([]);
    expect(packed(first.filter((it) => isScript(it) && !isMapLibre(it)))).toBeLessThanOrEqual(60 * kilobyte);
    expect(packed(first)).toBeLessThanOrEqual(520 * kilobyte);
  });
});

describe('the built page', () => {
  it('asks for no font', () => {
    expect(files.filter((it) => /@font-face|\.woff2?\b/.test(it.text) || (!isMapLibre(it) && /\bFontFace\b/.test(it.text))).map((it) => it.name)).toEqual([]);
  });

  it('names no host but that of the names of XML, and those of what MapLibre says in its own words', () => {
    const hosts = (some: readonly Built[]): Set<string> => new Set(some.flatMap((it) => [...it.text.matchAll(/\b(?:https?|wss?):\/\/([\w.-]+)/g)].map((found) => found[1] ?? '')));
    expect([...hosts(files.filter((it) => !isMapLibre(it) && !isArchive(it)))]).toEqual(['www.w3.org']);
    expect([...hosts(files.filter(isArchive))]).toEqual(['github.com']); // the reader of archives says in a comment of its words where it is explained
    const told = new Set(['github.com', 'maplibre.invalid', 'maplibre.org', 'wiki.openstreetmap.org', 'www.w3.org']);
    expect([...hosts(files.filter(isMapLibre))].filter((it) => !told.has(it))).toEqual([]);
  });

  it('has nothing inline that the policy would refuse', () => {
    const page = files.find((it) => it.name === 'index.html')?.text ?? '';
    expect(page).toMatch(/<script type="module"[^>]* src="\.\/assets\//);
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
  });
});
