import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { text } from '../i18n/text';
import { type Answer, closest, gaps } from '../model/answer';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import type { Position } from '../model/position';
import type { Problem } from '../model/problem';
import type { Question } from '../model/session';
import { Chain } from './chain';
import type { Panel } from './context';
import { CloseIcon } from './icons';
import { borderSentence, instant, layerName, nearestSentence, problemText, summary } from './words';

type Open = Exclude<Question, { kind: 'none' }>;

/** The answer to the question on the map, as a list that says all that the map shows. */
export function Card({ session, actions }: Panel): JSX.Element {
  const question = session.question.value;
  const lang = session.lang.value;
  const city = session.city.value.kind === 'ready' ? session.city.value.city : null;
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
    case 'failed': return `${text(lang, 'fail.answer')} ${problemText(lang, question.problem)}`;
    case 'answered': return summary(lang, city, question.answer);
  }
}

interface OpenProps extends Panel {
  readonly question: Open;
  readonly city: City | null;
}

function OpenCard({ session, actions, question, city }: OpenProps): JSX.Element {
  const lang = session.lang.value;
  const card = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const { kind, at, via } = question;
  useLayoutEffect(() => {
    if (card.current !== null && kind !== 'waiting') {
      actions.cardShown(card.current.getBoundingClientRect());
    }
  }, [kind, at]);
  useLayoutEffect(() => {
    if (via === 'keyboard' && kind !== 'waiting') {
      heading.current?.focus();
    }
  }, [kind, at, via]);
  const { eyebrow, title } = heads(lang, city, question);
  return (
    <section class="panel card" ref={card} aria-labelledby="card-title" aria-busy={kind === 'waiting'} data-card={kind}>
      <div class="card-head">
        <div class="card-heads">
          <p class="eyebrow">{eyebrow}</p>
          <h2 id="card-title" class="card-title" tabIndex={-1} ref={heading}>{title}</h2>
        </div>
        <button type="button" class="tool tool-square" data-action="close" aria-label={text(lang, 'card.close')} title={text(lang, 'card.close')} onClick={() => { actions.closeAnswer(); }}>
          <CloseIcon />
        </button>
      </div>
      {question.kind === 'waiting' && <div class="waiting"><div class="bone" /><div class="bone" /><div class="bone" /></div>}
      {question.kind === 'failed' && <Failed lang={lang} problem={question.problem} retry={() => { actions.repeatQuestion(); }} />}
      {question.kind === 'answered' && (
        <Answered session={session} actions={actions} city={city} answer={question.answer} neighbourName={question.neighbourName} at={at} />
      )}
    </section>
  );
}

function heads(lang: Lang, city: City | null, question: Open): { eyebrow: string; title: string } {
  const eyebrow = text(lang, 'card.title');
  switch (question.kind) {
    case 'waiting': return { eyebrow, title: text(lang, 'load.answer') };
    case 'failed': return { eyebrow, title: text(lang, 'fail.answer') };
    case 'answered': {
      const area = city === null ? question.answer.areas.at(-1) : closest(question.answer, city);
      return area === undefined
        ? { eyebrow, title: text(lang, 'outside.title') }
        : { eyebrow: layerName(lang, city, area.layer), title: area.name };
    }
  }
}

interface AnsweredProps extends Panel {
  readonly city: City | null;
  readonly answer: Answer;
  readonly neighbourName: string | null;
  readonly at: Position;
}

function Answered({ session, actions, city, answer, neighbourName, at }: AnsweredProps): JSX.Element {
  const lang = session.lang.value;
  const { border } = answer;
  return (
    <>
      {answer.areas.length === 0 ? (
        <p class="sentence" data-nearest>{nearestSentence(lang, city, border, neighbourName)}</p>
      ) : (
        <Chain session={session} actions={actions} city={city} areas={answer.areas} />
      )}
      {answer.areas.length > 0 && city !== null && gaps(answer, city).map((layer) => (
        <p key={layer.key} class="sentence" data-gap={layer.key}>{text(lang, 'card.gap', { layer: layerName(lang, city, layer.key) })}</p>
      ))}
      {border !== null && answer.areas.length > 0 && (
        <div class="border" data-border>
          <h3>{text(lang, 'card.border', { layer: layerName(lang, city, border.layer) })}</h3>
          <p class="sentence">{borderSentence(lang, city, border, neighbourName)}</p>
          {border.doubtful && <p class="remark" data-remark>{text(lang, 'border.doubtful')}</p>}
        </div>
      )}
      <footer class="card-foot">
        <span data-point>{text(lang, 'card.point', { lon: at.lon.toFixed(6), lat: at.lat.toFixed(6) })}</span>
        <span data-as-of>{text(lang, 'card.asOf', { time: instant(answer.at) })}</span>
        <span data-revision>{text(lang, 'card.revision', { revision: answer.revision })}</span>
      </footer>
    </>
  );
}

interface FailedProps {
  readonly lang: Lang;
  readonly problem: Problem;
  readonly retry: () => void;
}

function Failed({ lang, problem, retry }: FailedProps): JSX.Element {
  return (
    <div class="failed">
      <p class="sentence">{problemText(lang, problem)}</p>
      {problem.detail !== '' && <p class="detail">{problem.detail}</p>}
      <p class="detail">{text(lang, 'fail.code', { code: problem.code })}</p>
      <button type="button" class="button" data-action="retry-answer" onClick={retry}>{text(lang, 'fail.retry')}</button>
    </div>
  );
}
