import type { JSX } from 'preact';

import type { PlanKey } from '../i18n/plan';
import { problemText } from '../ui/words';
import type { Edit, Scenario } from './answers';
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

type Why = Pick<LeftOut, 'edit' | 'code' | 'detail'>;

/** Why an edit cannot be done, with the name of what it is of. */
export function leftWords(page: Page, why: Why, state: Scenario): string {
  const { say, lang } = page;
  return knownWords(page, why, state) ?? say('leftOther', { edit: editWords(page, why.edit, state), why: problemText(lang, { code: why.code, title: '', detail: why.detail }) });
}

/** The same; null where the page has no words for it. */
export function knownWords(page: Page, { edit, code }: Pick<Why, 'edit' | 'code'>, state: Scenario): string | null {
  const { say, desk } = page;
  const key = whyKey(edit, code);
  return key === undefined ? null : say(key, { name: edit.op === 'gate' ? edit.line ?? '' : edit.name ?? named(desk, edit.place ?? '', state), edit: editWords(page, edit, state) });
}

/** The page's words for why an edit is not done. */
export function whyKey({ op, closed }: Edit, code: string): PlanKey | undefined {
  if (code === 'no_change') {
    return { gate: closed === true ? 'leftLocked' : 'leftOpen', move: 'leftThere', open: 'leftWritten', hours: 'leftHours', close: 'leftSame' }[op] as PlanKey;
  }
  return op === 'gate' && code === 'unknown_code' ? 'leftNoGate' : words[code];
}

const words: Readonly<Partial<Record<string, PlanKey>>> = { unknown_code: 'leftNoStation', already_closed: 'leftClosed', code_taken: 'leftStands', off_network: 'leftFar', refused_ground: 'leftGround' };

/** An edit that was just asked for and is refused: why, in the page's own words. */
export function NotDone({ page, words: why, code }: { readonly page: Page; readonly words: string; readonly code: string }): JSX.Element {
  const { say, desk: { play } } = page;
  return (
    <Note warn flag="not-done">
      <p data-not-done={code}>{why}{page.lang === 'zh' ? '。' : '.'}</p>
      <button type="button" class="button" data-action="understood" onClick={() => { play.understood(); }}>{say('leftKnown')}</button>
    </Note>
  );
}
