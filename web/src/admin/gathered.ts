import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';

import { few, mostFeatures } from '../map/few';
import type { Theme } from '../model/palette';
import type { Camera, Position } from '../model/position';
import type { Dress } from '../model/under';

/** Findings that lie too near one another to be told apart on the map. */
export interface Heap {
  readonly at: Position;
  readonly n: number;
}

/** So many CSS pixels wide is what is drawn as one. */
const cell = 48;

/** From this zoom on only what lies at one spot is one. */
const apart = 17;

const side = 512;

/** A spot in Web Mercator, the world being 1 wide. */
function world({ lon, lat }: Position): readonly [number, number] {
  const sin = Math.sin((lat * Math.PI) / 180);
  return [(lon + 180) / 360, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)];
}

/**
 * Gathers spots for a zoom, each where the middle of its own is. Where there are more than the map may hold, those that are
 * nearest to the middle of the view are left.
 */
export function gathered(spots: readonly Position[], { centre, zoom }: Camera): readonly Heap[] {
  const cells = zoom >= apart ? 2 ** 31 : (side * 2 ** Math.floor(zoom)) / cell;
  const heaps = new Map<string, { lon: number; lat: number; n: number }>();
  for (const at of spots) {
    const [x, y] = world(at);
    const key = `${Math.floor(x * cells)} ${Math.floor(y * cells)}`;
    const heap = heaps.get(key) ?? { lon: 0, lat: 0, n: 0 };
    heaps.set(key, { lon: heap.lon + at.lon, lat: heap.lat + at.lat, n: heap.n + 1 });
  }
  const all = [...heaps.values()].map(({ lon, lat, n }): Heap => ({ at: { lon: lon / n, lat: lat / n }, n }));
  if (all.length <= mostFeatures) {
    return all;
  }
  const [cx, cy] = world(centre);
  const far = ({ at }: Heap): number => {
    const [x, y] = world(at);
    return Math.hypot(x - cx, y - cy);
  };
  return all.map((heap) => ({ heap, far: far(heap) })).sort((a, b) => a.far - b.far).slice(0, mostFeatures).map((it) => it.heap);
}

const colours: Readonly<Record<Theme, { readonly fill: string; readonly edge: string; readonly ink: string }>> = {
  light: { fill: '#8a1c2b', edge: '#ffffff', ink: '#ffffff' },
  dark: { fill: '#ff8a96', edge: '#0f1620', ink: '#0f1620' },
};

const id = 'checks';

/** Makes what puts findings over the city: a dot each, or a number where there are several. */
export function dressingHeaps(heaps: readonly Heap[], theme: Theme): Dress {
  const { source } = few(heaps.map(({ at, n }) => ({ type: 'Feature', properties: { n, label: n > 1 ? String(n) : '' }, geometry: { type: 'Point', coordinates: [at.lon, at.lat] } })));
  const { fill, edge, ink } = colours[theme];
  const layers: readonly LayerSpecification[] = [
    {
      id: `${id}-dots`, type: 'circle', source: id,
      paint: { 'circle-color': fill, 'circle-opacity': 0.9, 'circle-stroke-color': edge, 'circle-stroke-width': 1.5, 'circle-radius': ['step', ['get', 'n'], 5, 2, 10, 10, 13, 100, 16, 1000, 19] },
    },
    {
      id: `${id}-labels`, type: 'symbol', source: id, filter: ['!=', ['get', 'label'], ''],
      layout: { 'text-field': ['get', 'label'], 'text-size': 12, 'text-font': ['Redsail Bold', 'sans-serif'], 'text-allow-overlap': true, 'text-ignore-placement': true },
      paint: { 'text-color': ink },
    },
  ];
  const put = (style: StyleSpecification): StyleSpecification => ({ ...style, sources: { ...style.sources, [id]: source }, layers: [...style.layers, ...layers] });
  return <Style extends object>(style: Style): Style => put(style as unknown as StyleSpecification) as unknown as Style;
}
