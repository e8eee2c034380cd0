import type { AreaName } from '../model/answer';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import type { Theme } from '../model/palette';
import type { Bounds, Camera, Position } from '../model/position';
import type { Dress } from '../model/under';
import type { Renewal } from '../model/renewal';
import type { Seen } from '../model/seen';

/** What the look of the map depends on. */
export interface Look {
  /** Null while it is not known, and when it has no areas: then only the ground is drawn. */
  readonly city: City | null;
  readonly theme: Theme;
  readonly lang: Lang;
  /** Keys that the reader switched off: of layers, kinds of places, and of rows of the legend. */
  readonly hidden: ReadonlySet<string>;
  readonly selected: AreaName | null;
  /** Puts something else under the city than its own streets. */
  readonly dress?: Dress | null;
  /** The address of the page. */
  readonly base: string;
}

/** What the map tells. */
export interface Listener {
  /**
   * The reader pointed at a place, or aimed the crosshair at it and pressed Enter;
   * `on` when a place of service was hit, which may stand some metres from `at`.
   */
  asked(at: Position, by: 'pointer' | 'keyboard', on?: Seen): void;
  /** The camera stands still; `byUser` unless the page itself moved it. */
  moved(camera: Camera, byUser: boolean): void;
  /** The camera moves. */
  moving(camera: Camera): void;
  /** Parts of the map have been waited for longer than a blink; false when they are there. */
  loading(slow: boolean): void;
  /** `source` is the one that it belongs to. */
  tileFailed(source: string): void;
  /** Everything that can be drawn is. */
  idle(): void;
  focused(byKeyboard: boolean): void;
}

/** Where the map begins. */
export interface Start {
  readonly container: HTMLElement;
  readonly camera: Camera | undefined;
  readonly listener: Listener;
  /** What is to be drawn as the map is made; `draw` follows in any case. */
  readonly look: () => Look;
  /** So many times as large as on a desk its container is drawn by a style; 1 when absent. The map then draws so many more pixels. */
  readonly enlarged?: number;
}

/** Widths in CSS pixels of what lies over the edges of the map. */
export interface Margins {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** Where the city is shown: the map drawn by WebGL, or the picture that the server draws. */
export interface Stage {
  /** Kept when something of the city is on the screen, or when it is known that nothing can be: never rejected. */
  readonly painted: Promise<void>;
  camera(): Camera;
  /** Draws this from now on. */
  draw(look: Look): void;
  /** Names the map for screen readers; `hint` is the id of the text that says how to use it. */
  describe(name: string, hint: string): void;
  /** Shows a box as large as it goes, clear of the margins. */
  fit(bounds: Bounds, animate: boolean, margins?: Margins): void;
  jump(camera: Camera): void;
  zoomBy(steps: number): void;
  /** Puts the pin on a spot, or takes it away. */
  mark(at: Position | null): void;
  /** Moves the map so that a spot is clear of a panel (in page pixels) that lies over it. */
  reveal(at: Position, panel: DOMRect): void;
  /** The name of an area, when it is at hand. */
  nameOf(area: AreaName): string | null;
  /** The areas of a layer whose label points are in view, in any order and as often as tiles have them; empty while unknown. */
  visibleAreas(layer: string): Seen[];
  /** The places of service that are drawn, likewise. */
  visiblePlaces(): Seen[];
  /** Shows which area a line of a list is about, or none. */
  highlight(area: AreaName | null): void;
  /** Asks again for the tiles that are other ones now. */
  refresh(renewal: Renewal): void;
  /** Asks again for parts of the map that could not be had. */
  reload(): void;
  focus(): void;
  /** Takes the map off the page and gives back what it holds. */
  remove(): void;
}
