import type { Map as MapLibre } from 'maplibre-gl';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { firstPaint } from './waiting';

type Told = (event: { readonly tile?: object }) => void;

/** What firstPaint uses of a map: `frame` is one of MapLibre's, which asks its painter and then says so. */
class FakeMap {
  drawn = 0;
  whole = false;
  repaints = 0;
  _placementDirty = false;
  painter = this.newPainter();
  private readonly listeners = new Map<string, Set<Told>>();

  newPainter(): { render: () => void } {
    return { render: () => { this.drawn++; } };
  }

  loaded(): boolean { return this.whole; }

  triggerRepaint(): void { this.repaints++; }

  on(type: string, told: Told): void {
    this.listeners.set(type, (this.listeners.get(type) ?? new Set()).add(told));
  }

  off(type: string, told: Told): void { this.listeners.get(type)?.delete(told); }

  tell(type: string, event: { readonly tile?: object } = {}): void {
    for (const told of this.listeners.get(type) ?? []) {
      told(event);
    }
  }

  frame(): void {
    this.painter.render();
    this.tell('render');
  }
}

let map: FakeMap;
let known: boolean;
let painted: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  map = new FakeMap();
  known = true;
  painted = false;
  void firstPaint(map as unknown as MapLibre, () => known).then(() => { painted = true; });
});
afterEach(() => { vi.useRealTimers(); });

/** Draws a frame, and lets what waits for it go on. */
async function frame(): Promise<{ drawn: number; painted: boolean }> {
  map.frame();
  await vi.advanceTimersByTimeAsync(0);
  return { drawn: map.drawn, painted };
}

const held = { drawn: 0, painted: false };
const shown = { drawn: 1, painted: true };

describe('the first frame', () => {
  it('waits for all tiles and for the places of the names, and the next ones for nothing', async () => {
    map.tell('sourcedata', { tile: {} });
    expect(await frame()).toEqual(held);
    map.whole = map._placementDirty = true;
    expect(await frame()).toEqual(held);
    map._placementDirty = false;
    expect(await frame()).toEqual(shown);
    map.whole = false;
    expect(await frame()).toEqual({ drawn: 2, painted: true });
  });

  it('waits for the city, however little there was to draw before', async () => {
    known = false;
    map.whole = true;
    expect(await frame()).toEqual(held);
    known = true;
    expect(await frame()).toEqual(shown);
  });

  it('waits for slow tiles no longer than a blink after the first, and asks for a frame then', async () => {
    map.tell('sourcedata');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await frame()).toEqual(held);
    map.tell('sourcedata', { tile: {} });
    await vi.advanceTimersByTimeAsync(499);
    expect([map.repaints, await frame()]).toEqual([0, held]);
    await vi.advanceTimersByTimeAsync(1);
    expect([map.repaints, await frame()]).toEqual([1, shown]);
  });

  it('waits no longer once a tile failed', async () => {
    map.tell('error');
    await vi.advanceTimersByTimeAsync(0);
    expect([map.repaints, painted]).toEqual([1, true]);
    expect(await frame()).toEqual(shown);
  });

  it('is that of another painter where the context was lost before', async () => {
    expect(await frame()).toEqual(held);
    map.painter = map.newPainter();
    expect(await frame()).toEqual(shown);
  });
});
