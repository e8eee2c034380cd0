import { computed, signal } from '@preact/signals';

import type { DrawnGround } from '../map/tools';
import type { Bounds } from '../model/position';
import type { Session } from '../model/session';
import { type Load, loadInto } from '../plan/load';
import { ask } from '../plan/server';
import { type Counts, countsSchema, type Inside, insideSchema } from './answers';
import { Drawing } from './drawing';
import { groundOfCorners, groundOfText, type PasteFault } from './paste';

/** Ground that was drawn or pasted, and what is in it. */
export class Ground {
  readonly drawing: Drawing;
  /** Ground that was pasted; null = what is drawn counts. */
  readonly pasted = signal<DrawnGround | null>(null);
  readonly fault = signal<PasteFault | null>(null);
  readonly shape = computed<DrawnGround>(() => this.pasted.value ?? groundOfCorners(this.drawing.corners.value));
  /** What anybody may know. */
  readonly counts = signal<Load<Counts>>({ kind: 'none' });
  /** What stands there, one by one: for those of the desks. */
  readonly inside = signal<Load<Inside>>({ kind: 'none' });
  /** Codes of the posts that were called. */
  readonly called = signal<ReadonlySet<string>>(new Set());
  private asking = new AbortController();

  constructor(private readonly session: Session, private readonly base: string, private readonly fly: (to: Bounds) => void) {
    this.drawing = new Drawing(session, () => true, () => 3, () => { this.ask(); });
  }

  /** Begins anew. */
  begin(): void {
    this.forget();
    this.drawing.begin();
  }

  private forget(): void {
    this.asking.abort();
    this.pasted.value = null;
    this.fault.value = null;
    this.counts.value = { kind: 'none' };
    this.inside.value = { kind: 'none' };
    this.called.value = new Set();
  }

  /** Takes a pasted text as ground; false where it is none, which is told. */
  paste(text: string): boolean {
    const ground = groundOfText(text);
    if (typeof ground === 'string') {
      this.fault.value = ground;
      return false;
    }
    this.forget();
    this.drawing.stop();
    this.pasted.value = ground;
    this.fly(boundsOf(ground));
    this.ask();
    return true;
  }

  /** Whether who is signed in may see lists. */
  readonly lists = computed(() => this.session.who.value?.actions.has('posts.read') === true);

  ask(): void {
    const shape = this.shape.peek();
    if (shape.length === 0) {
      return;
    }
    this.asking.abort();
    const { signal: stop } = this.asking = new AbortController();
    const question = { method: 'POST' as const, body: { type: 'MultiPolygon', coordinates: shape }, stop };
    void loadInto(this.counts, ask(this.base, 'api/v1/areas/within', countsSchema, question), stop);
    if (this.lists.peek()) {
      void loadInto(this.inside, ask(this.base, 'api/v1/areas/within/list', insideSchema, question), stop);
    }
  }

  call(code: string, done: boolean): void {
    const called = new Set(this.called.peek());
    if (done) {
      called.add(code);
    } else {
      called.delete(code);
    }
    this.called.value = called;
  }

  end(): void {
    this.forget();
    this.drawing.stop();
  }
}

/** West, south, east and north of some ground. */
function boundsOf(ground: DrawnGround): Bounds {
  return ground.flat(2).reduce<Bounds>(([west, south, east, north], [lon, lat]) => [Math.min(west, lon), Math.min(south, lat), Math.max(east, lon), Math.max(north, lat)], [180, 90, -180, -90]);
}
