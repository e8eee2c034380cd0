import type { ErrorEvent, Map as MapLibre } from 'maplibre-gl';

/** A tile that could not be had. */
interface Failure {
  readonly source: string;
  readonly address: { readonly z: number; readonly x: number; readonly y: number };
}

/** The tiles that could not be had, until they are asked for again. */
export class Failures {
  private readonly failed = new Map<string, Failure>();

  /** `told` is called for each tile; other errors go where the browser's own go. */
  constructor(private readonly map: MapLibre, told: (source: string) => void) {
    map.on('error', (event: ErrorEvent) => {
      const failure = failureOf(event);
      if (failure === null) {
        setTimeout(() => { throw event.error as Error; });
      } else {
        this.failed.set(JSON.stringify(failure), failure);
        told(failure.source);
      }
    });
  }

  reload(): void {
    const failed = [...this.failed.values()];
    this.failed.clear();
    for (const { source, address } of failed) {
      if (this.map.getSource(source) !== undefined) {
        // By address: refreshing a whole source leaves out the tiles that failed.
        this.map.refreshTiles(source, [address]);
      }
    }
  }
}

/** Reads an error of MapLibre's, whose type does not say what tile errors carry; null when it is about no tile. */
function failureOf(event: ErrorEvent): Failure | null {
  const { sourceId, tile } = event as ErrorEvent & {
    readonly sourceId?: string;
    readonly tile?: { readonly tileID: { readonly canonical: Failure['address'] } };
  };
  if (sourceId === undefined || tile === undefined) {
    return null;
  }
  const { z, x, y } = tile.tileID.canonical;
  return { source: sourceId, address: { z, x, y } };
}
