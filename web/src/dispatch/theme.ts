import { computed, effect, signal } from '@preact/signals';

import type { Tint } from '../map/tints';
import { type City, filled, type Layer, layerOf } from '../model/city';
import type { Theme as Colours } from '../model/palette';
import { knownCity, type Session } from '../model/session';
import { type Load, problemOf } from '../plan/load';
import { ask, dated } from '../plan/server';
import { rowsSchema, sharesSchema, type ThemeRow } from './answers';

/** So many areas are asked for at once, and coloured in all. */
const atOnce = 1000;
export const mostAreas = 20_000;

/** Figures of an area; what else it is coloured by is an attribute of its class. */
export const figures = ['households', 'population', 'density', 'size', 'coverage'] as const;
export type Figure = (typeof figures)[number];

/** One entry of the legend: a span of a figure, a value of a class, or null for no data. */
export interface Entry {
  readonly key: string;
  /** Of a figure: from … to, both within. */
  readonly span: readonly [number, number] | null;
  /** Of a class: its value. */
  readonly value: string | null;
  readonly colour: string;
  readonly codes: readonly string[];
}

const ramps: Readonly<Record<Colours, readonly string[]>> = {
  light: ['#eef3f7', '#cfe0ea', '#9fc3d6', '#6a9fbd', '#3b779c'],
  dark: ['#16324a', '#1d4a63', '#2a6b7c', '#4a948f', '#8cc0a0'],
};

const kinds: Readonly<Record<Colours, readonly string[]>> = {
  light: ['#2a6f97', '#d98a29', '#7a5195', '#2e7d6b', '#b3476b', '#8a7a2f', '#5b6b8c', '#a86b45'],
  dark: ['#6cb3dc', '#f0b060', '#c39be0', '#6fcfb5', '#f08fb0', '#d6c45a', '#9fb2d6', '#d9a57d'],
};

const none: Readonly<Record<Colours, string>> = { light: '#b9bec4', dark: '#4a5664' };

/** The bounds of at most five classes that hold about equally many of some numbers; equal numbers stay together. */
export function quantiles(numbers: readonly number[]): readonly (readonly [number, number])[] {
  const sorted = [...numbers].sort((a, b) => a - b);
  const out: (readonly [number, number])[] = [];
  for (let at = 0, left = 5; at < sorted.length && left > 0; left--) {
    let end = at + Math.max(1, Math.round((sorted.length - at) / left));
    while (end < sorted.length && (sorted[end] === sorted[end - 1] || left === 1)) {
      end++;
    }
    out.push([sorted[at] ?? 0, sorted[end - 1] ?? 0]);
    at = end;
  }
  return out;
}

/** The number that an area has of a figure; null where it is not known or not told. */
export function figureOf(figure: Figure, row: ThemeRow, shares: ReadonlyMap<string, number | null>): number | null {
  switch (figure) {
    case 'households': return row.households;
    case 'population': return row.population;
    case 'size': return row.area_m2 / 10_000;
    case 'density': return row.households === null || row.area_m2 <= 0 ? null : row.households / (row.area_m2 / 10_000);
    case 'coverage': return shares.get(row.code) ?? null;
  }
}

export function isFigure(by: string): by is Figure {
  return figures.some((it) => it === by);
}

const besides = 'class_';

/** What areas are coloured by for an attribute of class: one that is called as a figure is has a name of its own. */
export function byOf(attribute: string): string {
  return isFigure(attribute) ? `${besides}${attribute}` : attribute;
}

/** The attribute of class that areas are coloured by. */
export function attributeOf(by: string): string {
  const named = by.slice(besides.length);
  return by.startsWith(besides) && isFigure(named) ? named : by;
}

/** The legend of areas coloured by a figure or a class, with all that is not known last. */
export function entriesOf(rows: readonly ThemeRow[], by: string, shares: ReadonlyMap<string, number | null>, colours: Colours): readonly Entry[] {
  return isFigure(by) ? figureEntries(rows, by, shares, colours) : classEntries(rows, by, colours);
}

function lost(codes: readonly string[], colours: Colours): readonly Entry[] {
  return codes.length === 0 ? [] : [{ key: 'none', span: null, value: null, colour: none[colours], codes }];
}

function figureEntries(rows: readonly ThemeRow[], figure: Figure, shares: ReadonlyMap<string, number | null>, colours: Colours): readonly Entry[] {
  const numbers = rows.map((row) => [row.code, figureOf(figure, row, shares)] as const);
  const known = numbers.flatMap(([code, n]) => (n === null ? [] : [[code, n] as const]));
  const spans = quantiles(known.map(([, n]) => n));
  const ramp = ramps[colours];
  return [
    ...spans.map((span, i): Entry => ({
      key: String(i), span, value: null, colour: ramp[spans.length === 1 ? 2 : Math.round((i * (ramp.length - 1)) / (spans.length - 1))] ?? '',
      codes: known.filter(([, n]) => n >= span[0] && n <= span[1]).map(([code]) => code),
    })),
    ...lost(numbers.filter(([, n]) => n === null).map(([code]) => code), colours),
  ];
}

function classEntries(rows: readonly ThemeRow[], by: string, colours: Colours): readonly Entry[] {
  const values = new Map<string, string[]>();
  const without: string[] = [];
  for (const row of rows) {
    const value = row.class[attributeOf(by)];
    if (value === undefined || value === '') {
      without.push(row.code);
    } else {
      values.set(value, [...values.get(value) ?? [], row.code]);
    }
  }
  const sorted = [...values].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  return [
    ...sorted.map(([value, codes], i): Entry => ({ key: value, span: null, value, colour: kinds[colours][i % kinds[colours].length] ?? '', codes })),
    ...lost(without, colours),
  ];
}

