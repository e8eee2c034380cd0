import './admin.css'; // the guide shows rows of it without the administration
import './imports.css';

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { importText } from '../i18n/imports';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import { ChangeList } from './changelist';
import type { Desk } from './desk';
import type { ImportAnswer } from './importanswers';
import { FilePart, layersOf, WhatPart } from './importfile';
import { type Importing, importingOf } from './importing';
import { Options, OriginPart } from './importoptions';
import { Judged, Misfit } from './importreport';
import { has, isKind, type Kind, needsLayer } from './importwishes';
import { swappedText } from './importrefusals';
import { perhapsCode } from './importunread';
import { importFail, noteWords, shiftWords, sizeWords, timeWords } from './importwords';
import type { SectionProps } from './kit';
import { secondsLeft } from './send';
import { useFound } from './importmap';

export { ChangeList } from './changelist';
export { FoundWalk } from './importwalk';

/** Files taken into the city: tried, read, written, taken back. What is imported is kept in the address. */
export function ImportsSection({ desk, lang, city }: SectionProps): JSX.Element {
  const { kind, layer } = desk.identity.intake.value;
  return (
    <div class="who-part">
      <p class="detail">{importText(lang, 'text')}</p>
      <ImportForm desk={desk} lang={lang} city={city} kind={isKind(kind) ? kind : undefined} layer={layer} keep={(chosen) => { desk.identity.takeIn(chosen); }} />
      {desk.may('changes.write') && (
        <section class="import-last" aria-labelledby="import-last">
          <h3 class="own-sub" id="import-last">{importText(lang, 'changes')}</h3>
          <ChangeList desk={desk} lang={lang} city={city} />
        </section>
      )}
    </div>
  );
}

interface FormProps {
  readonly desk: Desk;
  readonly lang: Lang;
  readonly city: City | null;
  /** What the file holds; left out = the reader chooses. */
  readonly kind?: Kind | undefined;
  /** The layer, or the sort of all places; empty or left out = the reader chooses. */
  readonly layer?: string | undefined;
  /** Told what the reader chose. */
  readonly keep?: ((chosen: { readonly kind: string; readonly layer: string }) => void) | undefined;
  /** Told when a file was written, or all was there already, and when that was taken back: the revision, 0 where there is no new one. */
  readonly onDone?: (revision: number, undone: boolean) => void;
}

/** The import of one file, from its choice to its undoing: for the section of imports, and for pages that lead to it. */
export function ImportForm({ desk, lang, city, kind, layer = '', keep, onDone }: FormProps): JSX.Element {
  const [importing] = useState(() => importingOf(desk.identity));
  const stage = importing.stage.value;
  const preset = `${kind ?? ''} ${layer}`;
  useEffect(() => {
    if (kind !== undefined && importing.stage.peek() !== 'sending' && importing.stage.peek() !== 'working') {
      importing.turn(kind, layer);
    }
  }, [importing, preset]);
  useEffect(() => { void importing.learn(); }, [importing]);
  useEffect(() => {
    if (stage === 'written' || stage === 'undone') {
      onDone?.(importing.written.peek(), stage === 'undone');
    }
  }, [stage]);
  const left = useFound(desk, importing);
  const said = useRef<HTMLDivElement>(null);
  const problem = importing.problem.value;
  useEffect(() => {
    if (stage === 'written' && problem !== null) {
      return; // told, and shown, beside the button that was pressed
    }
    if (stage !== 'form' || problem !== null) {
      // What had the focus is gone: it goes on with what came in its place.
      const next = said.current?.querySelector<HTMLElement>('[data-problem], [data-action=cancel-import], #import-report') ?? null;
      next?.focus({ preventScroll: true });
      next?.scrollIntoView({ block: 'nearest' });
    }
  }, [stage, problem]);
  const asking = stage === 'form';
  return (
    <div class="import" data-import={stage}>
      {asking && <Waiting importing={importing} lang={lang} city={city} />}
      {asking && <AskForm desk={desk} importing={importing} lang={lang} city={city} keep={keep} />}
      <div ref={said}>
        <Wrong importing={importing} lang={lang} city={city} />
        <Progress importing={importing} lang={lang} />
        {importing.report.value !== null && !asking && stage !== 'working' && stage !== 'sending' && <Judged desk={desk} importing={importing} lang={lang} left={left} />}
      </div>
    </div>
  );
}

