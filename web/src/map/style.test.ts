import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';

import { madeCity, madeLayer } from '../model/kit';
import { madeLook, says } from './kit';
import { sourcesOf, sourceSpec } from './sources';
import type { Look } from './stage';
import { buildStyle } from './style';

const { city } = madeLook;
const show = (border: number, label: number, labelEnd: number) => ({ border, label, labelEnd });

function ids(of: Look): string[] {
  return buildStyle(of).layers.map((it) => it.id);
}

describe('the sources', () => {
  it('are two for a common city: what the whole city shows, and what is closer; without layers that have no areas', () => {
    const [wide, deep, ...more] = sourcesOf(city ?? madeCity([]));
    expect(more).toEqual([]);
    expect(wide?.areas.map((it) => it.key)).toEqual(['district', 'street', 'land_use', 'overlay']);
    expect(wide?.others).toEqual(['road', 'rail', 'river', 'border']);
    expect(wide?.zoom).toEqual([0, 16]);
    expect(deep?.areas.map((it) => it.key)).toEqual(['compound', 'grid']);
    expect(deep?.others).toEqual(['path', 'wall', 'building', 'place']);
    expect(deep?.zoom).toEqual([11, 16]);
  });

  it('stand apart by last zoom, and hold at most 16 layers', () => {
    const many = Array.from({ length: 20 }, (_, i) => madeLayer(`l${i}`, i, { zoom: [0, i < 3 ? 12 : 16], show: show(0, 0, 20) }));
    expect(sourcesOf(madeCity(many)).map((it) => it.areas.length + it.others.length)).toEqual([3, 16, 2]);
    const lines = [{ key: 'road', count: 1 }];
    expect(sourcesOf(madeCity(many.slice(0, 3), { lines })).map((it) => [it.zoom, it.others])).toEqual([[[0, 12], []], [[0, 16], ['road', 'border']]]);
  });

  it('leave a layer of lines to the scheme when it has one of that key', () => {
    expect(sourcesOf(madeCity([madeLayer('building')], { buildings: 3 })).map((it) => it.others)).toEqual([['border']]);
  });

  it('ask this server for tiles', () => {
    const small = madeCity([madeLayer('grid', 0, { zoom: [9, 16] }), madeLayer('land_use', 0, { base: true })], { lines: [{ key: 'road', count: 1 }] });
    const [source] = sourcesOf(small);
    expect(source && sourceSpec(source, small, madeLook.base)).toEqual({
      type: 'vector',
      tiles: ['http://127.0.0.1:1/x/tiles/grid,land_use,road,border/{z}/{x}/{y}.mvt'],
      minzoom: 0,
      maxzoom: 16,
      promoteId: { grid: 'code' },
      bounds: [116, 39, 117, 40],
    });
  });
});

