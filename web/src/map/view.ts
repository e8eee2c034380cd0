import 'maplibre-gl/dist/maplibre-gl.css';

import type { ErrorEvent, FilterSpecification, LngLatLike, MapMouseEvent, StyleSpecification } from 'maplibre-gl';
import { Map as MapLibre, Marker, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';

import type { AreaName } from '../model/answer';
import type { Bounds, Camera, Position } from '../model/position';
import { maxZoom } from '../model/zooms';
import { emptyStyle } from './style';

/** What the map tells. */
export interface Listener {
  /** The reader pointed at a place, or aimed the crosshair at it and pressed Enter. */
  asked(at: Position, by: 'pointer' | 'keyboard'): void;
  /** The camera stands still; `byUser` unless the page itself moved it. */
  moved(camera: Camera, byUser: boolean): void;
  /** The camera moves. */
  moving(camera: Camera): void;
  tileFailed(): void;
  /** Everything that can be drawn is. */
  idle(): void;
  focused(byKeyboard: boolean): void;
}

/** Where the map begins. */
export interface Start {
  readonly container: HTMLElement;
  readonly camera: Camera | undefined;
  readonly listener: Listener;
}

/** Clear of the list of layers at the left, in CSS pixels. */
const besideLayers = 308;

/** The map. The only code that knows MapLibre. */
export class MapView {
  private readonly map: MapLibre;
  private readonly pin: Marker;
  private readonly failed: TileFailure[] = [];
  private ready = false;
  private pending: (() => void) | null = null;
  private selected: (AreaName & { readonly source: string }) | null = null;

  /** Throws where the browser cannot draw with WebGL 2. */
  constructor({ container, camera, listener }: Start) {
    setWorkerUrl(workerUrl);
    this.map = new MapLibre({
      container,
      style: emptyStyle,
      center: camera === undefined ? [0, 0] : lngLat(camera.centre),
      zoom: camera?.zoom ?? 0,
      maxZoom,
      fadeDuration: 0,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    const pin = document.createElement('div');
    pin.className = 'pin';
    this.pin = new Marker({ element: pin });
    this.listen(listener);
  }

  private listen(listener: Listener): void {
    const { map } = this;
    map.once('style.load', () => {
      this.ready = true;
      this.pending?.();
    });
    map.on('click', (event: MapMouseEvent) => { listener.asked(position(event.lngLat), 'pointer'); });
    map.on('move', () => { listener.moving(this.camera()); });
    map.on('moveend', (event) => {
      listener.moved(this.camera(), 'originalEvent' in event && event.originalEvent !== undefined);
    });
    map.on('error', (event: ErrorEvent) => {
      const failure = tileFailure(event);
      if (failure === null) {
        reportError(event.error);
      } else {
        this.failed.push(failure);
        listener.tileFailed();
      }
    });
    map.on('idle', () => { listener.idle(); });
    const canvas = map.getCanvas();
    canvas.addEventListener('focus', () => { listener.focused(canvas.matches(':focus-visible')); });
    canvas.addEventListener('blur', () => { listener.focused(false); });
    canvas.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') {
        event.preventDefault();
        listener.focused(true);
        listener.asked(this.camera().centre, 'keyboard');
      }
    });
  }

  camera(): Camera {
    return { centre: position(this.map.getCenter()), zoom: this.map.getZoom() };
  }

  /** Draws this style from now on, changing only what differs, and outlines one area, whose layer's outline the style must have, or none. */
  draw(style: StyleSpecification, selected: AreaName | null): void {
    // MapLibre cannot compare with a style that it is still taking in.
    this.pending = () => {
      this.map.setStyle(style, { diff: true });
      this.select(selected);
    };
    if (this.ready) {
      this.pending();
    }
  }

  /** Names the map for screen readers; `hint` is the id of the text that says how to use it. */
  describe(name: string, hint: string): void {
    const canvas = this.map.getCanvas();
    canvas.setAttribute('aria-label', name);
    canvas.setAttribute('aria-describedby', hint);
  }

  /** Shows a box as large as it goes. */
  fit(bounds: Bounds, animate: boolean): void {
    const [west, south, east, north] = bounds;
    const { clientWidth } = this.map.getContainer();
    const edge = clientWidth < 640 ? 20 : 48;
    const padding = { top: edge, bottom: edge + 24, left: clientWidth < 1000 ? edge : besideLayers, right: edge };
    this.map.fitBounds([[west, south], [east, north]], { padding, maxZoom: 17, animate, duration: 300 });
  }

  jump(camera: Camera): void {
    this.map.jumpTo({ center: lngLat(camera.centre), zoom: camera.zoom });
  }

  zoomBy(steps: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + steps, duration: 200 });
  }

  /** Puts the pin on a place, or takes it away. */
  mark(at: Position | null): void {
    if (at === null) {
      this.pin.remove();
    } else {
      this.pin.setLngLat(lngLat(at)).addTo(this.map);
    }
  }

  private select(area: AreaName | null): void {
    if (this.selected !== null) {
      this.setSelected(this.selected, false);
      this.selected = null;
    }
    const source = area === null ? undefined : this.sourceOf(area.layer);
    if (area !== null && source !== undefined) {
      this.selected = { ...area, source };
      this.setSelected(this.selected, true);
    }
  }

  private setSelected(area: AreaName & { readonly source: string }, selected: boolean): void {
    if (this.map.getSource(area.source) !== undefined) {
      this.map.setFeatureState({ source: area.source, sourceLayer: area.layer, id: area.code }, { selected });
    }
  }

  private sourceOf(layer: string): string | undefined {
    const drawn = this.map.getStyle().layers.find((it) => 'source-layer' in it && it['source-layer'] === layer);
    return drawn !== undefined && 'source' in drawn && typeof drawn.source === 'string' ? drawn.source : undefined;
  }

  /** Moves the map so that a place is clear of a panel (in page pixels) that lies over it. */
  reveal(at: Position, panel: DOMRect): void {
    const frame = this.map.getContainer().getBoundingClientRect();
    const point = this.map.project(lngLat(at));
    const margin = 40;
    const [x, y] = [point.x + frame.left, point.y + frame.top];
    if (x < panel.left - margin || x > panel.right + margin || y < panel.top - margin || y > panel.bottom + margin) {
      return;
    }
    // A sheet across the page is escaped upwards, a card at the side sideways.
    const across = panel.width > frame.width * 0.8;
    const by: [number, number] = across
      ? [0, y - (frame.top + (panel.top - frame.top) / 2)]
      : [x - (frame.left + (panel.left - frame.left) / 2), 0];
    this.map.panBy(by, { duration: 200 });
  }

  /** The name of an area, when one of the tiles in memory has it. */
  nameOf(area: AreaName): string | null {
    const source = this.sourceOf(area.layer);
    if (source === undefined) {
      return null;
    }
    const filter: FilterSpecification = ['==', ['get', 'code'], area.code];
    const name: unknown = this.map.querySourceFeatures(source, { sourceLayer: area.layer, filter })[0]?.properties['name'];
    return typeof name === 'string' && name !== '' ? name : null;
  }

  /** Asks again for tiles that could not be had. */
  reloadTiles(): void {
    const failed = this.failed.splice(0);
    for (const { source, address } of failed) {
      if (this.map.getSource(source) !== undefined) {
        // By address: refreshing a whole source leaves out the tiles that failed.
        this.map.refreshTiles(source, [address]);
      }
    }
  }

  focus(): void {
    this.map.getCanvas().focus();
  }
}

/** A tile that could not be had. */
interface TileFailure {
  readonly source: string;
  readonly address: { readonly z: number; readonly x: number; readonly y: number };
}

/** Reads an error of MapLibre's, whose type does not say what tile errors carry; null when it is about no tile. */
function tileFailure(event: ErrorEvent): TileFailure | null {
  const { sourceId, tile } = event as ErrorEvent & {
    readonly sourceId?: string;
    readonly tile?: { readonly tileID: { readonly canonical: TileFailure['address'] } };
  };
  if (sourceId === undefined || tile === undefined) {
    return null;
  }
  const { z, x, y } = tile.tileID.canonical;
  return { source: sourceId, address: { z, x, y } };
}

function lngLat(at: Position): LngLatLike {
  return [at.lon, at.lat];
}

function position(at: { lng: number; lat: number }): Position {
  return { lon: at.lng, lat: at.lat };
}