interface PartProps {
  readonly importing: Importing;
  readonly lang: Lang;
}

function AskForm({ desk, importing, lang, city, keep }: PartProps & Pick<FormProps, 'desk' | 'city' | 'keep'>): JSX.Element {
  const wish = importing.wish.value;
  const [tried, setTried] = useState(false);
  const lacksLayer = needsLayer(wish.kind) && wish.layer === '';
  const lacksFile = importing.file.value === null;
  const lacksSheet = importing.found.value?.mustPick === true && wish.sourceLayer === '';
  return (
    <form class="own-form" noValidate onSubmit={(event) => {
      event.preventDefault();
      setTried(true);
      if (!lacksLayer && !lacksFile && !lacksSheet) {
        void importing.start();
      }
    }}
    >
      <WhatPart desk={desk} importing={importing} lang={lang} city={city} keep={keep} />
      <FilePart importing={importing} lang={lang} />
      <OriginPart importing={importing} lang={lang} />
      <Options importing={importing} lang={lang} city={city} />
      <div role="alert" class="own-fail">
        {tried && lacksLayer && <p data-lacks="layer">{importText(lang, 'needLayer')}</p>}
        {tried && lacksFile && importing.misfit.value === null && <p data-lacks="file">{importText(lang, 'needFile')}</p>}
        {tried && lacksSheet && <p data-lacks="sheet">{importText(lang, 'needSheet')}</p>}
      </div>
      <button type="submit" class="button button-main own-wide" data-action="try-import" aria-disabled={importing.busy.value || importing.misfit.value !== null}>{importText(lang, 'start')}</button>
    </form>
  );
}

/** The kind of a file, and the layer that it is for. */
function whatWords(lang: Lang, { kind, layer }: ImportAnswer, city: City | null): string {
  if (!isKind(kind)) {
    return kind;
  }
  const of = layer === '' ? '' : layersOf(lang, kind, city).find((it) => it.key === layer)?.name ?? layer;
  return [importText(lang, `kind.${kind}`), of].filter((it) => it !== '').join(' · ');
}

