import { batch, effect, signal } from '@preact/signals';

import type { Identity } from '../account/identity';
import type { Stage } from '../map/stage';
import type { Position } from '../model/position';
import { type Load, problemOf } from '../plan/load';
import { ask } from '../plan/server';
import { type Checks, checksSchema, type Findings, type Grids, gridsSchema, spotsSchema, type Street } from './checkanswer';
import { dressingHeaps, gathered } from './gathered';

/** What the list is narrowed to; empty = to nothing. */
export interface CheckFilter {
  readonly kind: string;
  readonly layer: string;
  /** A street, as `inStreet` writes it. */
  readonly street: string;
}

/** A street of a filter: that of a code, or none where the code is empty. */
export function inStreet(code: string): string {
  return code === '' ? 'none' : `:${code}`;
}

/** So many findings are drawn at most. */
export const mostSpots = 10_000;

const pageOf = 20;

function streetQuery(street: string): Readonly<Record<string, string>> {
  return street === '' ? {} : street === inStreet('') ? { no_street: 'true' } : { street: street.slice(1) };
}

/** The query of a filter and what else is given; what is empty is left out. */
export function checkQuery({ kind, layer, street }: CheckFilter, extra: Readonly<Record<string, string>> = {}): string {
  const all = Object.entries({ kind, layer, ...streetQuery(street), ...extra }).filter(([, value]) => value !== '');
  return all.length === 0 ? '' : `?${new URLSearchParams(all).toString()}`;
}

/** What is missing among the staff, as the page shows it: counts, a list that goes on, dots on the map, grids of a street. */
export class Checking {
  readonly filter = signal<CheckFilter>({ kind: '', layer: '', street: '' });
  readonly first = signal<Load<Checks>>({ kind: 'none' });
  /** The list as far as it was fetched. */
  readonly list = signal<Findings>({ count: 0, findings: [], next: '' });
  /** All streets there are, whatever the filter is. */
  readonly streets = signal<readonly Street[]>([]);
  /** Where the findings lie; null while that is not known. */
  readonly spots = signal<readonly Position[] | null>(null);
  /** Whether this map can show them: the picture that the server draws cannot. */
  readonly drawable = signal(true);
  /** The grids of the streets that were opened, by the street's code. */
  readonly grids = signal<ReadonlyMap<string, Load<Grids>>>(new Map());
  readonly busy = signal(false);
  private reading = new AbortController();

  constructor(private readonly identity: Identity, private readonly stage: Pick<Stage, 'camera'>) {}

  /** Begins to read and to draw, until the function that it gives is called. */
  start(): () => void {
    const { session } = this.identity;
    const draw = (): void => {
      const spots = this.spots.value;
      this.drawable.value = document.querySelector('.maplibregl-canvas') !== null;
      this.identity.laid.value = spots === null || spots.length === 0 ? null : dressingHeaps(gathered(spots, this.stage.camera()), session.theme.value);
    };
    // Whatever moves the map ends in one of these; of a few findings all are drawn in any case.
    const moves = ['pointerup', 'keyup', 'wheel'] as const;
    const moved = (): void => {
      if ((this.spots.peek()?.length ?? 0) > 0) {
        draw();
      }
    };
    moves.forEach((it) => { document.addEventListener(it, moved, { passive: true }); });
    const ends = [
      effect(() => { void this.read(this.filter.value); }),
      effect(() => {
        if (session.zoom.value >= 0) {
          draw();
        }
      }),
    ];
    return () => {
      ends.forEach((it) => { it(); });
      moves.forEach((it) => { document.removeEventListener(it, moved); });
      this.reading.abort();
      this.identity.laid.value = null;
    };
  }

  /** Narrows the list; the same kind or layer again gives it free. */
  narrow(part: Partial<CheckFilter>): void {
    const now = this.filter.peek();
    this.filter.value = { ...now, ...part, ...(part.kind !== undefined && part.kind === now.kind ? { kind: '' } : {}) };
  }

  again(): void {
    void this.read(this.filter.peek());
  }

  private async read(filter: CheckFilter): Promise<void> {
    this.reading.abort();
    const { signal: stop } = this.reading = new AbortController();
    if (this.first.peek().kind !== 'ready') {
      this.first.value = { kind: 'loading' };
    }
    const { base } = this.identity;
    try {
      const [value, spots] = await Promise.all([
        ask(base, `api/v1/checks${checkQuery(filter, { limit: String(pageOf) })}`, checksSchema, { stop }),
        ask(base, `api/v1/checks${checkQuery(filter, { f: 'geojson', limit: String(mostSpots) })}`, spotsSchema, { stop }),
      ]);
      batch(() => {
        this.first.value = { kind: 'ready', value };
        this.list.value = value;
        this.spots.value = spots;
        if (filter.street === '') {
          this.streets.value = value.streets;
        }
      });
    } catch (error) {
      if (!stop.aborted) {
        batch(() => {
          this.first.value = { kind: 'failed', problem: problemOf(error) };
          this.spots.value = null;
        });
      }
    }
  }

  /** Adds the next page. */
  async more(): Promise<void> {
    const now = this.list.peek();
    if (now.next === '' || this.busy.peek()) {
      return;
    }
    this.busy.value = true;
    try {
      const page = await ask(this.identity.base, `api/v1/checks${checkQuery(this.filter.peek(), { limit: String(pageOf), cursor: now.next })}`, checksSchema, { stop: this.reading.signal });
      if (this.list.peek() === now) {
        this.list.value = { count: page.count, findings: [...now.findings, ...page.findings], next: page.next };
      }
    } catch (error) {
      if (!this.reading.signal.aborted) {
        this.first.value = { kind: 'failed', problem: problemOf(error) };
      }
    } finally {
      this.busy.value = false;
    }
  }

  /** Reads the grids of a street that are not complete, or their next page. */
  async open(street: string): Promise<void> {
    const before = this.grids.peek().get(street);
    const known = before?.kind === 'ready' ? before.value : null;
    if (before?.kind === 'loading' || known?.next === '') {
      return;
    }
    if (known === null) {
      this.put(street, { kind: 'loading' });
    }
    this.put(street, await this.readGrids(street, known));
  }

  private async readGrids(street: string, known: Grids | null): Promise<Load<Grids>> {
    const query = checkQuery({ kind: '', layer: '', street: inStreet(street) }, { limit: String(pageOf), cursor: known?.next ?? '' });
    try {
      const page = await ask(this.identity.base, `api/v1/checks/grids${query}`, gridsSchema);
      return { kind: 'ready', value: { ...page, grids: [...known?.grids ?? [], ...page.grids] } };
    } catch (error) {
      return { kind: 'failed', problem: problemOf(error) };
    }
  }

  private put(street: string, load: Load<Grids>): void {
    this.grids.value = new Map(this.grids.peek()).set(street, load);
  }

  /** Where what is listed is had as a file. */
  file(form: 'csv' | 'geojson'): string {
    return new URL(`api/v1/checks${checkQuery(this.filter.value, { f: form })}`, this.identity.base).href;
  }
}
