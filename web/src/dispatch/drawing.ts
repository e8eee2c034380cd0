import { signal } from '@preact/signals';

import { metresBetween } from '../model/geodesic';
import type { Position } from '../model/position';
import type { Session } from '../model/session';

/** So near to the first corner a click ends a drawing, in CSS pixels. */
const near = 12;

/** As many corners as are clicked at most. */
const most = 500;

/** Corners that the reader sets on the map, one after the other. */
export class Drawing {
  readonly corners = signal<readonly Position[]>([]);
  /** True while clicks set corners. */
  readonly open = signal(false);

  /** `closes` = a click on the first corner ends it; `least` corners make it whole. */
  constructor(private readonly session: Session, private readonly closes: () => boolean, private readonly least: () => number, private readonly ended: () => void) {}

  begin(): void {
    this.corners.value = [];
    this.open.value = true;
  }

  /** Takes a click; false where nothing is being drawn. */
  add(at: Position): boolean {
    if (!this.open.peek()) {
      return false;
    }
    const corners = this.corners.peek();
    const [first, last] = [corners[0], corners[corners.length - 1]];
    if (this.closes() && corners.length >= this.least() && this.isNear(first, at)) {
      this.finish();
    } else if (!same(last, at) && corners.length < most) {
      this.corners.value = [...corners, at];
    }
    return true;
  }

  undo(): void {
    this.corners.value = this.corners.peek().slice(0, -1);
    this.open.value = true;
  }

  /** Ends it; false where there is nothing to end. */
  finish(): boolean {
    if (!this.open.peek()) {
      return false;
    }
    this.open.value = false;
    if (this.corners.peek().length >= this.least()) {
      this.ended();
    }
    return true;
  }

  stop(): void {
    this.open.value = false;
    this.corners.value = [];
  }

  private isNear(a: Position | undefined, b: Position): boolean {
    const metres = a === undefined ? null : metresBetween(a, b);
    return metres !== null && metres < near * this.session.metresPerPixel.peek();
  }
}

function same(a: Position | undefined, b: Position): boolean {
  return a !== undefined && a.lon === b.lon && a.lat === b.lat;
}