/** The theme: a layer's areas coloured by one of their figures or classes. */
export class ThemeMap {
  readonly layer = signal('');
  readonly by = signal('households');
  /** Keys of the entries that are not coloured. */
  readonly hidden = signal<ReadonlySet<string>>(new Set());
  readonly rows = signal<Load<readonly ThemeRow[]>>({ kind: 'none' });
  readonly shares = signal<Load<ReadonlyMap<string, number | null>>>({ kind: 'none' });
  readonly layers = computed(() => choices(knownCity(this.session)));
  /** What areas are coloured by for the attributes of class that some area of the layer has. */
  readonly classes = computed<readonly string[]>(() => (this.rows.value.kind === 'ready' ? [...new Set(this.rows.value.value.flatMap((it) => Object.keys(it.class).map(byOf)))].sort() : []));
  readonly entries = computed<readonly Entry[]>(() => {
    const [rows, shares] = [this.rows.value, this.shares.value];
    const waits = this.by.value === 'coverage' && shares.kind !== 'ready';
    return rows.kind !== 'ready' || waits ? [] : entriesOf(rows.value, this.by.value, shares.kind === 'ready' ? shares.value : new Map(), this.session.theme.value);
  });
  readonly tints = computed<{ readonly layer: Layer; readonly of: readonly Tint[] } | null>(() => {
    const city = knownCity(this.session);
    const layer = city === null ? undefined : layerOf(city, this.layer.value);
    return layer === undefined ? null : { layer, of: this.entries.value.filter((it) => !this.hidden.value.has(it.key)).map(({ codes, colour }) => ({ codes, colour })) };
  });
  private asking = new AbortController();
  private ends: (() => void)[] = [];

  constructor(private readonly session: Session, private readonly base: string) {}

  start(): void {
    this.ends = [
      effect(() => {
        const layers = this.layers.value;
        const best = layers.find((it) => it.key === 'community') ?? layers[layers.length - 1];
        if (!layers.some((it) => it.key === this.layer.peek()) && best !== undefined) {
          this.layer.value = best.key;
        }
      }),
      effect(() => {
        const revision = knownCity(this.session)?.revision;
        dated(this.session); // another date is loaded anew
        if (this.layer.value !== '' && revision !== undefined) {
          void this.load(this.layer.value);
        }
      }),
      effect(() => {
        if (this.by.value === 'coverage' && this.rows.value.kind === 'ready') {
          void this.loadShares(this.layer.value);
        }
      }),
    ];
  }

  /** Reads what a link says: `layer.by.hidden,hidden`. */
  follow(text: string): void {
    const [layer = '', by = '', hidden = ''] = text.split('.');
    if (/^[a-z][a-z0-9_]{0,31}$/.test(layer)) {
      this.layer.value = layer;
    }
    if (/^[a-z][a-z0-9_]{0,31}$/.test(by)) {
      this.by.value = by;
    }
    this.hidden.value = new Set(hidden.split(',').filter((it) => it !== '').slice(0, 64));
  }

  link(): string {
    const hidden = [...this.hidden.value].filter((it) => /^\w{1,32}$/.test(it)).join(',');
    return `${this.layer.value}.${this.by.value}${hidden === '' ? '' : `.${hidden}`}`;
  }

  chooseLayer(key: string): void {
    this.hidden.value = new Set();
    this.rows.value = { kind: 'loading' };
    this.shares.value = { kind: 'none' };
    this.layer.value = key;
  }

  chooseBy(by: string): void {
    this.hidden.value = new Set();
    this.by.value = by;
  }

  show(key: string, shown: boolean): void {
    const hidden = new Set(this.hidden.peek());
    if (shown) {
      hidden.delete(key);
    } else {
      hidden.add(key);
    }
    this.hidden.value = hidden;
  }

  async load(layer: string): Promise<void> {
    this.asking.abort();
    const { signal: stop } = this.asking = new AbortController();
    const all: ThemeRow[] = [];
    try {
      for (let cursor = ''; all.length < mostAreas;) {
        const page = await ask(this.base, `api/v1/areas?layer=${encodeURIComponent(layer)}&limit=${atOnce}${dated(this.session)}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`, rowsSchema, { stop });
        all.push(...page.areas);
        cursor = page.next;
        if (cursor === '') {
          break;
        }
      }
      this.rows.value = { kind: 'ready', value: all };
    } catch (error) {
      if (!stop.aborted) {
        this.rows.value = { kind: 'failed', problem: problemOf(error) };
      }
    }
  }

  private async loadShares(layer: string): Promise<void> {
    const { signal: stop } = this.asking;
    this.shares.value = { kind: 'loading' };
    try {
      const { by } = await ask(this.base, `api/v1/coverage?minutes=10&by=${encodeURIComponent(layer)}${dated(this.session)}`, sharesSchema, { stop });
      this.shares.value = { kind: 'ready', value: new Map(by.map(({ code, share }) => [code, share])) };
    } catch (error) {
      if (!stop.aborted) {
        this.shares.value = { kind: 'failed', problem: problemOf(error) };
      }
    }
  }

  end(): void {
    this.asking.abort();
    this.ends.forEach((it) => { it(); });
  }
}

/** The layers that are no larger than can be coloured. */
function choices(city: City | null): readonly Layer[] {
  return city === null ? [] : filled(city).filter((it) => !it.base && it.areas > 1 && it.areas <= mostAreas);
}
