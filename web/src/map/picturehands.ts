import type { Pixel } from './mercator';

/** What the reader does with the map. Pixels count from its upper left corner. */
export interface Hands {
  /** The ground is dragged by so many pixels. */
  drag(by: Pixel): void;
  /** So many zooms closer, round a place on the screen. */
  zoom(steps: number, around: Pixel): void;
  /** As `zoom`, round the middle. */
  zoomMiddle(steps: number): void;
  /** A gesture or a stroke has ended. */
  rest(): void;
  /** A spot is pointed at. */
  tap(at: Pixel): void;
  /** The spot in the middle is asked for. */
  enter(): void;
}

/** How far a pointer may stray in a click, in CSS pixels. */
const steady = 5;

/** How far the arrows move the map. */
const stride = 100;

/** Pixels of a wheel's turn that make one zoom. */
const wheelZoom = 300;

/** How many pixels a wheel's unit is, by `deltaMode`: pixels, lines, pages. */
const units = [1, 40, 400];

/** How long after the last turn of the wheel the map counts as at rest, in milliseconds. */
const wheelRest = 180;

/** Reads pointers, wheel and keys of an element as what they mean for a map. */
export class PictureHands {
  private readonly down = new Map<number, Pixel>();
  private strayed = false;
  private moved = false;
  private wheel: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly element: HTMLElement, private readonly hands: Hands) {
    element.style.touchAction = 'none';
    element.addEventListener('pointerdown', (event) => { this.press(event); });
    element.addEventListener('pointermove', (event) => { this.move(event); });
    element.addEventListener('pointerup', (event) => { this.lift(event); });
    element.addEventListener('pointercancel', (event) => {
      this.strayed = true;
      this.lift(event);
    });
    element.addEventListener('dblclick', (event) => {
      event.preventDefault();
      hands.zoom(event.shiftKey ? -1 : 1, this.pixel(event));
      hands.rest();
    });
    element.addEventListener('wheel', (event) => { this.turn(event); }, { passive: false });
    element.addEventListener('keydown', (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey && this.key(event.key, event.shiftKey)) {
        event.preventDefault();
      }
    });
  }

  private pixel({ clientX, clientY }: MouseEvent): Pixel {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  private press(event: PointerEvent): void {
    if (event.pointerType === 'mouse' && event.button !== 0) {
      return;
    }
    this.element.setPointerCapture(event.pointerId);
    this.strayed = this.down.size > 0; // with a second finger it is no click
    this.down.set(event.pointerId, this.pixel(event));
  }

  private move(event: PointerEvent): void {
    const before = this.down.get(event.pointerId);
    if (before === undefined) {
      return;
    }
    const now = this.pixel(event);
    if (!this.strayed && distance(before, now) < steady) {
      return;
    }
    this.strayed = true;
    this.moved = true;
    const other = [...this.down].find(([id]) => id !== event.pointerId)?.[1];
    this.down.set(event.pointerId, now);
    if (other === undefined) {
      this.hands.drag({ x: now.x - before.x, y: now.y - before.y });
      return;
    }
    // Two fingers: the middle between them drags, the distance zooms.
    this.hands.drag({ x: (now.x - before.x) / 2, y: (now.y - before.y) / 2 });
    const steps = Math.log2(Math.max(distance(now, other), 1) / Math.max(distance(before, other), 1));
    this.hands.zoom(steps, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  }

  private lift(event: PointerEvent): void {
    if (!this.down.delete(event.pointerId) || this.down.size > 0) {
      return;
    }
    if (!this.strayed) {
      this.hands.tap(this.pixel(event));
    }
    if (this.moved) {
      this.moved = false;
      this.hands.rest();
    }
  }

  private turn(event: WheelEvent): void {
    event.preventDefault();
    const turned = Math.min(Math.max(-event.deltaY * (units[event.deltaMode] ?? 1), -wheelZoom), wheelZoom);
    this.hands.zoom(turned / wheelZoom, this.pixel(event));
    clearTimeout(this.wheel);
    this.wheel = setTimeout(() => { this.hands.rest(); }, wheelRest);
  }

  /** True when the key means something. */
  private key(key: string, shift: boolean): boolean {
    const drag = drags[key];
    if (drag !== undefined) {
      this.hands.drag(drag);
    } else if (key === '+' || key === '=' || key === '-' || key === '_') {
      this.hands.zoomMiddle((key === '-' || key === '_' ? -1 : 1) * (shift && key !== '+' ? 2 : 1));
    } else if (key === 'Enter') {
      this.hands.enter();
      return true;
    } else {
      return false;
    }
    this.hands.rest();
    return true;
  }
}

/** Arrows move the camera, so the ground goes the other way. */
const drags: Readonly<Record<string, Pixel | undefined>> = {
  ArrowLeft: { x: stride, y: 0 },
  ArrowRight: { x: -stride, y: 0 },
  ArrowUp: { x: 0, y: stride },
  ArrowDown: { x: 0, y: -stride },
};

function distance(a: Pixel, b: Pixel): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
