import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';

import type { BaseMap } from '../model/under';
import { madeLook } from './kit';
import { look } from './look';
import { buildStyle } from './style';
import { dressing } from './under';
import { colours } from './undervector';

const layer = { id: 'vec', role: 'ground', tiles: 'basemaps/m/vec/{z}/{x}/{y}', tileSize: 256, zoom: [1, 18], bounds: [119, 38, 120, 39], vectors: [] } as const;
const map: BaseMap = {
  id: 'm', name: { zh: 'm', en: 'm' }, type: 'raster', look: 'map', dark: 'dim', opacity: 0.8, attribution: '', approval: '', state: 'ready',
  layers: [layer, { ...layer, id: 'cva', role: 'names' }],
};
const vector: BaseMap = { ...map, type: 'vector', layers: [{ ...layer, vectors: ['water', 'transportation', 'building', 'place', 'boundary', 'strange', 'landuse'] }] };

describe('the city on another ground', () => {
  it.each([['nothing', null], ['pictures', map], ['imagery', { ...map, look: 'imagery' as const }], ['vector tiles', vector]])('is a valid style over %s, in each theme and language', (_, under) => {
    for (const theme of ['light', 'dark'] as const) {
      for (const lang of ['zh', 'en'] as const) {
        const style = dressing({ map: under, theme, lang, base: madeLook.base })(buildStyle({ ...madeLook, theme, lang }));
        expect(validateStyleMin(style)).toEqual([]);
        expect(new Set(style.layers.map((it) => it.id)).size).toBe(style.layers.length);
        expect(style.layers.filter((it) => it.id.startsWith('base-'))).toEqual([]);
        expect(style.layers.some((it) => it.id === 'grid-border')).toBe(true);
      }
    }
  });

  it('has its maps lowest, in their order, from our own server', () => {
    const style = dressing({ map, theme: 'light', lang: 'zh', base: madeLook.base })(buildStyle(madeLook));
    expect(style.layers.slice(0, 3).map((it) => it.id)).toEqual(['ground', 'under-m-vec', 'under-m-cva']);
    expect(style.sources['under-m-vec']).toEqual({
      type: 'raster', tiles: ['http://127.0.0.1:1/x/basemaps/m/vec/{z}/{x}/{y}'], tileSize: 256, minzoom: 1, maxzoom: 18, bounds: [119, 38, 120, 39],
    });
  });

  it('dims pictures on a dark page only, and not those that are dark already', () => {
    const paint = (theme: 'light' | 'dark', dark: string): unknown =>
      dressing({ map: { ...map, dark }, theme, lang: 'zh', base: madeLook.base })(buildStyle({ ...madeLook, theme })).layers[1]?.paint;
    expect(paint('light', 'dim')).toEqual(paint('dark', 'same'));
    expect(paint('dark', 'dim')).not.toEqual(paint('light', 'dim'));
  });

  it('draws no borders of countries out of vector tiles, and what it does not know as grey', () => {
    const ids = dressing({ map: vector, theme: 'light', lang: 'zh', base: madeLook.base })(buildStyle(madeLook)).layers.map((it) => it.id);
    expect(ids.some((id) => id.includes('boundary'))).toBe(false);
    expect(ids).toEqual(expect.arrayContaining(['under-m-vec-water-area', 'under-m-vec-transportation-line', 'under-m-vec-strange-line', 'under-m-vec-place-name']));
  });

  it('has the colours of the table', () => {
    for (const theme of ['light', 'dark'] as const) {
      expect(look.themes[theme]).toMatchObject(colours[theme]);
    }
  });
});
