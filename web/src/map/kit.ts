import { createExpression, isExpression } from '@maplibre/maplibre-gl-style-spec';

import { madeCity, madeLayer } from '../model/kit';
import type { Look } from './stage';

// A city of every kind of layer, for tests of the map.

const name = { zh: '红帆驿站', en: 'Red Sail station' };
const show = (border: number, label: number, labelEnd: number): { border: number; label: number; labelEnd: number } => ({ border, label, labelEnd });

export const madeLook: Look = {
  city: madeCity(
    [
      madeLayer('district', 0, { areas: 9, show: show(6, 8, 12) }),
      madeLayer('street', 1, { areas: 59, parent: 'district', show: show(8, 10, 14) }),
      madeLayer('compound', 2, { areas: 99, parent: 'street', partition: false, zoom: [10, 16], show: show(11, 14, 20) }),
      madeLayer('grid', 2, { areas: 1800, parent: 'street', zoom: [9, 16], show: show(11, 13, 20) }),
      madeLayer('land_use', 0, { areas: 5, partition: false, base: true }),
      madeLayer('overlay', 0, { areas: 5, partition: false }),
      madeLayer('empty', 3, { areas: 0 }),
    ],
    {
      bounds: [119, 38, 120, 39],
      places: [{ key: 'police_post', name, count: 2 }, { key: 'red_sail_station', name, count: 3 }, { key: 'own', name, count: 1 }, { key: 'landmark', name, count: 0 }],
      lines: ['road', 'path', 'rail', 'river', 'wall'].map((key) => ({ key, count: 7 })),
      buildings: 31,
    },
  ),
  theme: 'light',
  lang: 'zh',
  hidden: new Set(),
  selected: null,
  base: 'http://127.0.0.1:1/x/',
};

/** What an expression says of a feature with these attributes. */
export function says(expression: unknown, properties: Record<string, string>, zoom = 16): unknown {
  if (!isExpression(expression)) {
    throw new Error(`no expression: ${JSON.stringify(expression)}`);
  }
  const made = createExpression(expression, 'layers[0].layout.text-field');
  if (made.result === 'error') {
    throw new Error(made.value.map((it) => it.message).join('; '));
  }
  return made.value.evaluate({ zoom }, { type: 1, properties });
}
