import { describe, expect, it } from 'vitest';

import type { City, Layer } from '../model/city';
import { sourcesOf, sourceSpec } from './sources';
import { buildStyle, type Look } from './style';

function layer(key: string, depth: number, extra: Partial<Layer> = {}): Layer {
  return { key, name: { zh: key, en: key }, parent: '', partition: true, depth, zoom: [0, 16], areas: 10 ** (depth + 1), ...extra };
}

const city: City = {
  revision: 1,
  layers: [layer('district', 0), layer('street', 1), layer('compound', 2, { partition: false }), layer('grid', 2), layer('building', 3, { areas: 0 })],
  bounds: [119, 38, 120, 39],
  demo: false,
  insecureLocal: false,
};
const look: Look = { city, theme: 'light', hidden: new Set(), selectedLayer: 'grid', base: 'http://127.0.0.1:1/x/' };

function ids(of: Look): string[] {
  return buildStyle(of).layers.map((it) => it.id);
}

describe('the sources', () => {
  it('are one for a common city, without layers that have no areas', () => {
    expect(sourcesOf(city).map((it) => it.layers.map((l) => l.key))).toEqual([['district', 'street', 'compound', 'grid']]);
  });

  it('stand apart by last zoom, and hold at most 16 layers', () => {
    const many = Array.from({ length: 20 }, (_, i) => layer(`l${i}`, i, { zoom: [0, i < 3 ? 12 : 16], areas: 1 }));
    expect(sourcesOf({ ...city, layers: many }).map((it) => it.layers.length)).toEqual([3, 16, 1]);
  });

  it('ask this server for tiles', () => {
    const [source] = sourcesOf(city);
    expect(source && sourceSpec(source, city, look.base)).toEqual({
      type: 'vector',
      tiles: ['http://127.0.0.1:1/x/tiles/district,street,compound,grid/{z}/{x}/{y}.mvt'],
      minzoom: 0,
      maxzoom: 16,
      promoteId: { district: 'code', street: 'code', compound: 'code', grid: 'code' },
      bounds: [119, 38, 120, 39],
    });
  });
});

describe('the style', () => {
  it('lays wide borders over deep ones and places wide labels first', () => {
    expect(ids(look)).toEqual([
      'ground', 'district-land', 'compound-fill',
      'grid-border', 'compound-border', 'street-border', 'district-border',
      'grid-selected-casing', 'grid-selected',
      'grid-name', 'compound-name', 'street-name', 'district-name',
    ]);
  });

  it('leaves hidden layers out, but keeps the land', () => {
    expect(ids({ ...look, hidden: new Set(['district', 'grid']), selectedLayer: null })).toEqual([
      'ground', 'district-land', 'compound-fill', 'compound-border', 'street-border', 'compound-name', 'street-name',
    ]);
  });

  it('is bare ground without a city', () => {
    expect(buildStyle({ ...look, city: null })).toMatchObject({ sources: {}, layers: [{ id: 'ground' }] });
  });

  it('names no glyphs and no sprite: nothing is fetched but tiles', () => {
    expect(Object.keys(buildStyle(look)).sort()).toEqual(['layers', 'sources', 'version']);
  });

  it('differs in paint only between the themes', () => {
    const bare = (of: Look): unknown[] => buildStyle(of).layers.map((it) => ({ ...it, paint: null }));
    expect(bare({ ...look, theme: 'dark' })).toEqual(bare(look));
    expect(buildStyle({ ...look, theme: 'dark' })).not.toEqual(buildStyle(look));
  });

  it('shows red for the selected alone', () => {
    const red = buildStyle(look).layers.filter((it) => JSON.stringify(it.paint ?? {}).includes('#c8102e'));
    expect(red.map((it) => it.id)).toEqual(['grid-selected']);
  });
});
