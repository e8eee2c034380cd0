import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { LayerSpecification } from 'maplibre-gl';
import { describe, expect, it } from 'vitest';

import type { AreaName } from '../model/answer';
import { demoCity } from './demokit';
import { madeLook } from './kit';
import { sizeAt } from './look';
import type { Look } from './stage';
import { buildStyle } from './style';

const look = (change: Partial<Look> = {}): Look => ({ ...madeLook, city: demoCity, ...change });

const zooms = Array.from({ length: 81 }, (_, i) => i / 4);

function at(layers: readonly LayerSpecification[], zoom: number): LayerSpecification[] {
  return layers.filter((it) => (it.minzoom ?? 0) <= zoom && zoom < (it.maxzoom ?? 24));
}

function sourceLayer(it: LayerSpecification): string {
  return 'source-layer' in it ? (it['source-layer'] ?? '') : '';
}

const areaLayers = demoCity.layers.filter((it) => !it.base).map((it) => it.key);

describe('the layers over the whole set', () => {
  // What is bounded is how often the whole set of the city's areas is drawn over at one zoom: fills and lines out of the
  // layers of areas, each of which goes over all of them, and the borders once, since those of all partitions are in one
  // layer of the tiles and each of them is drawn by one layer of the style alone (that is tested first). Names are points,
  // and the base map is no set of areas.
  it('draw each border of the tiles once', () => {
    for (const hidden of [[], ['district'], ['city', 'street'], ['grid']]) {
      const filters = buildStyle(look({ hidden: new Set(hidden) })).layers.flatMap((it) => (sourceLayer(it) === 'border' && 'filter' in it ? [it.filter] : []));
      const keys = filters.flatMap((it) => (Array.isArray(it) && it[0] === 'in' ? (it[2] as [string, string[]])[1] : ['?']));
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys).not.toContain('?');
    }
  });

  it.each<[string, AreaName | null]>([['nothing', null], ['a grid', { layer: 'grid', code: '1' }], ['a street', { layer: 'street', code: '1' }], ['a compound', { layer: 'compound', code: '1' }]])('are at most eight at each zoom, with %s selected', (_, selected) => {
    const { layers } = buildStyle(look({ selected }));
    const counts = zooms.map((zoom) => {
      const drawn = at(layers, zoom).filter((it) => it.type === 'fill' || it.type === 'line');
      const areas = drawn.filter((it) => areaLayers.includes(sourceLayer(it))).length;
      return areas + (drawn.some((it) => sourceLayer(it) === 'border') ? 1 : 0);
    });
    expect(Math.max(...counts)).toBeLessThanOrEqual(8);
    expect(Math.max(...counts)).toBeGreaterThan(4); // it counts something
  });
});

describe('GeoJSON on the map', () => {
  it('is in no style: all that the map draws of the city comes in tiles', () => {
    for (const change of [{}, { selected: { layer: 'grid', code: '1' } }, { lang: 'en', theme: 'dark' }] as Partial<Look>[]) {
      const types = Object.values(buildStyle(look(change)).sources).map((it) => it.type);
      expect([...new Set(types)]).toEqual(['vector']);
    }
  });

  it('is made in one place alone, which bounds it', () => {
    const root = join(import.meta.dirname, '..');
    const made = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|kit\.tsx?$/.test(name))
      .filter((name) => /type: *['"`]geojson['"`]|\.setData\(|\.updateData\(|\.addSource\(/.test(readFileSync(join(root, name), 'utf8')));
    expect(made.map((name) => name.replaceAll('\\', '/')).filter((name) => name !== 'map/few.ts')).toEqual([]);
  });
});

// The table of labels in the study of the page, row by row, over the demo city. Its first column is the widest names that
// have room: the study's city begins with streets, the demo city has nine districts above them, whose names stand until
// those of the streets are large. Cases, and the names of persons, are not on this map.
describe('names by zoom', () => {
  const { layers } = buildStyle(look());

  function shown(zoom: number, key: string): number | null {
    const of = at(layers, zoom).find((it) => it.id === `${key}-name`);
    const size: unknown = of?.type === 'symbol' ? of.layout?.['text-size'] : undefined;
    return size === undefined ? null : interpolated(size, zoom);
  }

  it.each<[number, Record<string, number | null>]>([
    [8, { district: 12, street: null, community: null, grid: null, compound: null }],
    [9, { street: null, community: null, grid: null, compound: null }],
    [10, { street: 12, community: null, grid: null, compound: null }],
    [11, { street: 14, community: null, grid: null, compound: null }],
    [12, { district: null, street: 16, community: 12, grid: null, compound: null }],
    [13, { street: 18, community: 13, grid: null, compound: null }],
    [14, { street: null, grid: 12, compound: null }],
    [15, { street: null, community: null, grid: 12, compound: 11.5 }],
    [16, { street: null, community: null, grid: 14, compound: 12 }],
    [18, { street: null, community: null, grid: 14, compound: 12 }],
  ])('at %d', (zoom, row) => {
    expect(Object.fromEntries(Object.keys(row).map((key) => [key, shown(zoom, key)]))).toEqual(row);
  });

  it.each<[number, { icon: boolean; name: boolean }]>([[10, { icon: false, name: false }], [11, { icon: true, name: false }], [12, { icon: true, name: false }], [13, { icon: true, name: true }], [16, { icon: true, name: true }]])('of stations at %d', (zoom, row) => {
    const of = at(layers, zoom).find((it) => it.id === 'place-red_sail_station');
    const field: unknown = of?.type === 'symbol' ? of.layout?.['text-field'] : undefined;
    expect({ icon: of !== undefined, name: Array.isArray(field) && zoom >= (field[3] as number) }).toEqual(row);
  });

  it('has borders of grids at 13, and buildings from 16 on', () => {
    const ids = (zoom: number): string[] => at(layers, zoom).map((it) => it.id);
    expect(ids(13)).toContain('grid-border');
    expect(ids(16)).toContain('base-building-building');
    expect(ids(10)).not.toContain('grid-border');
  });

  it('gives all names of areas the same room, the wider ones first', () => {
    const names = layers.filter((it) => areaLayers.some((key) => it.id === `${key}-name`));
    expect(names.map((it) => it.id)).toEqual(['grid-name', 'compound-name', 'overlay-name', 'community-name', 'street-name', 'district-name', 'city-name']);
    for (const it of names) {
      expect(it).toMatchObject({ layout: { 'text-max-width': 9, 'text-padding': 4 }, paint: { 'text-halo-width': 1.5 } });
      expect(sourceLayer(it)).toBe(it.id.replace('-name', '_label')); // a point of the server's for each area
    }
    expect(names.find((it) => it.id === 'street-name')).toMatchObject({ layout: { 'text-letter-spacing': 0.1, 'text-font': ['Redsail Bold', expect.any(String), expect.any(String), expect.any(String), expect.any(String), expect.any(String), expect.any(String)] } });
  });

  /** The size that a linear interpolation of the style gives at a zoom. */
  function interpolated(expression: unknown, zoom: number): number {
    const [, , , ...flat] = expression as unknown[];
    return sizeAt(flat.flatMap((value, i) => (i % 2 === 0 ? [[value as number, flat[i + 1] as number] as const] : [])), zoom);
  }
});
