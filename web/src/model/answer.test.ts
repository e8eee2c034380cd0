import { describe, expect, it } from 'vitest';

import { type Answer, type AreaEntry, closest, gaps } from './answer';
import type { Layer } from './city';
import { madeCity, madeLayer } from './kit';

function layer(key: string, depth: number, partition: boolean): Layer {
  return madeLayer(key, depth, { partition });
}

function area(key: string): AreaEntry {
  return { layer: key, code: key, name: key, parent: '', agrees: true, contested: [] };
}

const city = madeCity([layer('district', 0, true), layer('grid', 3, true), layer('compound', 3, false)]);

function answer(...keys: string[]): Answer {
  return { at: '', revision: 1, areas: keys.map(area), border: null, stations: null, coverage: null };
}

describe('closest', () => {
  it('is the deepest partition, whatever free layers lie below it', () => {
    expect(closest(answer('district', 'grid', 'compound'), city)?.layer).toBe('grid');
    expect(closest(answer('district', 'compound'), city)?.layer).toBe('district');
  });

  it('is a free area where no partition answers', () => {
    expect(closest(answer('compound'), city)?.layer).toBe('compound');
  });

  it('is none outside every area', () => {
    expect(closest(answer(), city)).toBeUndefined();
  });
});

describe('gaps', () => {
  it('are the partition layers with areas that do not answer', () => {
    expect(gaps(answer('district', 'compound'), city).map(({ key }) => key)).toEqual(['grid']);
    expect(gaps(answer('district', 'grid'), city)).toEqual([]);
    const empty = { ...city, layers: city.layers.map((it) => ({ ...it, areas: it.key === 'grid' ? 0 : 1 })) };
    expect(gaps(answer('district'), empty)).toEqual([]);
  });
});
