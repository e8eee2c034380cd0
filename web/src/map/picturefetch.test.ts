import { describe, expect, it } from 'vitest';

import { askFor, readPicture } from './picturefetch';
import type { Look } from './stage';

const look: Look = { city: null, theme: 'dark', lang: 'en', hidden: new Set(['waters', 'grid']), selected: { layer: 'grid', code: '1' }, base: 'http://127.0.0.1:1/' };
const camera = { centre: { lon: 119.8, lat: 38.7 }, zoom: 13 };

describe('what is asked for', () => {
  it('is what the page shows', () => {
    expect(askFor(camera, { width: 800.4, height: 600 }, 2, look)).toEqual({
      lon: 119.8, lat: 38.7, zoom: 13, width: 800, height: 600, scale: 2, theme: 'dark', lang: 'en', hidden: ['grid', 'waters'], selected: { layer: 'grid', code: '1' },
    });
  });

  it('keeps to the limits: a wide wall gets a coarser picture of the same ground', () => {
    const ask = askFor(camera, { width: 4096, height: 1024 }, 1, look);
    expect(ask).toMatchObject({ width: 2048, height: 512, zoom: 12, scale: 2 });
    for (const [width, height, ratio] of [[2048, 2048, 3], [7680, 4320, 3], [1, 1, 0.5], [5000, 20, 1]] as const) {
      const it = askFor(camera, { width, height }, ratio, look);
      expect(it.width * it.height * it.scale ** 2).toBeLessThanOrEqual(12_000_000);
      expect(Math.min(it.width, it.height)).toBeGreaterThanOrEqual(16);
      expect(Math.max(it.width, it.height)).toBeLessThanOrEqual(2048);
      expect(it.scale).toBeGreaterThanOrEqual(1);
    }
    expect(askFor({ ...camera, zoom: 0 }, { width: 5000, height: 20 }, 1, look).zoom).toBe(0);
  });
});

describe('the answer', () => {
  const area = { layer: 'grid', code: '1', name: '<b>', point: [119.8, 38.7] };

  it('is the picture and what is on it', async () => {
    const picture = readPicture({ png: btoa('\x89PNG'), areas: [area], places: [] });
    expect(new Uint8Array(await picture.png.arrayBuffer())).toEqual(new Uint8Array([0x89, 0x50, 0x4e, 0x47]));
    expect(picture.areas).toEqual([{ layer: 'grid', code: '1', name: '<b>', at: { lon: 119.8, lat: 38.7 } }]);
  });

  it('leaves out what cannot be read', () => {
    const bad = [null, 1, {}, { ...area, point: [1] }, { ...area, code: 2 }, { ...area, point: 'x' }];
    expect(readPicture({ png: '', areas: [...bad, area], places: 'x' })).toMatchObject({ areas: [{ code: '1' }], places: [] });
  });

  it.each([null, {}, { png: 1 }, { png: '%' }])('%j is none', (body) => {
    expect(() => readPicture(body)).toThrow();
  });
});
