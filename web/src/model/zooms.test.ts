import { describe, expect, it } from 'vitest';

import type { City, Layer } from './city';
import { maxZoom, windows } from './zooms';

function layer(key: string, depth: number, areas: number): Layer {
  return { key, name: { zh: key, en: key }, parent: '', partition: true, depth, zoom: [0, 16], areas };
}

function city(layers: readonly Layer[]): City {
  return { revision: 1, layers, bounds: [116, 39, 117, 40], demo: false, insecureLocal: false };
}

describe('windows', () => {
  const district = layer('district', 0, 16);
  const grid = layer('grid', 3, 6000);
  const both = city([district, grid]);

  it('open later for more crowded layers, borders before labels', () => {
    const [wide, deep] = [windows(both, district), windows(both, grid)];
    expect(wide.border).toBeLessThan(deep.border);
    expect(wide.label).toBeLessThan(deep.label);
    for (const it of [wide, deep]) {
      expect(it.border).toBeLessThan(it.label);
      expect(it.label).toBeLessThan(it.labelEnd);
    }
  });

  it('never close for the deepest layer with areas', () => {
    expect(windows(both, grid).labelEnd).toBe(maxZoom);
    expect(windows(both, district).labelEnd).toBeLessThan(maxZoom);
    expect(windows(city([district, { ...grid, areas: 0 }]), district).labelEnd).toBe(maxZoom);
  });

  it('stay within the zooms that have tiles, however small or large the city', () => {
    for (const areas of [1, 1_000_000]) {
      const it = layer('x', 0, areas);
      const found = windows({ ...city([{ ...it, zoom: [9, 12] }]), bounds: [116, 39, 116, 39] }, { ...it, zoom: [9, 12] });
      expect(found.border).toBeGreaterThanOrEqual(9);
      expect(found.label).toBeLessThanOrEqual(12);
    }
  });
});
