import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

import { text } from '../i18n/text';
import { called, nameIn, otherName } from '../model/area';
import { closest } from '../model/answer';
import { type City, placeKindOf } from '../model/city';
import type { Lang } from '../model/lang';
import { isMissing, type Problem } from '../model/problem';
import { knownCity, type Question } from '../model/session';
import { AreaCard } from './areacard';
import type { Panel } from './context';
import { Code } from './copy';
import { CloseIcon } from './icons';
import { PlaceCard } from './placecard';
import { PointCard } from './pointcard';
import { Handle, type Detent } from './sheet';
import { layerName, notThere, problemText, summary } from './words';

type Open = Exclude<Question, { kind: 'none' }>;

/** The answer to the question on the map, as a list that says all that the map shows. */
export function Card({ session, actions }: Panel): JSX.Element {
  const question = session.question.value;
  const lang = session.lang.value;
  const city = knownCity(session);
  return (
    <>
      <p class="unseen" role="status" aria-live="polite" data-announce>{announced(lang, city, question)}</p>
      {question.kind !== 'none' && <OpenCard session={session} actions={actions} question={question} city={city} />}
    </>
  );
}

function announced(lang: Lang, city: City | null, question: Question): string {
  switch (question.kind) {
    case 'none': return '';
    case 'waiting': return text(lang, 'load.answer');
    case 'failed': return isMissing(question.problem) ? notThere(lang, city, question.subject) : `${failTitle(lang, question.problem)} ${problemText(lang, question.problem)}`;
    case 'answered': {
      const { content } = question;
      return content.what === 'point' ? summary(lang, city, content.answer) : `${heads(lang, city, question).eyebrow} ${heads(lang, city, question).title}`;
    }
  }
}

/** A server that is away is not one that found nothing. */
function failTitle(lang: Lang, problem: Problem): string {
  return text(lang, isMissing(problem) ? 'fail.missing' : 'fail.answer');
}

interface OpenProps extends Panel {
  readonly question: Open;
  readonly city: City | null;
}

function OpenCard({ session, actions, question, city }: OpenProps): JSX.Element {
  const lang = session.lang.value;
  const card = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [detent, setDetent] = useState<Detent>('half');
  const { kind, subject, via } = question;
  useLayoutEffect(() => {
    if (card.current !== null && kind !== 'waiting') {
      actions.cardShown(card.current.getBoundingClientRect());
    }
  }, [kind, subject]);
  useLayoutEffect(() => {
    card.current?.querySelector('.card-body')?.scrollTo(0, 0);
  }, [subject]);
  useLayoutEffect(() => {
    if (via === 'keyboard' && kind !== 'waiting') {
      heading.current?.focus();
    }
  }, [kind, subject, via]);
  const { eyebrow, title, other, code } = heads(lang, city, question);
  return (
    <section class="panel card" ref={card} aria-labelledby="card-title" aria-busy={kind === 'waiting'} data-card={kind} data-about={subject.what} data-detent={detent}>
      <Handle lang={lang} detent={detent} settle={setDetent} sheet={card} />
      <div class="card-head">
        <div class="card-heads">
          <p class="eyebrow">{eyebrow}</p>
          <h2 id="card-title" class="card-title" tabIndex={-1} ref={heading}><bdi>{title}</bdi></h2>
          {other !== '' && <p class="card-other"><bdi>{other}</bdi></p>}
          {code !== '' && <Code code={code} lang={lang} />}
        </div>
        <button type="button" class="tool tool-square" data-action="close" aria-label={text(lang, 'card.close')} title={text(lang, 'card.close')} onClick={() => { actions.closeAnswer(); }}>
          <CloseIcon />
        </button>
      </div>
      <div class="card-body" tabIndex={-1}>
        {question.kind === 'waiting' && <div class="waiting"><div class="bone" /><div class="bone" /><div class="bone" /><div class="bone" /></div>}
        {question.kind === 'failed' && isMissing(question.problem) && <Missing lang={lang} words={notThere(lang, city, subject)} />}
        {question.kind === 'failed' && !isMissing(question.problem) && <Failed lang={lang} problem={question.problem} retry={() => { actions.repeatQuestion(); }} />}
        {question.kind === 'answered' && <Answered session={session} actions={actions} city={city} question={question} />}
      </div>
    </section>
  );
}

