import type { Layer, Show } from './city';

/** From which zoom a layer's borders and labels are drawn, and from which its labels give way to deeper ones. */
export type Windows = Show;

/** The closest that the map goes; a label that ends here never ends. */
export const maxZoom = 20;

/** The windows of a layer: as the server says, who knows how large its areas are, else as long as there are tiles. */
export function windows(layer: Layer): Windows {
  return layer.show ?? { border: layer.zoom[0], label: layer.zoom[0], labelEnd: maxZoom };
}
