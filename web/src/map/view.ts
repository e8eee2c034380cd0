import 'maplibre-gl/dist/maplibre-gl.css';

import type { FilterSpecification, MapMouseEvent, StyleSpecification } from 'maplibre-gl';
import { Map as MapLibre, Marker, prewarm, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';

import type { AreaName } from '../model/answer';
import type { Bounds, Camera, Position } from '../model/position';
import type { Renewal } from '../model/renewal';
import type { Seen } from '../model/seen';
import { maxZoom } from '../model/zooms';
import { Failures } from './failures';
import { showsFocus } from './focus';
import { drawImage } from './icons';
import { Mark, type Placed } from './marks';
import { escape } from './reveal';
import { sourcesOf, sourceWith } from './sources';
import type { Listener, Look, Margins, Stage, Start } from './stage';
import { buildStyle, emptyStyle } from './style';
import { firstPaint, watchLoading } from './waiting';
import { Watched } from './watched';

// The worker reads its own code while the page still waits for the city.
setWorkerUrl(workerUrl);
prewarm();

/** Clear of the list of layers at the left, in CSS pixels. */
const besideLayers = 308;

/** Where the Mercator map ends, in degrees. */
const northEnd = 85.05;

/** How long a label takes to appear, in milliseconds. */
const fade = 120;

/** The map drawn by WebGL. With the files beside it the only code that knows MapLibre. */
export class MapView implements Stage {
  readonly painted: Promise<void>;
  private readonly map: MapLibre;
  private readonly pin: Marker;
  private readonly failures: Failures;
  private readonly watched: Watched;
  private readonly selected: Mark;
  private readonly hover: Mark;
  private look: Look | null = null;
  /** The look with which the city was drawn first. */
  private drawn: Look | null = null;
  private ready = false;

  /** Throws where the browser cannot draw with WebGL 2. */
  constructor({ container, camera, listener, look, enlarged = 1 }: Start) {
    const first = look();
    if (first.city !== null) {
      this.look = this.drawn = first;
    }
    const map = new MapLibre({
      container,
      style: this.drawn === null ? emptyStyle : styleOf(first), // a second style would cost a frame
      validateStyle: false, // the tests validate every style that the page can make
      center: camera === undefined ? [0, 0] : lngLat(camera.centre),
      zoom: camera?.zoom ?? 0,
      maxZoom,
      ...(enlarged === 1 ? {} : { pixelRatio: devicePixelRatio * enlarged }), // else it follows the screen
      maxCanvasSize: [8192, 8192], // walls are wide; where the machine cannot, MapLibre draws fewer pixels
      fadeDuration: matches('(prefers-reduced-motion: reduce)') ? 0 : fade,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
    });
    this.map = map;
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    const pin = document.createElement('div');
    pin.className = 'pin';
    this.pin = new Marker({ element: pin });
    this.failures = new Failures(map, (source) => { listener.tileFailed(source); });
    this.watched = new Watched(map);
    this.selected = new Mark(map, 'selected');
    this.hover = new Mark(map, 'hover');
    this.painted = firstPaint(map, () => this.ready && this.look !== null);
    // Until there is something on it the page's own ground shows: to compose frames of nothing costs as much as others.
    map.getCanvas().style.opacity = '0';
    void this.painted.then(() => { map.getCanvas().style.opacity = ''; });
    this.prepare();
    this.listen(listener);
    this.follow(listener);
  }

  private prepare(): void {
    const { map } = this;
    map.on('style.load', () => {
      if (!this.ready) {
        this.ready = true;
        this.show();
      }
    });
    map.setMissingStyleImageResolver((id) => {
      const ratio = map.getPixelRatio();
      const image = drawImage(id, ratio);
      if (image !== null && !map.hasImage(id)) {
        map.addImage(id, image, { pixelRatio: ratio });
      }
    });
  }

  private listen(listener: Listener): void {
    const { map } = this;
    map.on('move', () => { listener.moving(this.camera()); });
    map.on('moveend', (event) => {
      listener.moved(this.camera(), 'originalEvent' in event && event.originalEvent !== undefined);
    });
    watchLoading(map, (slow) => { listener.loading(slow); });
    map.on('idle', () => { listener.idle(); });
    const canvas = map.getCanvas();
    canvas.addEventListener('focus', () => { listener.focused(showsFocus(canvas)); });
    canvas.addEventListener('blur', () => { listener.focused(false); });
    canvas.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') {
        event.preventDefault();
        listener.focused(true);
        listener.asked(this.camera().centre, 'keyboard');
      }
    });
  }

  /** The pointer: what it is over stands out, what it hits is asked for. */
  private follow(listener: Listener): void {
    const { map } = this;
    map.on('click', ({ point, lngLat: at }: MapMouseEvent) => {
      listener.asked(position(at), 'pointer', this.watched.placeAt(point.x, point.y, this.kinds()) ?? undefined);
    });
    if (!matches('(hover: hover)')) {
      return;
    }
    let asked = 0;
    map.on('mousemove', ({ point }: MapMouseEvent) => {
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(() => { this.under(point.x, point.y); });
    });
    map.on('mouseout', () => {
      cancelAnimationFrame(asked);
      this.hover.set(null);
    });
  }

  private under(x: number, y: number): void {
    const keys = this.look?.city?.layers.filter((it) => it.partition).map((it) => it.key) ?? [];
    const area = this.map.isMoving() ? null : this.watched.areaAt(x, y, keys);
    this.hover.set(area);
    const place = this.map.isMoving() ? null : this.watched.placeAt(x, y, this.kinds());
    this.map.getCanvas().style.cursor = area === null && place === null ? '' : 'pointer';
  }

  private kinds(): string[] {
    return this.look?.city?.places.map((it) => it.key) ?? [];
  }

  camera(): Camera {
    return { centre: position(this.map.getCenter()), zoom: this.map.getZoom() };
  }

  draw(look: Look): void {
    this.look = look;
    // MapLibre cannot compare with a style that it is still taking in.
    if (this.ready) {
      this.show();
    }
  }

  private show(): void {
    const { look } = this;
    if (look === null) {
      return;
    }
    if (this.drawn === null && look.city !== null) {
      // The first style is taken in whole: MapLibre compares layer by layer, and checks each again.
      this.ready = false;
      this.drawn = look;
      this.map.setStyle(styleOf(look), { diff: false, validate: false });
    } else {
      if (this.drawn !== look) {
        this.map.setStyle(styleOf(look), { diff: true, validate: false });
      }
      this.selected.set(this.placed(look.selected));
      // A look that changes nothing is drawn too: who waits for it is told.
      this.map.triggerRepaint();
    }
  }

  refresh(renewal: Renewal): void {
    const { map } = this;
    for (const source of this.look?.city == null ? [] : sourcesOf(this.look.city)) {
      const hit = renewal.layers.filter(({ layer }) => sourceWith([source], layer) !== undefined);
      if (map.getSource(source.id) === undefined) {
        continue;
      }
      if (renewal.all === true || hit.some((it) => it.all)) {
        map.refreshTiles(source.id);
      } else if (hit.length > 0) {
        const tiles = hit.flatMap((it) => it.tiles ?? []);
        const names = new Set(tiles);
        // Those out of view are kept too, and would come back as they were.
        map.style.tileManagers[source.id]?._outOfViewCache.filter(({ tileID: { canonical: { z, x, y } } }) => !names.has(`${z}/${x}/${y}`));
        map.refreshTiles(source.id, tiles.map((name) => {
          const [z = 0, x = 0, y = 0] = name.split('/').map(Number);
          return { z, x, y };
        }));
      }
    }
  }

  /** The area with its source, when the city has its layer. */
  private placed(area: AreaName | null): Placed | null {
    const city = this.look?.city;
    if (area === null || city === null || city === undefined) {
      return null;
    }
    const source = sourceWith(sourcesOf(city), area.layer);
    return source === undefined ? null : { layer: area.layer, code: area.code, source: source.id };
  }

  describe(name: string, hint: string): void {
    const canvas = this.map.getCanvas();
    canvas.setAttribute('aria-label', name);
    canvas.setAttribute('aria-describedby', hint);
  }

  fit(bounds: Bounds, animate: boolean, margins?: Margins): void {
    const [west, south, east, north] = bounds;
    const padding = margins ?? this.usualMargins();
    this.map.fitBounds([lngLat({ lon: west, lat: south }), lngLat({ lon: east, lat: north })], { padding, maxZoom: 17, animate, duration: 300 });
  }

  private usualMargins(): Margins {
    const { clientWidth } = this.map.getContainer();
    const edge = clientWidth < 640 ? 20 : 48;
    return { top: edge, bottom: edge + 24, left: clientWidth < 1000 ? edge : besideLayers, right: edge };
  }

  jump(camera: Camera): void {
    this.map.jumpTo({ center: lngLat(camera.centre), zoom: camera.zoom });
  }

  zoomBy(steps: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + steps, duration: 200 });
  }

  mark(at: Position | null): void {
    if (at === null) {
      this.pin.remove();
    } else {
      this.pin.setLngLat(lngLat(at)).addTo(this.map);
    }
  }

  reveal(at: Position, panel: DOMRect): void {
    const frame = this.map.getContainer().getBoundingClientRect();
    const point = this.map.project(lngLat(at));
    const by = escape({ x: point.x + frame.left, y: point.y + frame.top }, panel, frame);
    if (by !== null) {
      this.map.panBy(by, { duration: 200 });
    }
  }

  nameOf(area: AreaName): string | null {
    const placed = this.placed(area);
    if (placed === null || this.map.getSource(placed.source) === undefined) {
      return null;
    }
    const filter: FilterSpecification = ['==', ['get', 'code'], area.code];
    const name: unknown = this.map.querySourceFeatures(placed.source, { sourceLayer: area.layer, filter })[0]?.properties['name'];
    return typeof name === 'string' && name !== '' ? name : null;
  }

  visibleAreas(layer: string): Seen[] {
    const placed = this.placed({ layer, code: '' });
    return placed === null || this.map.getSource(placed.source) === undefined ? [] : this.watched.areas(layer, placed.source);
  }

  visiblePlaces(): Seen[] {
    return this.watched.places(this.kinds());
  }

  highlight(area: AreaName | null): void {
    this.hover.set(this.placed(area));
  }

  reload(): void {
    this.failures.reload();
  }

  focus(): void {
    this.map.getCanvas().focus();
  }

  remove(): void {
    this.pin.remove();
    this.map.remove();
  }
}

/** The style, on the ground that the reader chose. */
function styleOf(look: Look): StyleSpecification {
  const style = buildStyle(look);
  return look.dress == null ? style : look.dress(style);
}

function matches(query: string): boolean {
  return window.matchMedia(query).matches;
}

/** A position on the map, which ends before the poles. */
function lngLat({ lon, lat }: Position): [number, number] {
  return [lon, Math.max(-northEnd, Math.min(northEnd, lat))];
}

function position(at: { lng: number; lat: number }): Position {
  return { lon: at.lng, lat: at.lat };
}
