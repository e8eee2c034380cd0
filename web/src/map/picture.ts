import type { AreaName } from '../model/answer';
import type { Bounds, Camera, Position } from '../model/position';
import type { Seen } from '../model/seen';
import { showsFocus } from './focus';
import { colour } from './look';
import { bounded, dragged, fitted, type Pixel, positionAt, screenOf, type Size, zoomedAround } from './mercator';
import { askFor, fetchPicture, type Picture } from './picturefetch';
import { PictureHands } from './picturehands';
import { PictureLoader, type Wanted } from './pictureload';
import { PictureScreen } from './picturescreen';
import { escape } from './reveal';
import type { Listener, Look, Margins, Stage, Start } from './stage';

export { askFor, fetchPicture };

/** Clear of the list of layers at the left, in CSS pixels. */
const besideLayers = 308;

/** How near, in CSS pixels, a click must be to a place of service to mean it. */
const reach = 16;

/** How long the map must be left alone before a picture is asked for, in milliseconds: keys and wheel come in bursts. */
const pause = 120;

/**
 * The map as a picture that the server draws, for browsers without WebGL 2. What
 * is there moves and grows with the hand at once; a new picture follows.
 */
export class PictureView implements Stage {
  readonly painted: Promise<void>;
  private now: Camera;
  private look: Look | null = null;
  private pin: Position | null = null;
  private lit: Position | null = null;
  private areas: readonly Seen[] = [];
  private places: readonly Seen[] = [];
  private paint: () => void = () => undefined;
  private readonly screen: PictureScreen;
  private readonly loader: PictureLoader;
  private readonly listener: Listener;
  /** So many times as large as on a desk all is drawn. */
  private readonly enlarged: number;

  constructor({ container, camera, listener, enlarged = 1 }: Start) {
    this.enlarged = enlarged;
    this.now = camera ?? { centre: { lon: 0, lat: 0 }, zoom: 0 };
    this.listener = listener;
    this.painted = new Promise((kept) => { this.paint = kept; });
    this.screen = new PictureScreen(container, () => {
      this.lay();
      this.want(pause);
    });
    this.loader = new PictureLoader((ask, signal) => fetchPicture(this.look?.base ?? document.baseURI, ask, signal), {
      shown: (picture, of) => this.shown(picture, of),
      failed: () => {
        this.paint();
        listener.tileFailed('');
      },
      loading: (slow) => { listener.loading(slow); },
    });
    this.follow();
  }

  private follow(): void {
    const { element } = this.screen;
    element.addEventListener('focus', () => { this.listener.focused(showsFocus(element)); });
    element.addEventListener('blur', () => { this.listener.focused(false); });
    new PictureHands(element, {
      drag: (by) => { this.go(dragged(this.now, by)); },
      zoom: (steps, around) => { this.go(zoomedAround(this.now, this.now.zoom + steps, around, this.size)); },
      zoomMiddle: (steps) => { this.go({ ...this.now, zoom: this.now.zoom + steps }); },
      rest: () => {
        this.listener.moved(this.now, true);
        this.want(pause);
      },
      tap: (at) => { this.tapped(at); },
      enter: () => {
        this.listener.focused(true);
        this.listener.asked(this.now.centre, 'keyboard');
      },
    });
  }

  private get size(): Size {
    return this.screen.size;
  }

  private tapped(at: Pixel): void {
    const far = (it: Seen): number => {
      const { x, y } = screenOf(it.at, this.now, this.size);
      return Math.hypot(x - at.x, y - at.y);
    };
    const place = this.places.filter((it) => far(it) <= reach).sort((a, b) => far(a) - far(b))[0];
    this.listener.asked(positionAt(at, this.now, this.size), 'pointer', place);
  }

  /** Takes the camera there; the picture that is there goes along. */
  private go(camera: Camera): void {
    this.now = bounded(camera);
    this.lay();
    this.listener.moving(this.now);
  }

  /** As `go`, by the page itself. */
  private travel(camera: Camera): void {
    this.go(camera);
    this.listener.moved(this.now, false);
    this.want(pause);
  }

  /** Puts the picture and the marks where the camera wants them. */
  private lay(): void {
    this.screen.lay(this.now, this.pin, this.lit);
  }

  private want(after: number): void {
    if (this.look?.city == null) {
      this.loader.giveUp();
      return;
    }
    const camera = this.now;
    this.loader.want({ ask: askFor(camera, this.size, window.devicePixelRatio * this.enlarged, this.look), camera }, after);
    if (this.loader.settled) {
      this.listener.idle();
    }
  }

  private async shown(picture: Picture, of: Wanted): Promise<void> {
    await this.screen.show(picture.png, of.camera, this.size);
    this.areas = picture.areas;
    this.places = picture.places;
    this.lay();
    this.paint();
    this.listener.idle();
  }

  camera(): Camera {
    return this.now;
  }

  draw(look: Look): void {
    this.look = look;
    this.screen.ground(colour(look.theme, 'ground'));
    if (look.city === null) {
      this.screen.clear();
      this.areas = [];
      this.places = [];
    }
    this.want(0);
  }

  describe(name: string, hint: string): void {
    this.screen.element.setAttribute('aria-label', name);
    this.screen.element.setAttribute('aria-describedby', hint);
  }

  fit(bounds: Bounds, _animate: boolean, margins?: Margins): void {
    this.travel(fitted(bounds, this.size, margins ?? this.usualMargins(), 17));
  }

  private usualMargins(): Margins {
    const { width } = this.size;
    const edge = width < 640 ? 20 : 48;
    return { top: edge, bottom: edge + 24, left: width < 1000 ? edge : besideLayers, right: edge };
  }

  jump(camera: Camera): void {
    this.travel(camera);
  }

  zoomBy(steps: number): void {
    this.travel({ ...this.now, zoom: this.now.zoom + steps });
  }

  mark(at: Position | null): void {
    this.pin = at;
    this.lay();
  }

  reveal(at: Position, panel: DOMRect): void {
    const frame = this.screen.element.getBoundingClientRect();
    const { x, y } = screenOf(at, this.now, this.size);
    const by = escape({ x: x + frame.left, y: y + frame.top }, panel, frame);
    if (by !== null) {
      this.travel(dragged(this.now, { x: -by[0], y: -by[1] }));
    }
  }

  nameOf(area: AreaName): string | null {
    const found = this.areas.find((it) => it.layer === area.layer && it.code === area.code);
    return found === undefined || found.name === '' ? null : found.name;
  }

  visibleAreas(layer: string): Seen[] {
    return this.areas.filter((it) => it.layer === layer && this.inView(it.at));
  }

  visiblePlaces(): Seen[] {
    return this.places.filter((it) => this.inView(it.at));
  }

  private inView(at: Position): boolean {
    const { x, y } = screenOf(at, this.now, this.size);
    return x >= 0 && y >= 0 && x <= this.size.width && y <= this.size.height;
  }

  /** Rings the label point of the area, or the place, when it is in view. */
  highlight(area: AreaName | null): void {
    const all = [...this.areas, ...this.places];
    this.lit = all.find((it) => it.layer === area?.layer && it.code === area.code)?.at ?? null;
    this.lay();
  }

  refresh(): void {
    // A picture names its revision: a later one is asked for when the city is drawn anew.
  }

  reload(): void {
    this.loader.again();
  }

  focus(): void {
    this.screen.element.focus();
  }

  remove(): void {
    this.loader.giveUp();
    this.screen.remove();
  }
}
