import { signal } from '@preact/signals';

import { type Bands, bandsSchema } from './answers';
import { type Desk, whomQuery } from './desk';
import { kind, type Load, problemOf } from './load';
import { ask } from './server';

/** The drawn bands of 5, 10 and 15 minutes around a station. */
export class Circles {
  readonly code = signal('');
  readonly bands = signal<Load<Bands>>({ kind: 'none' });
  private asking = new AbortController();

  constructor(private readonly desk: Desk) {}

  show(code: string): void {
    this.asking.abort();
    this.code.value = code;
    this.bands.value = { kind: code === '' ? 'none' : 'loading' };
    if (code === '') {
      return;
    }
    const station = this.desk.stations.peek().find((it) => it.code === code);
    if (station !== undefined) {
      this.desk.fly([station.point.lon - 0.014, station.point.lat - 0.011, station.point.lon + 0.014, station.point.lat + 0.011]);
    }
    void this.load(code, this.asking = new AbortController());
  }

  private async load(code: string, { signal: stop }: AbortController): Promise<void> {
    try {
      const value = await ask(this.desk.base, `api/v1/places/${encodeURIComponent(code)}/circle?kind=${kind}&minutes=5,10,15${whomQuery(this.desk.profile.peek())}`, bandsSchema, { stop });
      this.bands.value = { kind: 'ready', value };
    } catch (error) {
      if (!stop.aborted) {
        this.bands.value = { kind: 'failed', problem: problemOf(error) };
      }
    }
  }

  end(): void {
    this.asking.abort();
  }
}
