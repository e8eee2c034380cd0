import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { madeCity } from '../model/kit';
import { type Make, openStage } from './open';
import type { Look, Stage, Start } from './stage';

const look: Look = { city: madeCity([]), theme: 'light', lang: 'zh', hidden: new Set(), selected: null, base: '' };
const start = { container: {}, camera: { centre: { lon: 1, lat: 2 }, zoom: 3 }, listener: {}, look: () => look } as unknown as Start;

/** A stage that writes down what it is told; `paint` keeps its promise. */
function fake(name: string, done: string[]): { make: Make; paint: () => void } {
  let paint: () => void = () => undefined;
  const painted = new Promise<void>((kept) => { paint = kept; });
  const make: Make = ({ camera }) => {
    done.push(`${name} at ${camera?.zoom ?? 'none'}`);
    const stage: Partial<Stage> = {
      painted,
      camera: () => ({ centre: { lon: 5, lat: 6 }, zoom: 7 }),
      draw: () => { done.push(`${name} draws`); },
      describe: (words) => { done.push(`${name} is ${words}`); },
      mark: (at) => { done.push(`${name} marks ${at === null ? 'nothing' : at.lon}`); },
      remove: () => { done.push(`${name} goes`); },
    };
    return stage as Stage;
  };
  return { make, paint };
}

let done: string[];
let map: ReturnType<typeof fake>;
let image: ReturnType<typeof fake>;

function open(picture = false, how: { map?: () => Promise<Make> } = {}): Promise<Stage> {
  return openStage(start, {
    picture,
    pictured: (asked) => { done.push(asked ? 'as asked' : 'for want of better'); },
    map: () => Promise.resolve(map.make),
    image: () => Promise.resolve(image.make),
    ...how,
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  done = [];
  map = fake('map', done);
  image = fake('picture', done);
});
afterEach(() => { vi.useRealTimers(); });

describe('opening the map', () => {
  it('gives the map, and nothing else when it paints in time', async () => {
    const stage = await open();
    stage.draw(look);
    await vi.advanceTimersByTimeAsync(7_000);
    map.paint();
    await stage.painted;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(done).toEqual(['map at 3', 'map draws']);
  });

  it('gives the picture map where the link asks for it', async () => {
    await open(true);
    expect(done).toEqual(['as asked', 'picture at 3']);
  });

  it.each([
    ['its code cannot be had', () => Promise.reject(new Error('offline'))],
    ['it cannot draw', () => Promise.resolve(() => { throw new Error('no WebGL 2'); })],
  ])('gives the picture map when %s', async (_, failing) => {
    await open(false, { map: failing });
    expect(done).toEqual(['for want of better', 'picture at 3']);
  });

  it('changes to the picture map, with all that it was told, when nothing is painted in eight seconds', async () => {
    const stage = await open();
    await vi.advanceTimersByTimeAsync(20_000); // nothing to paint yet
    stage.describe('Map', 'hint');
    stage.mark({ lon: 9, lat: 9 });
    stage.draw(look);
    await vi.advanceTimersByTimeAsync(7_900);
    expect(done).toEqual(['map at 3', 'map is Map', 'map marks 9', 'map draws']);
    await vi.advanceTimersByTimeAsync(200);
    expect(done.slice(4)).toEqual(['for want of better', 'map goes', 'picture at 7', 'picture is Map', 'picture marks 9', 'picture draws']);
    image.paint();
    await stage.painted;
    stage.mark(null);
    expect(done.at(-1)).toBe('picture marks nothing');
  });

  it('does not change when it was taken away', async () => {
    const stage = await open();
    stage.draw(look);
    stage.remove();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(done).toEqual(['map at 3', 'map draws', 'map goes']);
  });

  it('rejects when neither can be had', async () => {
    const away = (): Promise<never> => Promise.reject(new Error('offline'));
    await expect(openStage(start, { picture: false, pictured: () => undefined, map: away, image: away })).rejects.toThrow('offline');
  });
});