/** Files that were tried before, and wait on the server. */
function Waiting({ importing, lang, city }: PartProps & Pick<FormProps, 'city'>): JSX.Element | null {
  const waiting = importing.waiting.value;
  if (waiting.length === 0) {
    return null;
  }
  return (
    <section class="import-waiting" aria-label={importText(lang, 'waiting')}>
      <h3 class="own-sub">{importText(lang, 'waiting')}</h3>
      <ul class="admin-list">
        {waiting.map((it) => {
          const what = importText(lang, 'waitingOf', { what: whatWords(lang, it, city), sent: it.sent.slice(11, 16), until: it.expires.slice(11, 16) });
          return (
            <li key={it.id} class="admin-row" data-waiting={it.id}>
              <span class="admin-grow">{what}</span>
              <button type="button" class="button" data-action="resume-import" aria-label={importText(lang, 'resumeOf', { what })} onClick={() => { void importing.resume(it); }}>{importText(lang, 'resume')}</button>
              <button type="button" class="button" data-action="drop-waiting" aria-label={importText(lang, 'dropOf', { what })} onClick={() => { void importing.dropWaiting(it); }}>{importText(lang, 'drop')}</button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Which of a file and the store is shifted; null where that is not why it failed. */
function shiftedWords(lang: Lang, answer: ImportAnswer | null, city: City | null): string | null {
  if (answer === null || answer.shift === null) {
    return null;
  }
  const { kind, layer, shift } = answer;
  return shiftWords(lang, shift, shift.against === (kind === 'area' ? layer : kind), city?.layers.find((it) => it.key === shift.against)?.name[lang] ?? shift.against);
}

/** Why the last thing was not done, and what is kept. */
function Wrong({ importing, lang, city }: PartProps & { readonly city: City | null }): JSX.Element {
  const stage = importing.stage.value;
  const problem = stage === 'written' ? null : importing.problem.value; // what stands in the way of an undo is told beside its button
  const misfit = importing.answer.value?.misfit ?? null;
  return (
    <div class="own-fail" role="alert">
      {problem !== null && (
        <div data-problem={problem.code} class="import-wrong" tabIndex={-1}>
          {misfit === null ? <p>{shiftedWords(lang, importing.answer.value, city) ?? importFail(lang, problem)}</p> : <Misfit lang={lang} misfit={misfit} swapped={swappedText(lang, problem)} />}
          {problem.detail !== '' && <details class="import-said"><summary>{importText(lang, 'saidFold')}</summary><bdi class="detail">{problem.detail}</bdi></details>}
          {stage === 'form' && <p>{importText(lang, 'still')}</p>}
          {stage === 'form' && <TakeCode importing={importing} lang={lang} />}
          {problem.code === 'stale_revision' && stage === 'judged' && (
            <button type="button" class="button" data-action="rejudge" onClick={() => { void importing.rejudge(); }}>{importText(lang, 'rejudge')}</button>
          )}
        </div>
      )}
    </div>
  );
}

/** Takes the column that the refusal names as the code, and tries the file again. */
function TakeCode({ importing, lang }: PartProps): JSX.Element | null {
  const name = perhapsCode(importing.problem.value);
  if (name === '' || importing.file.value === null || !has(importing.wish.value.kind, 'codeField')) {
    return null;
  }
  return (
    <button type="button" class="button" data-action="take-code" aria-disabled={importing.busy.value} onClick={() => {
      importing.put({ codeField: name });
      void importing.start();
    }}
    ><bdi>{importText(lang, 'takeCode', { name })}</bdi>
    </button>
  );
}

/** How far the file, or the work on it, is. */
function Progress({ importing, lang }: PartProps): JSX.Element {
  const stage = importing.stage.value;
  const answer = importing.answer.value;
  const sent = importing.sent.value;
  const busy = stage === 'sending' || stage === 'working';
  return (
    <div class="import-progress" hidden={!busy}>
      {stage === 'sending' && sent !== null && <Sending lang={lang} sent={sent} />}
      {stage === 'working' && answer !== null && (
        <label class="own-field">
          <span>{answer.state === 'queued' ? importText(lang, 'queued') : workWords(lang, answer)}</span>
          <progress max={1} value={answer.progress} />
        </label>
      )}
      <p role="status" class="import-away">{importing.away.value && importText(lang, 'away')}</p>
      {busy && <button type="button" class="button" data-action="cancel-import" onClick={() => { void importing.cancel(); }}>{importText(lang, 'cancel')}</button>}
    </div>
  );
}

/** What the server is at with the file. */
function workWords(lang: Lang, { dryRun, note }: ImportAnswer): string {
  const what = importText(lang, dryRun ? 'running' : 'writing');
  return note === '' ? `${what}…` : importText(lang, 'noteOf', { what, note: noteWords(lang, note) });
}

function Sending({ lang, sent }: { readonly lang: Lang; readonly sent: NonNullable<Importing['sent']['value']> }): JSX.Element {
  const left = secondsLeft(sent);
  return (
    <label class="own-field">
      <span>{importText(lang, 'sending', { loaded: sizeWords(lang, sent.loaded), total: sizeWords(lang, sent.total) })}</span>
      <progress max={Math.max(1, sent.total)} value={sent.loaded} />
      {left !== null && <span class="detail">{importText(lang, 'sendingRate', { rate: sizeWords(lang, sent.rate), left: timeWords(lang, left) })}</span>}
    </label>
  );
}
