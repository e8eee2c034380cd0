import type { Map as MapLibre } from 'maplibre-gl';

/** How long tiles may take before the reader is told, in milliseconds. */
const blink = 500;

/** Tells when tiles have been waited for longer than a blink, and when they are there. */
export function watchLoading(map: MapLibre, told: (slow: boolean) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let slow = false;
  map.on('dataloading', () => {
    timer ??= setTimeout(() => {
      slow = !map.areTilesLoaded();
      if (slow) {
        told(true);
      } else {
        timer = undefined;
      }
    }, blink);
  });
  map.on('idle', () => {
    clearTimeout(timer);
    timer = undefined;
    if (slow) {
      slow = false;
      told(false);
    }
  });
}

/**
 * Kept at the first frame after a tile came, or as soon as it is known that none
 * will: a tile failed, or `bare` says that the style in force has none to show.
 */
export async function firstPaint(map: MapLibre, bare: () => boolean): Promise<void> {
  await new Promise<void>((kept) => {
    let ready = false;
    map.on('sourcedata', (event) => { ready ||= event.tile !== undefined; });
    map.on('error', () => { kept(); });
    const look = (): void => {
      if (ready || bare()) {
        map.off('render', look);
        kept();
      }
    };
    map.on('render', look);
  });
}
