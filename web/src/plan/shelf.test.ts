import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Scenario } from './answers';
import { Shelf } from './shelf';

const scenario = { minutes: 10, profile: 'adult', policy: [], revision: 3, edits: [], share: [0.5, 0.6], after: { uncovered: 7 }, p90_s: [600, 500] } as unknown as Scenario;

let held: Map<string, string>;
let full = false;
let listeners: ((event: { readonly key: string | null }) => void)[] = [];

beforeEach(() => {
  held = new Map();
  full = false;
  listeners = [];
  vi.stubGlobal('window', {
    localStorage: {
      getItem: (key: string) => held.get(key) ?? null,
      setItem: (key: string, value: string) => {
        if (full) {
          throw new DOMException('full', 'QuotaExceededError');
        }
        held.set(key, value);
      },
    },
    addEventListener: (_: string, listener: (typeof listeners)[number]) => { listeners.push(listener); },
    removeEventListener: (_: string, listener: (typeof listeners)[number]) => { listeners = listeners.filter((it) => it !== listener); },
  });
});

afterEach(() => { vi.unstubAllGlobals(); });

const names = (shelf: Shelf): string[] => shelf.list.value.map((it) => it.name);

describe('kept scenarios', () => {
  it('of two tabs are all kept, whichever is older', () => {
    const [first, second] = [new Shelf(), new Shelf()];
    first.keep(first.free((n) => `S${String(n)}`), scenario);
    second.keep(second.free((n) => `S${String(n)}`), scenario);
    expect(names(new Shelf())).toEqual(['S1', 'S2']);
    first.drop('S2');
    expect(names(new Shelf())).toEqual(['S1']);
  });

  it('of another tab come by themselves, until that is ended', () => {
    const [first, second] = [new Shelf(), new Shelf()];
    const end = second.follow();
    first.keep('A', scenario);
    listeners.forEach((it) => { it({ key: 'another' }); });
    expect(names(second)).toEqual([]);
    listeners.forEach((it) => { it({ key: 'redsail.scenarios' }); });
    expect(names(second)).toEqual(['A']);
    end();
    expect(listeners).toEqual([]);
  });

  it('say when they do not outlast the page, and are there as long as it is', () => {
    const shelf = new Shelf();
    shelf.keep('A', scenario);
    expect(shelf.lasting.value).toBe(true);
    full = true;
    shelf.keep('B', scenario);
    shelf.keep('C', scenario);
    expect(names(shelf)).toEqual(['A', 'B', 'C']);
    expect(shelf.lasting.value).toBe(false);
    full = false;
    shelf.keep('D', scenario);
    expect(shelf.lasting.value).toBe(true);
    expect(names(new Shelf())).toEqual(['A', 'B', 'C', 'D']);
  });
});
