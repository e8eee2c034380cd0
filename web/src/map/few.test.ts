import { expect, it } from 'vitest';

import { few, mostFeatures, refill } from './few';

type Given = Parameters<typeof few>[0];

function points(n: number): Given {
  return Array.from({ length: n }, (_, i) => ({ type: 'Feature', properties: { i }, geometry: { type: 'Point', coordinates: [i / 100, 0] } }));
}

it.each([0, 1, mostFeatures, mostFeatures + 1, 3 * mostFeatures])('a source of GeoJSON given %d features holds at most 500, and tells of the rest', (n) => {
  const held = (data: unknown): number => (data as { features: unknown[] }).features.length;
  const { source, left } = few(points(n));
  expect([held(source.data), left]).toEqual([Math.min(n, 500), Math.max(0, n - 500)]);
  const put: unknown[] = [];
  const later = refill({ setData: (data) => { put.push(data); return Promise.resolve(); } }, points(n));
  expect([put.map(held), later]).toEqual([[Math.min(n, 500)], Math.max(0, n - 500)]);
});
