import type { AreaName } from '../model/answer';
import type { Bounds, Camera, Position } from '../model/position';
import type { Renewal } from '../model/renewal';
import type { Seen } from '../model/seen';
import type { Look, Margins, Stage, Start } from './stage';

/** Makes a stage. */
export type Make = (start: Start) => Stage;

/** How the map is opened. */
export interface How {
  /** The link asks for the picture map: `#…&map=picture`. */
  readonly picture: boolean;
  /** Told once when the picture map is shown; `asked` when the link wanted it, else because nothing else could be. */
  readonly pictured: (asked: boolean) => void;
  /** Fetch the code of the two maps; given by tests. */
  readonly map?: () => Promise<Make>;
  readonly image?: () => Promise<Make>;
  /** How long the map may take to paint something once the city is known, in milliseconds. */
  readonly patience?: number;
}

const eightSeconds = 8_000;

/**
 * Opens the map: the one that WebGL draws, or the picture map where the link asks
 * for it, WebGL 2 is missing, or nothing was painted in time. Rejects when neither can be had.
 */
export async function openStage(start: Start, how: How): Promise<Stage> {
  const image = how.image ?? picture;
  if (how.picture) {
    const make = await image();
    how.pictured(true);
    return make(start);
  }
  try {
    const make = await (how.map ?? webGL)();
    return new OpenStage(make(start), start, async () => {
      const instead = await image();
      how.pictured(false);
      return instead;
    }, how.patience ?? eightSeconds);
  } catch {
    const make = await image();
    how.pictured(false);
    return make(start);
  }
}

// MapLibre is not fetched where it cannot draw.
async function webGL(): Promise<Make> {
  if (typeof WebGL2RenderingContext === 'undefined') {
    throw new Error('no WebGL 2');
  }
  const { MapView } = await import('./view');
  return (start) => new MapView(start);
}

/** Asks for the code of the map; what goes wrong is met when the map is opened. */
export function fetchMap(): void {
  webGL().catch(() => undefined);
}

async function picture(): Promise<Make> {
  const { PictureView } = await import('./picture');
  return (start) => new PictureView(start);
}

/** A map that becomes the picture map, with all that it was told, when it has not painted in time. */
class OpenStage implements Stage {
  readonly painted: Promise<void>;
  private look: Look | null = null;
  private pin: Position | null = null;
  private words: [name: string, hint: string] | null = null;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private settled = false;
  private paint: () => void = () => undefined;

  constructor(
    private inner: Stage,
    private readonly start: Start,
    private readonly instead: () => Promise<Make>,
    private readonly patience: number,
  ) {
    this.painted = new Promise((kept) => { this.paint = kept; });
    void inner.painted.then(() => { this.settle(); });
  }

  private settle(): void {
    this.settled = true;
    clearTimeout(this.waiting);
    this.paint();
  }

  /** The time runs from when there is something to paint. */
  private watch(): void {
    if (!this.settled && this.waiting === undefined && this.look?.city != null) {
      this.waiting = setTimeout(() => { void this.change(); }, this.patience);
    }
  }

  private async change(): Promise<void> {
    try {
      const make = await this.instead();
      if (this.settled) {
        return;
      }
      const before = this.inner;
      const camera = before.camera();
      before.remove();
      this.inner = make({ ...this.start, camera });
    } catch {
      return; // the map that is there may still come
    }
    void this.inner.painted.then(() => { this.settle(); });
    if (this.words !== null) {
      this.inner.describe(...this.words);
    }
    this.inner.mark(this.pin);
    if (this.look !== null) {
      this.inner.draw(this.look);
    }
  }

  camera(): Camera { return this.inner.camera(); }

  draw(look: Look): void {
    this.look = look;
    this.inner.draw(look);
    this.watch();
  }

  describe(name: string, hint: string): void {
    this.words = [name, hint];
    this.inner.describe(name, hint);
  }

  fit(bounds: Bounds, animate: boolean, margins?: Margins): void { this.inner.fit(bounds, animate, margins); }

  jump(camera: Camera): void { this.inner.jump(camera); }

  refresh(renewal: Renewal): void { this.inner.refresh(renewal); }

  zoomBy(steps: number): void { this.inner.zoomBy(steps); }

  mark(at: Position | null): void {
    this.pin = at;
    this.inner.mark(at);
  }

  reveal(at: Position, panel: DOMRect): void { this.inner.reveal(at, panel); }

  nameOf(area: AreaName): string | null { return this.inner.nameOf(area); }

  visibleAreas(layer: string): Seen[] { return this.inner.visibleAreas(layer); }

  visiblePlaces(): Seen[] { return this.inner.visiblePlaces(); }

  highlight(area: AreaName | null): void { this.inner.highlight(area); }

  reload(): void { this.inner.reload(); }

  focus(): void { this.inner.focus(); }

  remove(): void {
    this.settle();
    this.inner.remove();
  }
}
