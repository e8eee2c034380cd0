import { expect, it } from 'vitest';

import type { Camera } from '../model/position';
import { screenOf } from './mercator';
import { placed } from './picturescreen';
import { escape } from './reveal';

const size = { width: 400, height: 300 };
const drawn: Camera = { centre: { lon: 119.8, lat: 38.7 }, zoom: 13 };

it('a picture covers the map that it was drawn for', () => {
  expect(placed(drawn, size, drawn, size)).toEqual({ x: 0, y: 0, scale: 1 });
});

it('a picture stays on its ground when the map moves, grows and changes its size', () => {
  const camera: Camera = { centre: { lon: 119.83, lat: 38.69 }, zoom: 14.5 };
  const now = { width: 700, height: 200 };
  const at = placed(drawn, size, camera, now);
  const spot = { lon: 119.81, lat: 38.705 };
  const [then, want] = [screenOf(spot, drawn, size), screenOf(spot, camera, now)];
  expect(at.x + then.x * at.scale).toBeCloseTo(want.x, 6);
  expect(at.y + then.y * at.scale).toBeCloseTo(want.y, 6);
});

it('a point under a panel is brought out of it', () => {
  const rect = (left: number, top: number, width: number, height: number): DOMRect =>
    ({ left, top, width, height, right: left + width, bottom: top + height }) as DOMRect;
  const frame = rect(0, 0, 400, 300);
  expect(escape({ x: 100, y: 100 }, rect(250, 20, 140, 260), frame)).toBeNull();
  expect(escape({ x: 300, y: 100 }, rect(250, 20, 140, 260), frame)).toEqual([175, 0]);
  expect(escape({ x: 300, y: 250 }, rect(0, 200, 400, 100), frame)).toEqual([0, 150]);
});
