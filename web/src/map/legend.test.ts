import { describe, expect, it } from 'vitest';

import { madeLook } from './kit';
import { legend } from './legend';
import type { LegendRow } from '../model/legend';
import { buildStyle } from './style';

function drawn(rows: readonly LegendRow[]): string[] {
  return rows.filter((it) => it.drawn).map((it) => it.key);
}

describe('the legend', () => {
  it('lists what the city has, and says what this zoom shows', () => {
    const far = legend(madeLook, 9);
    expect(far.areas.map((it) => it.key)).toEqual(['district', 'overlay', 'street', 'compound', 'grid']);
    expect(drawn(far.areas)).toEqual(['district', 'street']);
    expect(far.places.map((it) => [it.key, it.count])).toEqual([['red_sail_station', 3], ['police_post', 2], ['own', 1]]);
    expect(drawn(far.places)).toEqual([]);
    expect(drawn(far.base)).not.toContain('walls');
    const near = legend(madeLook, 17);
    for (const rows of [near.areas, near.places, near.base]) {
      expect(drawn(rows)).toEqual(rows.map((it) => it.key));
    }
  });

  it('says that what the reader hid is not drawn', () => {
    const { areas, places, base } = legend({ ...madeLook, hidden: new Set(['grid', 'rails', 'own']) }, 17);
    expect([...areas, ...places, ...base].filter((it) => !it.drawn).map((it) => it.key)).toEqual(['grid', 'own', 'rails']);
  });

  it.each(['street', 'grid', 'compound', 'overlay'])('begins with the map: %s', (key) => {
    const row = legend(madeLook, 10).areas.find((it) => it.key === key);
    expect(row?.from).toBe(buildStyle(madeLook).layers.find((it) => it.id === `${key}-border`)?.minzoom);
  });

  it('shows the colours of the map', () => {
    const row = legend(madeLook, 15).base.find((it) => it.key === 'waters');
    const water = buildStyle(madeLook).layers.find((it) => it.id === 'base-water-land_use');
    expect(JSON.stringify(water?.paint)).toContain(row?.swatch.kind === 'fill' ? row.swatch.colour : 'no fill');
  });

  it.each([8, 16, 20])('shows the pattern of a dashed line in its sample at zoom %d', (zoom) => {
    const { areas, base } = legend(madeLook, zoom);
    const dashed = [...areas, ...base].flatMap(({ key, swatch }) =>
      swatch.kind === 'line' ? swatch.strokes.flatMap(({ dash }) => (dash === null ? [] : [{ key, dash }])) : []);
    expect(dashed.map((it) => it.key)).toEqual(expect.arrayContaining(['overlay', 'paths']));
    // Once whole, and its first dash again.
    expect(dashed.filter(({ dash }) => dash.reduce((sum, it) => sum + it, dash[0] ?? 0) > 24.001)).toEqual([]);
  });

  it('has no rows for what the city has not', () => {
    const bare = { ...madeLook, city: madeLook.city && { ...madeLook.city, lines: [], buildings: 0, places: [] } };
    expect(legend(bare, 15).base.map((it) => it.key)).toEqual(['waters', 'greens']);
    expect(legend({ ...madeLook, city: null }, 15)).toEqual({ areas: [], places: [], base: [] });
  });
});
