import * as v from 'valibot';
import { expect } from 'vitest';

import { PackCity } from '../src/work/city';
import { packSchema } from '../src/work/pack';

interface Spot {
  readonly lon: number;
  readonly lat: number;
}

/** The street of a grid worker as the phone holds it. */
export async function packOf(url: string, cookie: string): Promise<PackCity> {
  const answer = await fetch(`${url}/api/v1/pack`, { headers: { cookie } });
  expect(answer.status).toBe(200);
  return new PackCity(v.parse(packSchema, await answer.json()));
}

/** Points all over the street, the same ones each time. */
export function points(city: PackCity, count: number): Spot[] {
  const [west, south, east, north] = city.pack.bounds;
  let seed = 7;
  const next = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
  return Array.from({ length: count }, () => ({ lon: west + (east - west) * next(), lat: south + (north - south) * next() }));
}

/** A point of the own grids with its distance from the outline between two bounds, in metres. */
export function inside(city: PackCity, least: number, most: number): Spot {
  const found = points(city, 20_000).find((it) => {
    const spot = city.spot(it);
    return spot.own && spot.metres > least && spot.metres < most && spot.neighbour !== '';
  });
  if (found === undefined) {
    throw new Error('no such point');
  }
  return found;
}
