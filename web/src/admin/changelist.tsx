import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { type ImportKey, importText } from '../i18n/imports';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import { changeNote } from './changenotes';
import { layerName } from './checkwords';
import type { Desk } from './desk';
import { importingOf } from './importing';
import { Knowingly, Loaded, Sure } from './kit';
import { type LastChange, LastChanges } from './lastchanges';
import { UndoRefused } from './undorefused';

interface Props {
  readonly desk: Desk;
  readonly lang: Lang;
  readonly city: City | null;
  /** Told when something was taken back. */
  readonly onUndone?: (() => void) | undefined;
}

/** What was written last, by whomever and however, each with the way back. */
export function ChangeList({ desk, lang, city, onUndone }: Props): JSX.Element {
  const [last] = useState(() => new LastChanges(desk.identity.base));
  const revision = city?.revision;
  const refused = last.refused.value;
  useEffect(() => { void last.load(); }, [last, revision]);
  return (
    <div class="import-changes" data-changes>
      <p class="detail">{importText(lang, 'changesText')}</p>
      <Loaded lang={lang} load={last.page.value} again={() => { void last.load(); }}>
        {({ changes, before }) => (
          <>
            {changes.length === 0 && <p class="detail" data-changes-none>{importText(lang, 'changesNone')}</p>}
            {refused !== null && !changes.some((it) => it.number === refused.n) && <UndoRefused lang={lang} n={refused.n} problem={refused.problem} />}
            <ul class="admin-list">
              {changes.map((it) => <ChangeRow key={it.number} desk={desk} lang={lang} city={city} last={last} change={it} onUndone={onUndone} />)}
            </ul>
            {before !== null && <button type="button" class="button own-wide" data-action="more-changes" onClick={() => { void last.more(); }}>{importText(lang, 'changesMore')}</button>}
          </>
        )}
      </Loaded>
    </div>
  );
}

/** How much of what a change wrote. */
function wroteWords(lang: Lang, city: City | null, { wrote }: LastChange): string {
  return wrote.map((it) => `${layerWords(lang, city, it)} ${it.n.toLocaleString(lang)}`).join(lang === 'zh' ? '、' : ', ');
}

const lineKeys: Readonly<Record<string, ImportKey | undefined>> = { road: 'layer.road', path: 'layer.path', wall: 'layer.wall', river: 'barrier.river', rail: 'barrier.rail' };

function layerWords(lang: Lang, city: City | null, { kind, layer }: LastChange['wrote'][number]): string {
  switch (kind) {
    case 'building':
    case 'organisation':
    case 'person':
    case 'post': return importText(lang, `kind.${kind}`);
    case 'line': return lineKeys[layer] === undefined ? layer : importText(lang, lineKeys[layer]);
    default: return layerName(lang, city, layer);
  }
}

interface RowProps extends Props {
  readonly last: LastChanges;
  readonly change: LastChange;
}

function ChangeRow({ desk, lang, city, last, change, onUndone }: RowProps): JSX.Element {
  const { number: n, reversed_by: by, reverses } = change;
  const what = wroteWords(lang, city, change);
  const back = async (even: boolean): Promise<void> => {
    const made = await last.takeBack(n, even);
    if (made > 0) {
      importingOf(desk.identity).tookBack(n, made);
      onUndone?.();
    }
  };
  return (
    <li data-change={n} data-reversed={by ?? undefined}>
      <div class="admin-row">
        <div class="admin-grow">
          <p><span class="admin-name">{what}</span>{by !== null && <span class="tag" data-undone={by}>{importText(lang, 'changeUndone', { n: by })}</span>}{reverses !== null && <span class="tag">{importText(lang, 'changeReverses', { n: reverses })}</span>}</p>
          <p class="detail"><bdi>{[importText(lang, 'changeOf', { n }), change.recorded_at.slice(0, 16).replace('T', ' '), change.author, changeNote(lang, city, change.note)].filter((it) => it !== '').join(' · ')}</bdi></p>
        </div>
        {by === null && last.asks.value !== n && desk.may('changes.write') && (
          <Sure lang={lang} name={`take-back-${n}`} words={importText(lang, 'changeBack')} label={importText(lang, 'changeBackOf', { n, what })} question={importText(lang, 'undoAsk', { n })} busy={last.busy.value} act={() => { void back(false); }} />
        )}
      </div>
      <UndoRefused lang={lang} n={n} problem={last.refused.value?.n === n ? last.refused.value.problem : null} />
      {last.asks.value === n && desk.may('publish') && (
        <Knowingly lang={lang} name={`take-back-${n}`} question={importText(lang, 'undoClassedAsk')} yes={importText(lang, 'undoClassedYes')} busy={last.busy.value}
          back={() => { last.asks.value = 0; }} act={() => { void back(true); }}
        />
      )}
    </li>
  );
}
