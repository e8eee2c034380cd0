import { signal } from '@preact/signals';

import { type Bands, bandsSchema } from './answers';
import { type Desk, whomQuery } from './desk';
import { kind, type Load, loadInto } from './load';
import { ask, dated } from './server';

/** The drawn bands of 5, 10 and 15 minutes around a station. */
export class Circles {
  readonly code = signal('');
  readonly bands = signal<Load<Bands>>({ kind: 'none' });
  private asking = new AbortController();

  constructor(private readonly desk: Desk) {}

  /** Shows those of a station, and the station: not again where the same ones are asked for as of another date or another walker. */
  show(code: string, fly = true): void {
    this.asking.abort();
    this.code.value = code;
    this.bands.value = { kind: code === '' ? 'none' : 'loading' };
    if (code === '') {
      return;
    }
    const station = this.desk.stations.peek().find((it) => it.code === code);
    if (station !== undefined && fly) {
      this.desk.fly([station.point.lon - 0.014, station.point.lat - 0.011, station.point.lon + 0.014, station.point.lat + 0.011]);
    }
    const { signal: stop } = this.asking = new AbortController();
    const path = `api/v1/places/${encodeURIComponent(code)}/circle?kind=${kind}&minutes=5,10,15${whomQuery({ profile: this.desk.profile.peek(), policy: false })}${this.desk.home.peek() ? '&direction=from' : ''}${dated(this.desk.session)}`;
    void loadInto(this.bands, ask(this.desk.base, path, bandsSchema, { stop }), stop);
  }

  end(): void {
    this.asking.abort();
  }
}