describe('the style', () => {
  it.each<[string, Partial<Look>]>([
    ['in light', {}],
    ['in dark', { theme: 'dark' }],
    ['in English', { lang: 'en' }],
    ['with a selection', { selected: { layer: 'street', code: '1' } }],
    ['with layers hidden', { hidden: new Set(['street', 'waters', 'police_post']) }],
    ['without a city', { city: null }],
  ])('is one that MapLibre takes, %s', (_, change) => {
    expect(validateStyleMin(buildStyle({ ...madeLook, ...change })).map((it) => it.message)).toEqual([]);
  });

  it('lays land, ground, borders, marks and names over each other', () => {
    const list = ids(madeLook);
    const order = [
      'ground', 'district-land', 'compound-fill', 'base-woods-land_use', 'base-arterial-road', 'grid-hover', 'grid-border', 'district-border',
      'grid-selected-casing', 'grid-selected', 'place-own-dot', 'place-red_sail_station-dot', 'base-street-name-road', 'base-river-name-river', 'grid-name', 'place-police_post',
      'place-red_sail_station', 'street-name', 'district-name',
    ];
    expect(order.map((id) => list.indexOf(id))).toEqual(order.map((id) => list.indexOf(id)).sort((a, b) => a - b));
    expect(order.filter((id) => !list.includes(id))).toEqual([]);
  });

  it('keeps to eight layers over the whole set of grids', () => {
    const grids = buildStyle({ ...madeLook, selected: { layer: 'grid', code: '1' } }).layers.filter((it) => 'source-layer' in it && it['source-layer'] === 'grid');
    expect(grids.length).toBeLessThanOrEqual(8);
  });

  it('tints one layer under the pointer at every zoom', () => {
    const hovers = buildStyle(madeLook).layers.filter((it) => it.id.endsWith('-hover'));
    expect(hovers.map((it) => [it.id, it.minzoom, it.maxzoom])).toEqual([['district-hover', 6, 8], ['street-hover', 8, 11], ['grid-hover', 11, 24]]);
  });

  it('draws each border once, and that of a hidden layer as one of the next', () => {
    const drawnBy = (hidden: string[]): unknown[] => buildStyle({ ...madeLook, hidden: new Set(hidden) }).layers.flatMap((it) =>
      it.type === 'line' && it['source-layer'] === 'border' ? [[it.id, it.filter]] : []);
    const among = (...keys: string[]): unknown => ['in', ['get', 'layer'], ['literal', keys]];
    expect(drawnBy([])).toEqual([['grid-border', among('grid')], ['street-border', among('street')], ['district-border', among('district')]]);
    expect(drawnBy(['district', 'street'])).toEqual([['grid-border', among('district', 'street', 'grid')]]);
    expect(drawnBy(['grid'])).toEqual([['street-border', among('street')], ['district-border', among('district')]]);
  });

  it('leaves hidden things out, but keeps the land', () => {
    const list = ids({ ...madeLook, hidden: new Set(['district', 'grid', 'rails', 'red_sail_station']) });
    expect(list.filter((id) => /^(grid-(?!selected)|district-(?!land)|base-rail|place-red)/.test(id))).toEqual([]);
    expect(list).toContain('district-land');
    expect(list).toContain('place-police_post');
  });

  it('prepares the outline of the deepest layer, else of the one selected', () => {
    const outlined = (selected: Look['selected']): string[] => ids({ ...madeLook, selected }).filter((id) => id.endsWith('-selected'));
    expect(outlined(null)).toEqual(['grid-selected']);
    expect(outlined({ layer: 'street', code: '1' })).toEqual(['street-selected']);
  });

  it('is bare ground without a city', () => {
    expect(buildStyle({ ...madeLook, city: null })).toMatchObject({ sources: {}, layers: [{ id: 'ground' }] });
  });

  it('names no glyphs and no sprite: nothing is fetched but tiles', () => {
    expect(Object.keys(buildStyle(madeLook)).sort()).toEqual(['layers', 'sources', 'version']);
  });

  it('differs between the themes in colours alone', () => {
    const shape = (of: Look): string => JSON.stringify(buildStyle(of)).replace(/#[0-9a-f]{6}/g, '#').replace(/place\/(light|dark)/g, 'place');
    expect(shape({ ...madeLook, theme: 'dark' })).toBe(shape(madeLook));
    expect(buildStyle({ ...madeLook, theme: 'dark' })).not.toEqual(buildStyle(madeLook));
  });

  it('shows red for the selected alone', () => {
    const red = buildStyle(madeLook).layers.filter((it) => JSON.stringify(it.paint ?? {}).includes('#c8102e'));
    expect(red.map((it) => it.id)).toEqual(['grid-selected']);
  });

  it('draws the edges of crossing roads under all roads, so that they open into each other', () => {
    const list = ids(madeLook);
    const last = list.lastIndexOf('base-arterial-casing-road');
    expect(list.indexOf('base-lane-road')).toBeGreaterThan(last);
  });

  it('puts the names of an area before those of the areas in it, and ends them as the city says', () => {
    const names = buildStyle(madeLook).layers.filter((it) => ['district-name', 'street-name', 'grid-name'].includes(it.id));
    // What is last is placed first.
    expect(names.map((it) => [it.id, it.minzoom, it.maxzoom])).toEqual([['grid-name', 13, 24], ['street-name', 10, 14], ['district-name', 8, 12]]);
  });

  it('gives open places room before others, and a dot where there is none', () => {
    const list = buildStyle(madeLook).layers;
    const icons = list.find((it) => it.id === 'place-police_post');
    const dots = list.find((it) => it.id === 'place-police_post-dot');
    const key = icons?.type === 'symbol' ? icons.layout?.['symbol-sort-key'] : undefined;
    const dotted = dots?.type === 'circle' ? dots.filter : undefined;
    const told = ['open', undefined, 'planned', 'closed'].map((state) => {
      const properties = { kind: 'police_post', ...(state === undefined ? {} : { state }) };
      return [says(key, properties), says(dotted, properties)];
    });
    expect(told).toEqual([[0, true], [0, true], [1, false], [1, false]]);
    expect([dots?.minzoom, dots?.maxzoom]).toEqual([icons?.minzoom, icons?.maxzoom]);
    expect(ids({ ...madeLook, hidden: new Set(['police_post']) }).filter((id) => id.startsWith('place-police_post'))).toEqual([]);
  });

  it('draws a place of a kind that the table does not know', () => {
    expect(ids(madeLook)).toContain('place-own');
    expect(ids(madeLook)).not.toContain('place-landmark');
  });
});
