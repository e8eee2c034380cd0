import { expect, it } from 'vitest';

import { outwards, type Seen } from './seen';

function seen(code: string, lon: number, lat: number, layer = 'grid'): Seen {
  return { layer, code, name: code, at: { lon, lat } };
}

it('things are told once, from the centre outwards', () => {
  const things = [seen('far', 117, 36.4), seen('near', 117, 36.1), seen('near', 117, 36.1), seen('near', 117, 36.2, 'street')];
  expect(outwards(things, { lon: 117, lat: 36 }).map((it) => `${it.layer} ${it.code}`)).toEqual(['grid near', 'street near', 'grid far']);
});

it('a degree of longitude counts for less than one of latitude', () => {
  expect(outwards([seen('north', 117, 61), seen('east', 118.5, 60)], { lon: 117, lat: 60 }).map((it) => it.code)).toEqual(['east', 'north']);
});

it('equal distances go by code, whatever the order', () => {
  const things = [seen('b', 1, 0), seen('a', -1, 0)];
  expect(outwards(things, { lon: 0, lat: 0 })).toEqual(outwards([...things].reverse(), { lon: 0, lat: 0 }));
});
