import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';

import type { Polygon } from '../model/across';
import { dressNow } from '../model/plan';
import { newSession } from '../model/session';
import type { Dress } from '../model/under';
import { dressingHeld } from './held';
import { madeLook } from './kit';
import { buildStyle } from './style';

const square: Polygon = [[[119.5, 38.5], [119.6, 38.5], [119.6, 38.6], [119.5, 38.5]]];
const held = { areas: [[square]], spots: [{ lon: 119.55, lat: 38.55 }] };

describe('what a person holds', () => {
  it.each(['light', 'dark'] as const)('is put over the city in a style that MapLibre takes, in %s', (theme) => {
    expect(validateStyleMin(dressingHeld(held, theme)(buildStyle(madeLook)))).toEqual([]);
    expect(validateStyleMin(dressingHeld({ areas: [], spots: [] }, theme)(buildStyle(madeLook)))).toEqual([]);
  });

  it('lies under the names', () => {
    const { layers } = dressingHeld(held, 'light')(buildStyle(madeLook));
    expect(layers.findIndex((it) => it.id === 'held-spot')).toBeGreaterThan(layers.findIndex((it) => it.id === 'ground'));
    expect(layers.findIndex((it) => it.id === 'held-spot')).toBeLessThan(layers.findIndex((it) => it.type === 'symbol'));
  });
});

describe('what is put over the city', () => {
  const worn = (name: string): Dress => <Style extends object>(style: Style): Style => ({ ...style, name: `${'name' in style ? String(style.name) : ''}${name}` });

  it('is put on in order: the base map, the desk, the person', () => {
    const session = newSession('zh', 'light');
    expect(dressNow(session)).toBeNull();
    session.dress.value = worn('a');
    session.plan.value = { Desk: () => null, dress: { value: worn('b') } as never, take: () => false };
    session.account.value = { Tool: () => null, Over: () => null, Person: () => null, dress: { value: worn('c') } as never, signIn: () => undefined };
    expect(dressNow(session)?.({})).toEqual({ name: 'abc' });
  });
});
