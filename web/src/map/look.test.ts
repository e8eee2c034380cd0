import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import { look, placeLook, ranked, sizeAt } from './look';
import table from './look.json';

const colourName = v.pipe(v.string(), v.check((name) => name in table.themes.light, 'a colour of the themes'));
const pixels = v.pipe(v.number(), v.minValue(0), v.maxValue(1000));
const zoom = v.pipe(v.number(), v.minValue(0), v.maxValue(24));
const byZoom = v.pipe(
  v.array(v.tuple([zoom, pixels])),
  v.minLength(1),
  v.check((stops) => stops.every((stop, i) => i === 0 || stop[0] > (stops[i - 1]?.[0] ?? 0)), 'zooms that rise'),
);
const span = v.pipe(v.tuple([zoom, zoom]), v.check(([from, to]) => from < to, 'a span that is not empty'));
const dash = v.optional(v.pipe(v.array(v.pipe(pixels, v.minValue(0.1))), v.check((it) => it.length % 2 === 0, 'pairs of dash and gap')));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const classes = v.optional(v.pipe(v.array(v.string()), v.minLength(1)));
const baseLayer = v.picklist(['land_use', 'building', 'road', 'path', 'rail', 'river', 'wall']);
const border = { colour: colourName, width: byZoom, dash };
const label = { colour: colourName, size: byZoom, bold: v.optional(v.boolean()), spacing: v.optional(share) };
const place = v.strictObject({
  icon: v.pipe(v.string(), v.check((name) => name in table.icons, 'an icon of the table')),
  plate: v.picklist(['disc', 'square', 'none']),
  colour: colourName,
  size: byZoom,
  zoom,
  label_zoom: zoom,
  rank: v.pipe(v.number(), v.integer(), v.minValue(0)),
});
const casing = v.strictObject({ colour: colourName, width: pixels, zoom });
const step = v.variant('type', [
  v.strictObject({ id: v.string(), layer: baseLayer, type: v.literal('fill'), classes, zoom: span, colour: colourName, outline: v.optional(colourName) }),
  v.strictObject({ id: v.string(), layer: baseLayer, type: v.literal('line'), classes, zoom: span, ...border, casing: v.optional(casing) }),
]);
const theme = v.record(v.string(), v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/)));
const schema = v.strictObject({
  themes: v.strictObject({ light: theme, dark: theme }),
  base: v.array(step),
  borders: v.pipe(v.array(v.strictObject(border)), v.minLength(1)),
  free: v.strictObject({ ...border, fill: colourName, zoom }),
  overlay: v.strictObject({ ...border, zoom }),
  hover: v.strictObject({ colour: colourName, opacity: share }),
  selected: v.strictObject({ colour: colourName, width: pixels, casing: v.strictObject({ colour: colourName, width: pixels }) }),
  labels: v.pipe(v.array(v.strictObject(label)), v.minLength(1)),
  free_label: v.strictObject({ ...label, zoom: span }),
  overlay_label: v.strictObject({ ...label, zoom: span }),
  base_labels: v.array(v.strictObject({ ...label, id: v.string(), layer: baseLayer, classes, zoom: span, along: v.optional(v.boolean()) })),
  places: v.record(v.string(), place),
  other_place: place,
  place_label: v.strictObject(label),
  place_dot: v.strictObject({ size: byZoom, edge: v.pipe(v.number(), v.minValue(0)) }),
  legend: v.array(v.strictObject({ key: v.string(), name: v.strictObject({ zh: v.string(), en: v.string() }), steps: v.pipe(v.array(v.string()), v.minLength(1)) })),
  icons: v.record(v.string(), v.pipe(v.string(), v.regex(/^M[MLHVCQAZ0-9. -]+Z$/))),
});

/** Red, green and blue as shares of the light. */
function light(hex: string): [number, number, number] {
  const part = (at: number): number => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

/** The contrast of two colours as WCAG 2 counts it. */
function contrast(a: string, b: string): number {
  const [x, y] = [a, b].map((hex) => {
    const [red, green, blue] = light(hex);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  }) as [number, number];
  return Math.max(x, y) / Math.min(x, y);
}

describe('the table of the look', () => {
  it('is as its type says', () => {
    expect(v.safeParse(schema, table).issues?.map((it) => `${v.getDotPath(it) ?? ''}: ${it.message}`) ?? []).toEqual([]);
  });

  it('has the same colours in both themes, and uses each', () => {
    const names = Object.keys(table.themes.light);
    expect(Object.keys(table.themes.dark)).toEqual(names);
    const used = JSON.stringify({ ...table, themes: {} });
    const own = ['ground', 'land', 'halo', 'ink', 'plate']; // of the style itself
    expect(names.filter((name) => !used.includes(`"${name}"`) && !own.includes(name))).toEqual([]);
  });

  it('names every step once', () => {
    const ids = [...look.base, ...look.base_labels].map((it) => it.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('lists every step in one row of the legend', () => {
    const listed = look.legend.flatMap((row) => row.steps);
    const all = [...look.base, ...look.base_labels].map((it) => it.id);
    expect([...listed].sort()).toEqual([...all].sort());
    const keys = [...look.legend.map((row) => row.key), ...Object.keys(look.places)];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('gives each kind of places a shape of its own, and a rank', () => {
    const places = Object.values(look.places);
    expect(new Set(places.map((it) => it.icon)).size).toBe(places.length);
    expect(new Set(places.map((it) => it.rank)).size).toBe(places.length);
  });

  it.each(['light', 'dark'] as const)('can be read in the %s theme', (name) => {
    const colours = look.themes[name];
    const texts = [...look.labels, look.place_label, look.free_label, look.overlay_label].map((it) => colours[it.colour]);
    expect(texts.filter((it) => contrast(it, colours.halo) < 4.5)).toEqual([]);
    const quiet = look.base_labels.map((it) => colours[it.colour]);
    expect(quiet.filter((it) => contrast(it, colours.halo) < 3.5)).toEqual([]);
    expect(contrast(colours.selected, colours.casing)).toBeGreaterThan(4.5);
  });

  it('keeps red for the selected', () => {
    const reds = Object.entries(look.themes.light).filter(([, hex]) => {
      const [red, green, blue] = light(hex);
      return red > 0.25 && red > 4 * Math.max(green, blue);
    });
    expect(reds.map(([name]) => name)).toEqual(['selected']);
  });
});

it('sizes grow between the stops and are level outside', () => {
  const stops = [[10, 2], [12, 6]] as const;
  expect([8, 10, 11, 12, 20].map((at) => sizeAt(stops, at))).toEqual([2, 2, 4, 6, 6]);
});

it('ranks and kinds beyond the table take the last and the other', () => {
  expect(ranked(look.borders, 99)).toBe(look.borders.at(-1));
  expect(placeLook('unheard_of')).toBe(look.other_place);
});
