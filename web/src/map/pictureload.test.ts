import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Picture, PictureAsk } from './picturefetch';
import { askFor } from './picturefetch';
import { PictureLoader, type Wanted } from './pictureload';

const picture: Picture = { png: new Blob(), areas: [], places: [] };

function wanted(lon: number): Wanted {
  const camera = { centre: { lon, lat: 38 }, zoom: 12 };
  return { camera, ask: askFor(camera, { width: 300, height: 200 }, 1, { city: null, theme: 'light', lang: 'zh', hidden: new Set(), selected: null, base: '' }) };
}

/** A loader whose pictures come when the test says so, and what it told. */
function made(): { loader: PictureLoader; told: string[]; asked: { ask: PictureAsk; signal: AbortSignal; come: () => void; fail: () => void }[] } {
  const told: string[] = [];
  const asked: ReturnType<typeof made>['asked'] = [];
  const loader = new PictureLoader(
    (ask, signal) => new Promise((come, fail) => {
      signal.addEventListener('abort', () => { fail(new Error('aborted')); });
      asked.push({ ask, signal, come: () => { come(picture); }, fail: () => { fail(new Error('away')); } });
    }),
    {
      shown: (_, of) => {
        told.push(`shown ${of.ask.lon}`);
        return Promise.resolve();
      },
      failed: () => { told.push('failed'); },
      loading: (slow) => { told.push(slow ? 'slow' : 'no longer slow'); },
    },
  );
  return { loader, told, asked };
}

describe('the loader of pictures', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  it('waits for a pause, then asks for the last that was wanted', async () => {
    const { loader, asked, told } = made();
    loader.want(wanted(1), 100);
    await vi.advanceTimersByTimeAsync(60);
    loader.want(wanted(2), 100);
    await vi.advanceTimersByTimeAsync(110);
    expect(asked.map((it) => it.ask.lon)).toEqual([2]);
    asked[0]?.come();
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['shown 2']);
    expect(loader.settled).toBe(true);
  });

  it('stops what is no longer wanted, and says nothing of it', async () => {
    const { loader, asked, told } = made();
    loader.want(wanted(1), 0);
    await vi.advanceTimersByTimeAsync(1);
    loader.want(wanted(2), 0);
    expect(asked[0]?.signal.aborted).toBe(true);
    asked[0]?.come();
    await vi.advanceTimersByTimeAsync(1);
    asked[1]?.come();
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual(['shown 2']);
  });

  it('does not ask twice for the same, on its way or shown', async () => {
    const { loader, asked } = made();
    loader.want(wanted(1), 0);
    await vi.advanceTimersByTimeAsync(1);
    loader.want(wanted(1), 0);
    asked[0]?.come();
    await vi.advanceTimersByTimeAsync(1);
    loader.want(wanted(2), 50);
    loader.want(wanted(1), 50);
    await vi.advanceTimersByTimeAsync(100);
    expect(asked).toHaveLength(1);
    expect(loader.settled).toBe(true);
  });

  it('says when it is slow, and when no longer', async () => {
    const { loader, asked, told } = made();
    loader.want(wanted(1), 0);
    await vi.advanceTimersByTimeAsync(400);
    asked[0]?.come();
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual(['slow', 'shown 1', 'no longer slow']);
  });

  it('fails, and asks again only when told to', async () => {
    const { loader, asked, told } = made();
    loader.want(wanted(1), 0);
    await vi.advanceTimersByTimeAsync(1);
    asked[0]?.fail();
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual(['failed']);
    loader.again();
    loader.again();
    expect(asked).toHaveLength(2);
    asked[1]?.come();
    await vi.advanceTimersByTimeAsync(1);
    loader.again();
    expect(told).toEqual(['failed', 'shown 1']);
    expect(asked).toHaveLength(2);
  });

  it('gives up a picture that does not come', async () => {
    const { loader, told } = made();
    loader.want(wanted(1), 0);
    await vi.advanceTimersByTimeAsync(21_000);
    expect(told).toEqual(['slow', 'failed', 'no longer slow']);
  });

  it('is silent once it wants nothing', async () => {
    const { loader, told } = made();
    loader.want(wanted(1), 0);
    await vi.advanceTimersByTimeAsync(1);
    loader.giveUp();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(told).toEqual([]);
  });
});
