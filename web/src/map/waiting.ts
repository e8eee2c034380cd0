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
 * Kept at the first frame that is drawn, or when a part fails. Frames before all of the first view is there are held back:
 * they show half a map, and where WebGL is drawn in software each takes a tenth of a second from what is still to come.
 * A part that fails, or comes later than a blink after the first, holds up none of the others. `known` says that the style
 * in force is the one to be drawn.
 */
export async function firstPaint(map: MapLibre, known: () => boolean): Promise<void> {
  await new Promise<void>((kept) => {
    const { painter } = map;
    const draw = painter.render.bind(painter);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let late = false;
    const enough = (): void => {
      late = true;
      map.triggerRepaint();
    };
    const held: typeof draw = (...frame) => {
      if (late || (known() && map.loaded() && !map._placementDirty)) {
        clearTimeout(timer);
        painter.render = draw;
        draw(...frame);
      }
    };
    painter.render = held;
    map.on('sourcedata', (event) => {
      if (event.tile !== undefined && !late) {
        timer ??= setTimeout(enough, blink);
      }
    });
    map.on('error', () => {
      enough();
      kept();
    });
    const look = (): void => {
      // After a lost context MapLibre has another painter, which holds nothing back.
      if (map.painter.render !== held) {
        map.off('render', look);
        kept();
      }
    };
    map.on('render', look);
  });
}
