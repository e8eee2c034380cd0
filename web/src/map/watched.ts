import type { Map as MapLibre, PointLike } from 'maplibre-gl';

import type { Position } from '../model/position';
import type { Seen } from '../model/seen';
import { borderId, hoverId } from './borders';
import { dotId, placeId } from './places';
import { labelLayer } from './sources';

/** A finger or a hasty pointer misses an icon by so many pixels. */
const slack = 6;

/** Reads what the map shows out of the tiles that it has. */
export class Watched {
  constructor(private readonly map: MapLibre) {}

  /** The place of service whose icon, or else whose dot, is at a point of the screen. */
  placeAt(x: number, y: number, kinds: readonly string[]): Seen | null {
    const layers = this.presentPlaces(kinds);
    const exact = layers.length === 0 ? [] : this.map.queryRenderedFeatures([x, y], { layers });
    const near: [PointLike, PointLike] = [[x - slack, y - slack], [x + slack, y + slack]];
    const hits = exact.length > 0 || layers.length === 0 ? exact : this.map.queryRenderedFeatures(near, { layers });
    return hits.flatMap((it) => seen(it, text(it, 'kind')))[0] ?? null;
  }

  /** The area at a point of the screen, of the deepest layer whose borders are drawn. */
  areaAt(x: number, y: number, layers: readonly string[]): { readonly layer: string; readonly code: string; readonly source: string } | null {
    const present = this.present(layers.map(hoverId));
    const [hit] = present.length === 0 ? [] : this.map.queryRenderedFeatures([x, y], { layers: present });
    return hit?.sourceLayer === undefined ? null : { layer: hit.sourceLayer, code: text(hit, 'code'), source: hit.source };
  }

  places(kinds: readonly string[]): Seen[] {
    const layers = this.presentPlaces(kinds);
    const hits = layers.length === 0 ? [] : this.map.queryRenderedFeatures({ layers });
    return hits.flatMap((it) => seen(it, text(it, 'kind')));
  }

  /**
   * The areas of a layer that are in view and whose label point is in a tile at
   * hand: far inside a large area its own label may be too far away. None where
   * the layer is not drawn.
   */
  areas(layer: string, source: string): Seen[] {
    const [border] = this.present([borderId(layer)]);
    if (border === undefined || this.map.getZoom() < (this.map.getLayer(border)?.minzoom ?? 0)) {
      return [];
    }
    const labels = this.map.querySourceFeatures(source, { sourceLayer: labelLayer(layer) }).flatMap((it) => seen(it, layer));
    const drawn = this.present([hoverId(layer)]);
    const reaching = new Set((drawn.length === 0 ? [] : this.map.queryRenderedFeatures({ layers: drawn })).map((it) => text(it, 'code')));
    const bounds = this.map.getBounds();
    return labels.filter(({ code, at }) => reaching.has(code) || bounds.contains([at.lon, at.lat]));
  }

  private presentPlaces(kinds: readonly string[]): string[] {
    return this.present(kinds.flatMap((kind) => [placeId(kind), dotId(kind)]));
  }

  private present(ids: readonly string[]): string[] {
    return ids.filter((id) => this.map.getLayer(id) !== undefined);
  }
}

/** As much of a feature as is read: its type says nothing about what other people's files hold. */
interface Found {
  readonly geometry: unknown;
  readonly properties: unknown;
}

function seen(feature: Found, layer: string): Seen[] {
  const [code, name, at] = [text(feature, 'code'), text(feature, 'name'), pointOf(feature.geometry)];
  return code === '' || at === null ? [] : [{ layer, code, name: name === '' ? code : name, nameEn: text(feature, 'name_en'), at }];
}

/** An attribute as text. */
function text({ properties }: Found, key: string): string {
  const value: unknown = (properties as Readonly<Record<string, unknown>> | null)?.[key];
  return typeof value === 'string' ? value : '';
}

function pointOf(geometry: unknown): Position | null {
  const { type, coordinates } = geometry as { readonly type?: unknown; readonly coordinates?: unknown };
  if (type !== 'Point' || !Array.isArray(coordinates)) {
    return null;
  }
  const [lon, lat] = coordinates as readonly unknown[];
  return typeof lon === 'number' && typeof lat === 'number' ? { lon, lat } : null;
}
