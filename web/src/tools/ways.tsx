import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import * as v from 'valibot';

import { isToolKey, type ToolKey, toolText } from '../i18n/tools';
import type { Station } from '../model/answer';
import { called } from '../model/area';
import type { Lang } from '../model/lang';
import { type Load, problemOf } from '../plan/load';
import { ask } from '../plan/server';
import type { Position } from '../model/position';
import type { Session } from '../model/session';
import { distance, problemText } from '../ui/words';

const pair = v.pipe(v.tuple([v.number(), v.number()]), v.transform(([lon, lat]): Position => ({ lon, lat })));

const waySchema = v.object({
  geometry: v.object({ coordinates: v.array(pair) }),
  properties: v.object({
    walk_s: v.number(), distance_m: v.number(),
    passes: v.array(v.object({ kind: v.string(), class: v.nullish(v.string(), '') })),
  }),
});

type Way = v.InferOutput<typeof waySchema>;

/** The way on foot that the map shows: of the spot's card, to one of its stations. */
export class Ways {
  /** Kind and code of the place it leads to; empty = none. */
  readonly to = signal('');
  readonly way = signal<Load<Way>>({ kind: 'none' });
  readonly line: ReadonlySignal<readonly Position[]> = computed(() => (this.way.value.kind === 'ready' ? this.way.value.value.geometry.coordinates : []));
  private asking = new AbortController();

  constructor(private readonly session: Session, private readonly base: string) {
    // The nearest one that is open is drawn as soon as the answer is there; another question takes the line away.
    effect(() => {
      const now = session.question.value;
      const stations = now.kind === 'answered' && now.content.what === 'point' ? now.content.answer.stations ?? [] : [];
      const measured = stations.filter((it) => it.method === 'network');
      const first = measured.find((it) => it.open === true) ?? measured[0];
      this.hide();
      if (first !== undefined) {
        this.show(first);
      }
    });
  }

  hide(): void {
    this.asking.abort();
    this.to.value = '';
    this.way.value = { kind: 'none' };
  }

  show({ kind, code }: Station): void {
    const now = this.session.question.peek();
    this.asking.abort();
    if (now.kind !== 'answered' || now.subject.what !== 'point') {
      return;
    }
    const asking = this.asking = new AbortController();
    this.to.value = wayKey({ kind, code });
    this.way.value = { kind: 'loading' };
    const { lon, lat } = now.subject.at;
    void ask(this.base, 'api/v1/way', waySchema, { method: 'POST', body: { lon, lat, kind, code }, stop: asking.signal }).then(
      (value) => { this.way.value = { kind: 'ready', value }; },
      (error: unknown) => {
        if (!asking.signal.aborted) {
          this.way.value = { kind: 'failed', problem: problemOf(error) };
        }
      },
    );
  }
}

function wayKey({ kind, code }: Pick<Station, 'kind' | 'code'>): string {
  return `${kind} ${code}`;
}

/** Draws the way to a station, or says that it is drawn and what it passes. */
export function WayLine({ session, ways, station }: { readonly session: Session; readonly ways: Ways; readonly station: Station }): JSX.Element | null {
  const lang = session.lang.value;
  const shown = ways.to.value === wayKey(station);
  if (station.method !== 'network') {
    return null;
  }
  return (
    <p class="tool-way" data-way={shown ? ways.way.value.kind : 'none'}>
      <button type="button" class="chip" aria-pressed={shown} data-action="way" aria-label={toolText(lang, 'wayTo', { name: called(lang, station) })} onClick={() => { if (shown) { ways.hide(); } else { ways.show(station); } }}>
        {toolText(lang, 'way')}
      </button>
      <span class="detail" role="status">{shown && said(lang, ways.way.value)}</span>
    </p>
  );
}

function said(lang: Lang, way: Load<Way>): string {
  switch (way.kind) {
    case 'none':
    case 'loading': return '';
    case 'failed': {
      const key = `way.${way.problem.code}`;
      return toolText(lang, 'wayNone') + (isToolKey(key) ? toolText(lang, key) : problemText(lang, way.problem));
    }
    case 'ready': {
      const { walk_s, distance_m, passes } = way.value.properties;
      const list = passWords(lang, passes);
      const drawn = toolText(lang, 'wayShown', { minutes: Math.max(1, Math.round(walk_s / 60)), metres: distance(lang, distance_m) });
      return list === '' ? drawn : `${drawn}${lang === 'zh' ? '，' : ', '}${toolText(lang, 'wayPasses', { list })}`;
    }
  }
}

/** What a way passes, counted by kind. */
function passWords(lang: Lang, passes: Way['properties']['passes']): string {
  const counts = new Map<ToolKey, number>();
  for (const { kind, class: of } of passes) {
    const key = kind === 'gate' && of !== '' && !of.includes('gate') ? 'pass.crossing' : `pass.${kind}`;
    if (isToolKey(key)) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return [...counts].map(([key, n]) => toolText(lang, key, { n })).join(lang === 'zh' ? '、' : ', ');
}
