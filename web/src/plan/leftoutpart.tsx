import type { JSX } from 'preact';

import type { PlanKey } from '../i18n/plan';
import { problemText } from '../ui/words';
import type { Scenario } from './answers';
import { editWords, named } from './editwords';
import { asks, type LeftOut } from './leftout';
import { Note, type Page } from './parts';
import { CardButton } from './sitingpage';

/** The edits that the scenario was to have and has not: those that cannot be done, and those that the reader is to decide. */
export function LeftOutPart({ page, state }: { readonly page: Page; readonly state: Scenario }): JSX.Element {
  const { desk: { play }, say } = page;
  const left = play.left.value;
  const lost = left.filter((it) => !asks(it));
  return (
    <>
      {lost.length > 0 && (
        <Note warn flag="left-edits">
          <ul class="plan-edits">{lost.map((it, n) => <li key={n} data-left={it.code}>{say('leftEdit', { why: leftWords(page, it, state) })}</li>)}</ul>
          <button type="button" class="button" data-action="let-go" onClick={() => { play.letGo(); }}>{say('leftKnown')}</button>
        </Note>
      )}
      {left.filter(asks).map((it, n) => <Refused key={n} page={page} left={it} detail={it.detail} head={editWords(page, it.edit, state)} decide={(yes) => { play.decide(it, yes); }} />)}
    </>
  );
}

/** Ground on which no place is proposed: which, and whether it is to stand there all the same. */
export function Refused({ page, detail, decide, head, left }: {
  readonly page: Page; readonly detail: string; readonly decide: (yes: boolean) => void;
  /** What was to be done, of an edit that stood already; one that the reader has just made is known. */
  readonly head?: string; readonly left?: LeftOut;
}): JSX.Element {
  const { say, lang, desk: { play } } = page;
  const [, en = detail, zh = detail] = /it lies (.+) \((.+)\);/.exec(detail) ?? [];
  const { lon, lat } = left?.edit ?? {};
  return (
    <Note warn flag="refused-ground">
      <p>{head !== undefined && <><strong>{head}</strong> </>}{lon !== undefined && lat !== undefined && <><CardButton page={page} at={{ lon, lat }} /> </>}{say('groundRefused', { why: lang === 'zh' ? zh : en })}</p>
      <span class="chips">
        <button type="button" class="button" disabled={play.busy.value} data-action="even-refused" onClick={() => { decide(true); }}>{say('groundEven')}</button>
        <button type="button" class="button" disabled={play.busy.value} data-action="not-refused" onClick={() => { decide(false); }}>{say('groundLeave')}</button>
      </span>
    </Note>
  );
}

/** Why an edit cannot be done, with the name of what it is of. */
function leftWords(page: Page, { edit, code, detail }: LeftOut, state: Scenario): string {
  const { say, desk, lang } = page;
  if (edit.op === 'gate') {
    const gate = { name: edit.line ?? '' };
    switch (code) {
      case 'unknown_code': return say('leftNoGate', gate);
      case 'no_change': return say(edit.closed === true ? 'leftLocked' : 'leftOpen', gate);
    }
  }
  const key = words[code];
  if (key !== undefined) {
    return say(key, { name: named(desk, edit.place ?? '', state), edit: editWords(page, edit, state) });
  }
  return say('leftOther', { edit: editWords(page, edit, state), why: problemText(lang, { code, title: '', detail }) });
}

const words: Readonly<Partial<Record<string, PlanKey>>> = { unknown_code: 'leftNoStation', already_closed: 'leftClosed', code_taken: 'leftStands', no_change: 'leftSame', off_network: 'leftFar' };
