import type { JSX } from 'preact';

import { workText, type WorkKey } from '../i18n/work';
import type { Lang } from '../model/lang';
import { distance } from '../ui/words';
import type { WorkDesk } from './desk';
import type { Seeking } from './locate';
import type { Verdict } from './verdict';

interface Said {
  readonly tone: 'yes' | 'no' | 'perhaps' | 'quiet';
  readonly head: string;
  readonly more: string;
}

/** The one question of a grid worker, answered in a band across the page. */
export function Band({ desk, lang }: { readonly desk: WorkDesk; readonly lang: Lang }): JSX.Element {
  const { seeking, fix } = desk.where;
  const verdict = desk.verdict.value;
  const said = verdict === null ? searching(seeking.value, lang) : answered(verdict, desk, lang);
  const at = fix.value;
  return (
    <div class={`work-band work-${said.tone}`} data-verdict={verdict?.kind ?? seeking.value}>
      <div role="status">
        <p class="work-said">{said.head}</p>
        <p class="work-more">{said.more}{at?.tapped === true && ` · ${workText(lang, 'tapped')}`}</p>
      </div>
      <button type="button" class="button button-main work-locate" data-action="work-locate" onClick={() => { desk.where.start(); }}>
        {workText(lang, seeking.value === 'found' ? 'again' : 'locate')}
      </button>
    </div>
  );
}

const waiting: Readonly<Record<Exclude<Seeking, 'found'>, readonly [WorkKey, WorkKey | null]>> = {
  off: ['off', 'offMore'], asking: ['asking', 'askingMore'], slow: ['slow', 'slowMore'], denied: ['denied', 'deniedMore'], insecure: ['insecure', 'insecureMore'], missing: ['missing', 'slowMore'],
};

function searching(seeking: Seeking, lang: Lang): Said {
  const [head, more] = waiting[seeking === 'found' ? 'asking' : seeking];
  return { tone: 'quiet', head: workText(lang, head), more: more === null ? '' : workText(lang, more) };
}

/** Metres as they are said: whole ones near, rounded ones far. */
export function metresOf(metres: number): number {
  return metres < 100 ? Math.round(metres) : Math.round(metres / 10) * 10;
}

/** A distance that may be of another city, with its unit. */
export function farOf(lang: Lang, metres: number): string {
  return distance(lang, metresOf(metres));
}

/** The name of a grid of the pack, with its community where that is another street's. */
export function nameOf(desk: WorkDesk, lang: Lang, code: string): string {
  const load = desk.pack.value;
  const grid = load.kind === 'ready' ? load.value.city.grid(code) : undefined;
  return grid === undefined ? workText(lang, 'nobody') : grid.names[lang];
}

function answered(verdict: Verdict, desk: WorkDesk, lang: Lang): Said {
  switch (verdict.kind) {
    case 'inside':
      return { tone: 'yes', head: workText(lang, 'inside'), more: workText(lang, 'insideMore', { name: nameOf(desk, lang, verdict.grid), metres: metresOf(verdict.metres) }) };
    case 'outside':
      return { tone: 'no', head: workText(lang, 'outside', { name: nameOf(desk, lang, verdict.grid) }), more: workText(lang, 'outsideMore', { far: farOf(lang, verdict.metres) }) };
    case 'away':
      return { tone: 'no', head: workText(lang, 'away'), more: workText(lang, 'awayMore', { far: farOf(lang, verdict.metres) }) };
    case 'doubtful': {
      const accuracy = Math.round(desk.where.fix.value?.accuracy ?? 0);
      const name = nameOf(desk, lang, verdict.own ? verdict.neighbour : verdict.grid);
      return { tone: 'perhaps', head: workText(lang, 'doubtful', { metres: metresOf(verdict.metres) }), more: workText(lang, verdict.own ? 'doubtfulOwn' : 'doubtfulOther', { accuracy, name }) };
    }
    case 'vague':
      return { tone: 'perhaps', head: workText(lang, 'vague'), more: workText(lang, 'vagueMore', { accuracy: Math.round(verdict.accuracy) }) };
  }
}
