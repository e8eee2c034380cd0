import { describe, expect, it } from 'vitest';

import type { Bounds } from '../model/position';
import { barOf, middleOf, paperOf, pixelsOf, scaleFor, scales, zoomOf } from './paper';

const rad = Math.PI / 180;

describe('a sheet to scale', () => {
  it('has the zoom at which a length on the ground is that part of it on paper', () => {
    for (const scale of scales) {
      for (const lat of [0, 22.5, 38.7, 53]) {
        const pixels = pixelsOf(100); // 10 cm on paper
        const degrees = pixels * 360 / (512 * 2 ** zoomOf(scale, lat));
        expect(degrees * rad * 6_378_137 * Math.cos(lat * rad) * 10).toBeCloseTo(scale, 6); // metres in 10 cm, times ten
      }
    }
  });

  it('takes the largest scale that holds all of an area', () => {
    const bounds: Bounds = [119.85, 38.69, 119.86, 38.70]; // some 870 m by 1,110 m
    const { lat } = middleOf(bounds);
    expect(lat).toBeGreaterThan(38.69);
    expect(scaleFor(bounds, { width: 190, height: 200 })).toBe(10_000);
    expect(scaleFor(bounds, { width: 380, height: 260 })).toBe(5_000);
    expect(scaleFor([100, 20, 130, 50], { width: 190, height: 200 })).toBeNull();
  });

  it('has a bar of a round length that fits it', () => {
    for (const scale of scales) {
      const { metres, millimetres } = barOf(scale);
      expect(String(metres)).toMatch(/^[125]0*$/);
      expect(millimetres * scale / 1000).toBeCloseTo(metres, 9);
      expect(millimetres).toBeGreaterThanOrEqual(30);
      expect(millimetres).toBeLessThanOrEqual(75);
    }
  });

  it('lies as it was turned', () => {
    expect(paperOf('a3', 'landscape')).toEqual({ width: 420, height: 297 });
    expect(paperOf('a4', 'portrait')).toEqual({ width: 210, height: 297 });
  });
});
