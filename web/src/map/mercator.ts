import type { Bounds, Camera, Position } from '../model/position';
import { maxZoom } from '../model/zooms';
import type { Margins } from './stage';

/** A place on the screen, or a distance: CSS pixels from the left and from the top of the map. */
export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where the Web Mercator map ends. */
const maxLat = 85.0511;

/** The side of the world in CSS pixels. */
function worldSide(zoom: number): number {
  return 512 * 2 ** zoom;
}

/** A position in Web Mercator, the world being a square of side 1 with its origin in the north-west. */
function toWorld({ lon, lat }: Position): Pixel {
  const sin = Math.sin((Math.min(Math.max(lat, -maxLat), maxLat) * Math.PI) / 180);
  return { x: (lon + 180) / 360, y: 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI) };
}

function fromWorld({ x, y }: Pixel): Position {
  return { lon: x * 360 - 180, lat: (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI };
}

/** Where a position is on the screen. */
export function screenOf(at: Position, camera: Camera, size: Size): Pixel {
  const side = worldSide(camera.zoom);
  const [point, centre] = [toWorld(at), toWorld(camera.centre)];
  return { x: (point.x - centre.x) * side + size.width / 2, y: (point.y - centre.y) * side + size.height / 2 };
}

/** The position under a place on the screen. */
export function positionAt(pixel: Pixel, camera: Camera, size: Size): Position {
  const side = worldSide(camera.zoom);
  const centre = toWorld(camera.centre);
  return fromWorld({ x: centre.x + (pixel.x - size.width / 2) / side, y: centre.y + (pixel.y - size.height / 2) / side });
}

/** The camera after the ground was dragged by so many pixels. */
export function dragged(camera: Camera, by: Pixel): Camera {
  const side = worldSide(camera.zoom);
  const centre = toWorld(camera.centre);
  return bounded({ centre: fromWorld({ x: centre.x - by.x / side, y: centre.y - by.y / side }), zoom: camera.zoom });
}

/** The camera at another zoom, with the ground under a place on the screen left where it is. */
export function zoomedAround(camera: Camera, zoom: number, pixel: Pixel, size: Size): Camera {
  const under = positionAt(pixel, camera, size);
  const next = bounded({ centre: camera.centre, zoom });
  const now = screenOf(under, next, size);
  return dragged(next, { x: pixel.x - now.x, y: pixel.y - now.y });
}

/** The camera that shows a box as large as it goes within the margins, but not closer than `closest`. */
export function fitted(bounds: Bounds, size: Size, margins: Margins, closest: number): Camera {
  const [west, south, east, north] = bounds;
  const [from, to] = [toWorld({ lon: west, lat: north }), toWorld({ lon: east, lat: south })];
  const room = (pixels: number, before: number, after: number): number => Math.max(pixels - before - after, 16);
  const [width, height] = [room(size.width, margins.left, margins.right), room(size.height, margins.top, margins.bottom)];
  const least = 1e-12; // a box without extent would be shown infinitely close
  const zoom = Math.log2(Math.min(width / Math.max(to.x - from.x, least), height / Math.max(to.y - from.y, least)) / 512);
  const middle = bounded({ centre: fromWorld({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }), zoom: Math.min(zoom, closest) });
  return dragged(middle, { x: (margins.left - margins.right) / 2, y: (margins.top - margins.bottom) / 2 });
}

/** The nearest camera that can be: within the zooms, and its middle on the map. */
export function bounded({ centre, zoom }: Camera): Camera {
  return {
    centre: { lon: Math.min(Math.max(centre.lon, -180), 180), lat: Math.min(Math.max(centre.lat, -maxLat), maxLat) },
    zoom: Math.min(Math.max(zoom, 0), maxZoom),
  };
}
