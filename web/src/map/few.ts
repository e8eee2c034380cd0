import type { GeoJSONSource, GeoJSONSourceSpecification } from 'maplibre-gl';

/** So many features one source of GeoJSON may hold: the map cuts them into tiles itself, over and over, and more belong into tiles of the server. */
export const mostFeatures = 500;

/** A feature of GeoJSON, as far as that matters here. */
interface Feature {
  readonly type: 'Feature';
  readonly properties: Readonly<Record<string, string | number | boolean>> | null;
  readonly geometry: { readonly type: string; readonly coordinates: unknown };
}

function bounded(features: readonly Feature[]): { type: 'FeatureCollection'; features: Feature[] } {
  return { type: 'FeatureCollection', features: features.slice(0, mostFeatures) };
}

/** A source of a few features; `left` is how many are too many and not in it, which is to be told. */
export function few(features: readonly Feature[]): { readonly source: GeoJSONSourceSpecification; readonly left: number } {
  return { source: { type: 'geojson', data: bounded(features) }, left: Math.max(0, features.length - mostFeatures) };
}

/** Puts other features into such a source, and says how many are left out. */
export function refill(source: Pick<GeoJSONSource, 'setData'>, features: readonly Feature[]): number {
  void source.setData(bounded(features));
  return Math.max(0, features.length - mostFeatures);
}
