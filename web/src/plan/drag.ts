import type { Camera, Position } from '../model/position';
import type { Desk } from './desk';
import { kind } from './load';

/** How far from a station a drag may begin, in CSS pixels, and how far it must go to be one. */
const reach = 18;
const least = 5;

/** Lets the reader drag stations to other places while the tool for that is chosen. The pin of the map stands where the station would. */
export function followDrags(desk: Desk, map: HTMLElement): () => void {
  const down = (event: MouseEvent | TouchEvent): void => {
    const code = desk.tab.peek() === 'scenario' && desk.play.tool.peek() === 'move' ? stationAt(desk, map, pixelOf(event, map)) : null;
    if (code === null || ('touches' in event && event.touches.length > 1) || ('button' in event && event.button !== 0)) {
      return;
    }
    // The map itself is not to be dragged meanwhile.
    event.stopPropagation();
    drag(desk, map, code, pixelOf(event, map));
  };
  map.addEventListener('mousedown', down, { capture: true });
  map.addEventListener('touchstart', down, { capture: true, passive: true });
  return () => {
    map.removeEventListener('mousedown', down, { capture: true });
    map.removeEventListener('touchstart', down, { capture: true });
  };
}

interface Pixel {
  readonly x: number;
  readonly y: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Degrees of longitude and of latitude under a pixel in the middle of the map: over a screen at the zooms of streets that is right to a tenth of a pixel. */
function degrees({ centre, zoom }: Camera): Pixel {
  const x = 360 / (512 * 2 ** zoom);
  return { x, y: x * Math.cos((centre.lat * Math.PI) / 180) };
}

function onScreen(at: Position, camera: Camera, { width, height }: Size): Pixel {
  const per = degrees(camera);
  return { x: width / 2 + (at.lon - camera.centre.lon) / per.x, y: height / 2 - (at.lat - camera.centre.lat) / per.y };
}

function under({ x, y }: Pixel, camera: Camera, { width, height }: Size): Position {
  const per = degrees(camera);
  return { lon: camera.centre.lon + (x - width / 2) * per.x, lat: camera.centre.lat - (y - height / 2) * per.y };
}

function pixelOf(event: MouseEvent | TouchEvent, map: HTMLElement): Pixel {
  const frame = map.getBoundingClientRect();
  const at = 'touches' in event ? event.touches[0] ?? event.changedTouches[0] : event;
  return { x: (at?.clientX ?? 0) - frame.left, y: (at?.clientY ?? 0) - frame.top };
}

/** The station of the city or of the scenario that stands there. */
function stationAt(desk: Desk, map: HTMLElement, pixel: Pixel): string | null {
  const camera = desk.stage.camera();
  const size = { width: map.clientWidth, height: map.clientHeight };
  const places = desk.play.state.peek()?.places ?? [];
  const edited = new Set(places.map((it) => it.code));
  const seen = desk.stage.visiblePlaces().filter((it) => it.layer === kind && !edited.has(it.code));
  const spots: { code: string; at: Position }[] = [...seen, ...places.filter((it) => it.state !== 'closed').map((it) => ({ code: it.code, at: it.point }))];
  let [found, nearest]: [string | null, number] = [null, reach];
  for (const { code, at } of spots) {
    const { x, y } = onScreen(at, camera, size);
    const far = Math.hypot(x - pixel.x, y - pixel.y);
    if (far < nearest) {
      [found, nearest] = [code, far];
    }
  }
  return found;
}

function drag(desk: Desk, map: HTMLElement, code: string, from: Pixel): void {
  const size = { width: map.clientWidth, height: map.clientHeight };
  let to = from;
  const there = (): Position => under(to, desk.stage.camera(), size);
  const moved = (): boolean => Math.hypot(to.x - from.x, to.y - from.y) >= least;
  const move = (event: MouseEvent | TouchEvent): void => {
    to = pixelOf(event, map);
    if (moved()) {
      desk.stage.mark(there());
    }
  };
  const end = (event: MouseEvent | TouchEvent): void => {
    for (const [name, on] of listeners) {
      document.removeEventListener(name, on, { capture: true });
    }
    desk.stage.mark(null);
    quietClick(map);
    if (event.type === 'touchcancel') {
      return;
    }
    if (moved()) {
      desk.play.move(code, there());
    } else {
      desk.play.picked.value = code;
    }
  };
  const listeners = [['mousemove', move], ['touchmove', move], ['mouseup', end], ['touchend', end], ['touchcancel', end]] as const;
  for (const [name, on] of listeners) {
    document.addEventListener(name, on, { capture: true });
  }
}

/** The click that a browser makes of the drag is none for the map. */
function quietClick(map: HTMLElement): void {
  const quiet = (event: Event): void => { event.stopPropagation(); };
  map.addEventListener('click', quiet, { capture: true });
  setTimeout(() => { map.removeEventListener('click', quiet, { capture: true }); });
}
