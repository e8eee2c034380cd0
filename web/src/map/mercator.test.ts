import { describe, expect, it } from 'vitest';

import type { Camera } from '../model/position';
import { bounded, dragged, fitted, positionAt, screenOf, zoomedAround } from './mercator';

const size = { width: 1000, height: 600 };
const camera: Camera = { centre: { lon: 119.8, lat: 38.7 }, zoom: 13.25 };

describe('the map on the screen', () => {
  it('has its centre in the middle, east to the right and north up', () => {
    expect(screenOf(camera.centre, camera, size)).toEqual({ x: 500, y: 300 });
    const there = screenOf({ lon: 119.9, lat: 38.8 }, camera, size);
    expect(there.x).toBeGreaterThan(500);
    expect(there.y).toBeLessThan(300);
  });

  it('is 512 pixels wide at zoom 0', () => {
    const world: Camera = { centre: { lon: 0, lat: 0 }, zoom: 0 };
    const [west, east] = [screenOf({ lon: -180, lat: 0 }, world, size), screenOf({ lon: 180, lat: 0 }, world, size)];
    expect(east.x - west.x).toBeCloseTo(512, 9);
  });

  it.each([[0, 0], [999, 1], [500, 300], [-40, 700]])('finds the position at %d,%d and its pixel again', (x, y) => {
    const back = screenOf(positionAt({ x, y }, camera, size), camera, size);
    expect(back.x).toBeCloseTo(x, 4);
    expect(back.y).toBeCloseTo(y, 4);
  });

  it('follows the hand', () => {
    const under = positionAt({ x: 100, y: 100 }, camera, size);
    const now = screenOf(under, dragged(camera, { x: 30, y: -20 }), size);
    expect(now.x).toBeCloseTo(130, 4);
    expect(now.y).toBeCloseTo(80, 4);
  });

  it.each([12, 14.5, 20])('keeps what is under the pointer when it is zoomed to %d', (zoom) => {
    const pixel = { x: 720, y: 90 };
    const under = positionAt(pixel, camera, size);
    const next = zoomedAround(camera, zoom, pixel, size);
    expect(next.zoom).toBe(zoom);
    const now = screenOf(under, next, size);
    expect(now.x).toBeCloseTo(720, 3);
    expect(now.y).toBeCloseTo(90, 3);
  });
});

describe('a fitted box', () => {
  const margins = { top: 10, right: 50, bottom: 30, left: 300 };

  it('lies within the margins and touches two of them', () => {
    const found = fitted([119.7, 38.6, 119.9, 38.75], size, margins, 20);
    const [a, b] = [screenOf({ lon: 119.7, lat: 38.75 }, found, size), screenOf({ lon: 119.9, lat: 38.6 }, found, size)];
    expect(a.x).toBeGreaterThan(300 - 1e-3);
    expect(b.x).toBeLessThan(950 + 1e-3);
    expect(a.y).toBeCloseTo(10, 3);
    expect(b.y).toBeCloseTo(570, 3);
    expect((a.x + b.x) / 2).toBeCloseTo(625, 3);
  });

  it('is not shown closer than it may be, not even a point, nor in no room', () => {
    expect(fitted([119.7, 38.6, 119.7, 38.6], size, margins, 17).zoom).toBe(17);
    expect(Number.isFinite(fitted([119.7, 38.6, 119.9, 38.75], { width: 10, height: 0 }, margins, 17).zoom)).toBe(true);
  });
});

it('a camera beyond the map comes back to it', () => {
  expect(bounded({ centre: { lon: 200, lat: -89 }, zoom: 40 })).toEqual({ centre: { lon: 180, lat: -85.0511 }, zoom: 20 });
  expect(bounded({ centre: { lon: 1, lat: 2 }, zoom: -1 }).zoom).toBe(0);
});
