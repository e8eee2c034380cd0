import { batch, computed, signal } from '@preact/signals';

import { knownCity } from '../model/session';
import { type DryRun, dryRunSchema, type GridList, gridsSchema, type Proposal, proposalSchema } from './answers';
import type { Desk } from './desk';
import { type Load, loadInto } from './load';
import { ask } from './server';

/** Around the outermost corner of a grid, in degrees. */
const margin = 0.001;

/** The grids that do not keep to the norm, and a proposed split of one: a scenario of its own kind, kept by the server under a number. */
export class Balance {
  readonly list = signal<Load<GridList>>({ kind: 'none' });
  readonly proposal = signal<Load<Proposal>>({ kind: 'none' });
  readonly dryRun = signal<Load<DryRun>>({ kind: 'none' });
  /** The number of the proposal, for the link; empty = none. */
  readonly id;
  /** The code of the area that was chosen. */
  readonly code = signal('');
  /** The layer whose areas are balanced: grids, or the deepest that there is. */
  readonly layer = computed(() => {
    const layers = (knownCity(this.desk.session)?.layers ?? []).filter((it) => it.partition && !it.base);
    return layers.find((it) => it.key === 'grid')?.key ?? layers[layers.length - 1]?.key ?? '';
  });
  private asking = new AbortController(); // of the proposal that was chosen last, and its dry run
  private readonly ended = new AbortController();

  constructor(private readonly desk: Desk, id: string) {
    this.id = signal(id);
  }

  /** Asks for the list, and for the proposal of a link. */
  open(): void {
    if (this.layer.peek() !== '' && this.list.peek().kind === 'none') {
      void loadInto(this.list, ask(this.desk.base, `api/v1/balance?layer=${encodeURIComponent(this.layer.peek())}`, gridsSchema, { stop: this.ended.signal }), this.ended.signal);
    }
    if (this.id.peek() !== '' && this.proposal.peek().kind === 'none' && this.desk.may('balance.plan')) {
      void this.take(ask(this.desk.base, `api/v1/balance/proposals/${encodeURIComponent(this.id.peek())}`, proposalSchema, { stop: this.renew() }));
    }
  }

  /** The list and the proposal as the data is now. */
  again(): void {
    if (this.list.peek().kind === 'none') {
      return;
    }
    this.list.value = { kind: 'none' };
    if (this.id.peek() !== '') {
      this.proposal.value = { kind: 'none' };
      this.dryRun.value = { kind: 'none' };
    }
    this.open();
  }

  /** Shows the proposal of a link, or none; that of before goes. */
  follow(id: string): void {
    if (id === this.id.peek()) {
      return;
    }
    this.renew();
    batch(() => {
      this.id.value = id;
      this.code.value = '';
      this.proposal.value = { kind: 'none' };
    });
    if (this.desk.tab.peek() === 'balance') {
      this.open();
    }
  }

  /** Proposes how to split an area. */
  propose(code: string): void {
    batch(() => {
      this.code.value = code;
      this.id.value = '';
    });
    const body = { layer: this.layer.peek(), code };
    void this.take(ask(this.desk.base, 'api/v1/balance/proposals', proposalSchema, { method: 'POST', body, stop: this.renew() }));
  }

  /** Asks what the change of the proposal would do; nothing is written. */
  run(): void {
    const { value } = this.proposal;
    if (value.kind === 'ready' && value.value.change !== null) {
      void loadInto(this.dryRun, ask(this.desk.base, 'api/v1/changes?dry_run=true', dryRunSchema, { method: 'POST', body: value.value.change, stop: this.asking.signal }), this.asking.signal);
    }
  }

  end(): void {
    this.ended.abort();
    this.asking.abort();
  }

  private renew(): AbortSignal {
    this.asking.abort();
    this.asking = new AbortController();
    this.dryRun.value = { kind: 'none' };
    return this.asking.signal;
  }

  private async take(asked: Promise<Proposal>): Promise<void> {
    const { signal: stop } = this.asking;
    await loadInto(this.proposal, asked, stop);
    const { value } = this.proposal;
    if (value.kind === 'ready' && !stop.aborted) {
      batch(() => {
        this.id.value = value.value.id;
        this.code.value = value.value.code;
      });
      this.show(value.value);
    }
  }

  /** Shows the parts on the map. */
  private show({ drawing }: Proposal): void {
    const corners = drawing.flatMap((it) => it.coordinates.flat(2));
    if (corners.length > 0 && this.desk.tab.peek() === 'balance') {
      const [lons, lats] = [corners.map(([lon]) => lon), corners.map(([, lat]) => lat)];
      this.desk.fly([Math.min(...lons) - margin, Math.min(...lats) - margin, Math.max(...lons) + margin, Math.max(...lats) + margin]);
    }
  }
}
