import { computed, effect, signal } from '@preact/signals';
import * as v from 'valibot';

import type { Tint } from '../map/tints';
import { type Layer, layerOf } from '../model/city';
import { knownCity, type Session } from '../model/session';
import { type Load, problemOf } from '../plan/load';
import { ask, dated } from '../plan/server';

/** So many organisations are asked for at once, and in all of a kind. */
const atOnce = 1000;
export const mostBodies = 5000;

const text = v.nullish(v.string(), '');
const words = v.object({ zh: v.string(), en: v.string() });

/** `GET staff/words`, as far as the page reads it. */
const wordsSchema = v.object({ organisations: v.array(v.object({ key: v.string(), name: words })) });
export type BodyKind = v.InferOutput<typeof wordsSchema>['organisations'][number];

const bodiesSchema = v.object({
  organisations: v.array(v.object({
    code: v.string(), name: v.string(), kind: v.string(), layer: text, area: text, area_name: text, phone: text,
    covers: v.array(v.object({ layer: v.string(), code: v.string(), name: v.string() })),
  })),
  next: text,
});
export type Body = v.InferOutput<typeof bodiesSchema>['organisations'][number];

/** An area that an organisation is of, or looks after. */
export interface Ground {
  readonly layer: string;
  readonly code: string;
  readonly name: string;
}

/** The areas that an organisation is of, and those that it looks after besides, each once. */
export function groundsOf({ layer, area, area_name: name, covers }: Body): readonly Ground[] {
  const own: Ground[] = area === '' ? [] : [{ layer, code: area, name }];
  return [...own, ...covers.filter((it) => it.layer !== layer || it.code !== area)];
}

const colours = { light: '#2f6fb3', dark: '#7fb2e6' } as const;

/** The kind that is shown first, where the city has it: whose areas are asked for most. */
const usual = 'property_company';

/** Organisations of a kind, and the areas that one of them looks after. */
export class Bodies {
  /** The key of a kind; empty until the kinds are there. */
  readonly kind = signal('');
  /** The code of the organisation that is shown on the map; empty = none. */
  readonly chosen = signal('');
  /** What their names are to hold. */
  readonly sought = signal('');
  readonly kinds = signal<Load<readonly BodyKind[]>>({ kind: 'none' });
  readonly list = signal<Load<readonly Body[]>>({ kind: 'none' });
  /** True where there are more of the kind than are listed. */
  readonly cut = signal(false);
  readonly shown = computed<readonly Body[]>(() => {
    const sought = this.sought.value.trim().toLowerCase();
    const all = this.list.value.kind === 'ready' ? this.list.value.value : [];
    return all.filter(({ code, name }) => sought === '' || code.toLowerCase() === sought || name.toLowerCase().includes(sought));
  });
  /** The areas of the chosen one, of the layer that it has most of. */
  readonly tints = computed<{ readonly layer: Layer; readonly of: readonly Tint[] } | null>(() => {
    const city = knownCity(this.session);
    const body = this.shown.value.find(({ code }) => code === this.chosen.value);
    const grounds = body === undefined ? [] : groundsOf(body);
    const count = (key: string): number => grounds.filter(({ layer }) => layer === key).length;
    const [most] = [...new Set(grounds.map(({ layer }) => layer))].sort((a, b) => count(b) - count(a));
    const layer = city === null || most === undefined ? undefined : layerOf(city, most);
    return layer === undefined ? null : { layer, of: [{ codes: grounds.filter((it) => it.layer === most).map(({ code }) => code), colour: colours[this.session.theme.value] }] };
  });
  private asking = new AbortController();
  private readonly turn = signal(0);

  constructor(private readonly session: Session, private readonly base: string) {}

  /** Whether who is signed in may be told. */
  may(): boolean {
    return this.session.who.value?.actions.has('posts.read') === true;
  }

  /** Takes what stands after the name of the page in a link: the kind and the code of one. */
  follow([kind = '', ...code]: readonly string[]): void {
    this.kind.value = kind;
    this.chosen.value = code.join('.');
  }

  /** What stands there, with the dots before it. */
  link(): string {
    return [this.kind.value, this.chosen.value].filter((it) => it !== '').map((it) => `.${it}`).join('');
  }

  /** Reads the list while the page is open, and anew for another kind or date; returns what ends that. */
  start(isOpen: () => boolean): () => void {
    const end = effect(() => {
      const of = { kind: this.kind.value, when: dated(this.session), turn: this.turn.value };
      if (isOpen() && this.may()) {
        this.asking.abort();
        void this.load(of.kind, of.when, this.asking = new AbortController());
      }
    });
    return () => {
      end();
      this.asking.abort();
    };
  }

  again(): void {
    this.turn.value = this.turn.peek() + 1;
  }

  choose(kind: string): void {
    this.kind.value = kind;
    this.chosen.value = '';
    this.sought.value = '';
  }

  private async load(kind: string, when: string, { signal: stop }: AbortController): Promise<void> {
    this.list.value = { kind: 'loading' };
    try {
      const kinds = this.kinds.peek();
      const known = kinds.kind === 'ready' ? kinds.value : (await ask(this.base, 'api/v1/staff/words', wordsSchema, { stop })).organisations;
      this.kinds.value = { kind: 'ready', value: known };
      if (!known.some(({ key }) => key === kind)) {
        this.kind.value = known.find(({ key }) => key === usual)?.key ?? known[0]?.key ?? ''; // asks once more, of that
        return;
      }
      const all: Body[] = [];
      let next = '';
      do {
        const page = await ask(this.base, `api/v1/organisations?kind=${encodeURIComponent(kind)}&limit=${atOnce}${when}${next === '' ? '' : `&cursor=${encodeURIComponent(next)}`}`, bodiesSchema, { stop });
        all.push(...page.organisations);
        ({ next } = page);
      } while (next !== '' && all.length < mostBodies);
      this.cut.value = next !== '';
      this.list.value = { kind: 'ready', value: all };
    } catch (error) {
      if (!stop.aborted) {
        this.list.value = { kind: 'failed', problem: problemOf(error) };
      }
    }
  }
}
