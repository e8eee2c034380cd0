import type { City, Layer } from './city';

/** From which zoom a layer's borders and labels are drawn, and from which its labels give way to deeper ones. */
export interface Windows {
  readonly border: number;
  readonly label: number;
  readonly labelEnd: number;
}

/** How wide in CSS pixels a layer's average area is when its borders, its labels, and no labels any more are drawn. */
const widths = { border: 8, label: 56, labelEnd: 2400 };

/**
 * The windows of a layer from how large its areas are on average. A scheme
 * says which zooms have tiles; how crowded a map is depends on the city.
 */
export function windows(city: City, layer: Layer): Windows {
  const side = averageSide(city, layer);
  const [first, last] = layer.zoom;
  const at = (pixels: number): number => Math.log2((pixels * 360) / (512 * side));
  const clamp = (zoom: number): number => Math.min(Math.max(zoom, first), last);
  const deeper = city.layers.some((it) => it.partition && it.areas > 0 && it.depth > layer.depth);
  return {
    border: clamp(at(widths.border)),
    label: clamp(at(widths.label)),
    labelEnd: deeper ? Math.min(Math.max(at(widths.labelEnd), first + 1), maxZoom) : maxZoom,
  };
}

/** The closest that the map goes; a label that ends here never ends. */
export const maxZoom = 20;

/** The side, in degrees of longitude, of a square as large as the city's box divided by the layer's areas. */
function averageSide(city: City, layer: Layer): number {
  const [west, south, east, north] = city.bounds ?? [-180, -85, 180, 85];
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const box = ((east - west) * (north - south)) / squeeze;
  return Math.sqrt(Math.max(box, 1e-10) / Math.max(layer.areas, 1));
}
