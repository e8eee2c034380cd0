import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { decodeCity } from '../src/api/decode';
import { look as table } from '../src/map/look';
import { buildStyle } from '../src/map/style';
import type { Lang } from '../src/model/lang';
import type { Theme } from '../src/model/palette';
import { desk, launch, open, shoot } from './browser';
import { type Redsail, serve } from './redsail';

const dist = fileURLToPath(new URL('../node_modules/maplibre-gl/dist/', import.meta.url));

let browser: Browser;
let redsail: Redsail;

beforeAll(async () => {
  [browser, redsail] = await Promise.all([launch(), serve('town')]);
});

afterAll(async () => {
  await browser.close();
  await redsail.stop();
});

async function served(theme: Theme, lang: Lang): Promise<StyleSpecification> {
  const answer = await fetch(`${redsail.url}/styles/redsail-${theme}.json?lang=${lang}`);
  expect(answer.status).toBe(200);
  return await answer.json() as StyleSpecification;
}

/** What the page draws, without what answers a pointer. */
async function onPage(theme: Theme, lang: Lang): Promise<StyleSpecification> {
  const city = decodeCity(await (await fetch(`${redsail.url}/api/v1/layers`)).json());
  if (city === null) {
    throw new Error('the city cannot be read');
  }
  const style = buildStyle({ city, theme, lang, hidden: new Set<string>(), selected: null, base: `${redsail.url}/` });
  return { ...style, layers: style.layers.filter((it) => !/-(hover|selected|selected-casing)$/.test(it.id)).map(iconByKind) };
}

function iconByKind(layer: LayerSpecification): LayerSpecification {
  const icon = layer.type === 'symbol' ? layer.layout?.['icon-image'] : undefined;
  if (layer.type !== 'symbol' || typeof icon !== 'string') {
    return layer;
  }
  const kind = icon.split('/')[2] ?? '';
  return { ...layer, layout: { ...layer.layout, 'icon-image': kind in table.places ? kind : 'other_place' } };
}

describe.each<[Theme, Lang]>([['light', 'zh'], ['dark', 'en'], ['dark', 'zh'], ['light', 'en']])('the served style, %s, %s', (theme, lang) => {
  it('is one that MapLibre takes', async () => {
    expect(validateStyleMin(await served(theme, lang)).map((it) => it.message)).toEqual([]);
  });

  it('draws what the page draws, in the same order, from the same tiles', async () => {
    const [style, page] = [await served(theme, lang), await onPage(theme, lang)];
    expect(style.layers.map((it) => it.id)).toEqual(page.layers.map((it) => it.id));
    expect(style.layers).toEqual(page.layers);
    const attributed = Object.fromEntries(Object.entries(page.sources).map(([id, of]) => [id, { ...of, attribution: lang === 'zh' ? '演示数据（虚构）' : 'Demo data (made up)' }]));
    expect(style.sources).toEqual(attributed);
  });
});

/** Opens a page of the same origin that has nothing but MapLibre and the style. */
async function plainMap(page: Page, style: string): Promise<void> {
  await page.route('**/plain/*', async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').pop() ?? '';
    if (name === 'map.html') {
      const script = `import { Map } from './maplibre-gl.mjs'; const map = new Map({ container: 'map', style: '${style}', fadeDuration: 0 });
        map.on('error', (event) => console.error(event.error)); map.on('idle', () => { document.documentElement.dataset.map = 'idle'; });`;
      await route.fulfill({
        contentType: 'text/html', body: `<!doctype html><link rel="stylesheet" href="maplibre-gl.css"><style>html,body,#map{margin:0;height:100%}</style><div id="map"></div><script type="module">${script}</script>`,
      });
      return;
    }
    await route.fulfill({ contentType: name.endsWith('.css') ? 'text/css' : 'text/javascript', body: await readFile(dist + name) });
  });
  await page.goto(`${redsail.url}/plain/map.html`);
  await page.waitForSelector('html[data-map="idle"]', { state: 'attached' });
}

it.each<[Theme, Lang]>([['light', 'zh'], ['dark', 'en']])('a bare MapLibre draws the style, %s, %s', async (theme, lang) => {
  const watched = await open(browser, { ...desk, colorScheme: theme }, `${redsail.url}/livez`);
  const { page } = watched;
  const asked: string[] = [];
  page.on('response', (answer) => { asked.push(`${answer.status()} ${new URL(answer.url()).pathname}`); });
  await plainMap(page, `${redsail.url}/styles/redsail-${theme}.json?lang=${lang}`);
  await shoot(page, `style-${theme}`);
  expect(watched.wrong).toEqual([]);
  expect(asked.filter((it) => /^200 .*\.mvt$/.test(it)).length).toBeGreaterThan(0);
  expect(asked.filter((it) => it.startsWith('200 /sprites/redsail-')).length).toBe(2);
  await watched.close();
});
