import type { City, Layer } from './city';

// Cities for tests: only what a test is about has to be said.

export function madeLayer(key: string, depth = 0, extra: Partial<Layer> = {}): Layer {
  return { key, name: { zh: key, en: key }, parent: '', partition: true, base: false, depth, zoom: [0, 16], areas: 1, kinds: [], show: null, ...extra };
}

export function madeCity(layers: readonly Layer[], extra: Partial<City> = {}): City {
  return { revision: 1, recorded: '2026-11-21', layers, places: [], lines: [], buildings: 0, terms: {}, bounds: [116, 39, 117, 40], zone: 'Asia/Shanghai', notices: [], demo: false, ...extra };
}
