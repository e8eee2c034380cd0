import { computed, signal } from '@preact/signals';

import { groundOf, lengthOf, metresBetween } from '../model/geodesic';
import type { Position } from '../model/position';
import type { Session } from '../model/session';
import { Drawing } from './drawing';

/** Measuring lengths and areas on the map. */
export class Measure {
  readonly what = signal<'distance' | 'surface'>('distance');
  readonly drawing: Drawing;

  constructor(session: Session) {
    this.drawing = new Drawing(session, () => this.what.peek() === 'surface', () => (this.what.peek() === 'surface' ? 3 : 2), () => undefined);
  }

  choose(what: 'distance' | 'surface'): void {
    this.what.value = what;
    this.drawing.begin();
  }

  private readonly line = computed<readonly Position[]>(() => {
    const corners = this.drawing.corners.value;
    return this.what.value === 'surface' && corners[0] !== undefined && corners.length > 2 ? [...corners, corners[0]] : corners;
  });

  /** Of the line, or around the area, in metres. */
  readonly metres = computed(() => lengthOf(this.line.value));

  /** Of each leg of the line. */
  readonly legs = computed(() => this.line.value.slice(1).map((to, i) => metresBetween(this.line.value[i] ?? to, to)));

  /** Of the area. */
  readonly squareMetres = computed(() => (this.what.value === 'surface' ? groundOf(this.drawing.corners.value) : 0));
}