function Answered({ session, actions, city, question }: Panel & { readonly city: City | null; readonly question: Extract<Question, { kind: 'answered' }> }): JSX.Element {
  const { content, subject } = question;
  const shared = { session, actions, city };
  switch (content.what) {
    case 'point': return <PointCard {...shared} content={content} at={subject.what === 'point' ? subject.at : { lon: 0, lat: 0 }} found={subject.what === 'point' ? subject.found : null} />;
    case 'area': return <AreaCard {...shared} content={content} asked={subject.what === 'area' ? subject.area.code : ''} />;
    case 'place': return <PlaceCard {...shared} content={content} />;
  }
}

interface Heads {
  readonly eyebrow: string;
  readonly title: string;
  readonly other: string;
  readonly code: string;
}

function heads(lang: Lang, city: City | null, question: Open): Heads {
  const plain = { eyebrow: text(lang, 'card.title'), other: '', code: '' };
  switch (question.kind) {
    case 'waiting': return { ...plain, title: text(lang, 'load.answer') };
    case 'failed': return { ...plain, title: failTitle(lang, question.problem) };
    case 'answered': return answeredHeads(lang, city, question);
  }
}

function answeredHeads(lang: Lang, city: City | null, { content }: Extract<Question, { kind: 'answered' }>): Heads {
  switch (content.what) {
    case 'point': {
      const { answer } = content;
      const area = city === null ? answer.areas[answer.areas.length - 1] : closest(answer, city);
      return area === undefined
        ? { eyebrow: text(lang, 'card.title'), title: text(lang, 'outside.title'), other: '', code: '' }
        : { eyebrow: `${text(lang, 'card.here')} · ${layerName(lang, city, area.layer)}`, title: called(lang, area), other: called(lang, area) === area.name ? '' : area.name, code: '' };
    }
    case 'area':
      return { eyebrow: layerName(lang, city, content.area.layer), title: nameIn(lang, content.area), other: otherName(lang, content.area), code: content.area.code };
    case 'place': {
      const { place } = content;
      return { eyebrow: (city && placeKindOf(city, place.kind)?.name[lang]) ?? place.kind, title: nameIn(lang, place), other: otherName(lang, place), code: place.code };
    }
  }
}

/** What a link names is not there: to try again would not help, to search may. */
function Missing({ lang, words }: { readonly lang: Lang; readonly words: string }): JSX.Element {
  return (
    <div class="failed" role="alert" data-missing>
      <p class="sentence"><bdi>{words}</bdi></p>
      <p class="detail">{text(lang, 'fail.notThereRest')}</p>
      <button type="button" class="button" data-action="open-search" onClick={() => { document.getElementById('search')?.focus(); }}>{text(lang, 'fail.search')}</button>
    </div>
  );
}

interface FailedProps {
  readonly lang: Lang;
  readonly problem: Problem;
  readonly retry: () => void;
}

/** What went wrong, with an id to quote: the code and the time, by which the server's log is searched. */
function Failed({ lang, problem, retry }: FailedProps): JSX.Element {
  const [id] = useState(() => `${problem.code}@${new Date().toISOString().slice(0, 19)}Z`);
  return (
    <div class="failed" role="alert">
      <p class="sentence">{problemText(lang, problem)}</p>
      {problem.detail !== '' && <p class="detail"><bdi>{problem.detail}</bdi></p>}
      <p class="failed-code">{text(lang, 'fail.code', { code: '' }).trim()} <Code code={id} lang={lang} /></p>
      <button type="button" class="button" data-action="retry-answer" onClick={retry}>{text(lang, 'fail.retry')}</button>
    </div>
  );
}
