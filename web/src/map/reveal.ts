import type { Pixel } from './mercator';

/** How near the edge of a panel counts as under it, in CSS pixels. */
const margin = 40;

/** How far the camera must move, in pixels, so that a point is clear of a panel over the map; null when it is. */
export function escape({ x, y }: Pixel, panel: DOMRect, frame: DOMRect): [number, number] | null {
  if (x < panel.left - margin || x > panel.right + margin || y < panel.top - margin || y > panel.bottom + margin) {
    return null;
  }
  // A sheet across the page is escaped upwards, a card at the side sideways.
  const across = panel.width > frame.width * 0.8;
  return across ? [0, y - (frame.top + (panel.top - frame.top) / 2)] : [x - (frame.left + (panel.left - frame.left) / 2), 0];
}
