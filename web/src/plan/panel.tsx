import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { text } from '../i18n/text';
import { knownCity, type Actions, type Session } from '../model/session';
import { CloseIcon } from '../ui/icons';
import { type Detent, Handle } from '../ui/sheet';
import { BalancePage } from './balancepage';
import { CirclePage } from './circlepage';
import { CoveragePage } from './coveragepage';
import type { Desk } from './desk';
import { GapsPage } from './gapspage';
import { LateNorms } from './latenorms';
import { type Tab, tabs } from './link';
import { Note, page, type Page } from './parts';
import { ChosenRecord, RecordsPage } from './recordspage';
import { ScenarioPage } from './scenariopage';
import { SitePage } from './sitepage';
import { SitingPage } from './sitingpage';

interface DeskPanelProps {
  readonly session: Session;
  readonly actions: Actions;
  readonly desk: Desk;
  /** False where the server draws the map. */
  readonly painted: boolean;
  /** How many points are not on the map, since they are too many. */
  readonly left: number;
  readonly close: () => void;
}

const pages: Readonly<Record<Tab, (page: Page) => JSX.Element>> = { coverage: CoveragePage, gaps: GapsPage, scenario: ScenarioPage, siting: SitingPage, site: SitePage, records: RecordsPage, circle: CirclePage, norms: LateNorms, balance: BalancePage };

/** The pages that plan what is to come: they know no other date. */
const ofToday: ReadonlySet<Tab> = new Set(['scenario', 'siting', 'records', 'balance']);

/** The desk of the planner: a panel at the left, a sheet on a phone. */
export function DeskPanel({ session, actions, desk, painted, left, close }: DeskPanelProps): JSX.Element {
  const shown = page(desk, actions);
  const { say, lang } = shown;
  const sheet = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [detent, setDetent] = useState<Detent>('half');
  const tab = desk.tab.value;
  const Shown = pages[tab];
  useEffect(() => {
    if (document.activeElement !== document.body) { // opened by its button, not by a link
      heading.current?.focus({ preventScroll: true });
    }
  }, []);
  useEffect(() => {
    sheet.current?.querySelector('.plan-body')?.scrollTo(0, 0);
    sheet.current?.querySelector('.plan-tab[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' }); // on a phone they are in one row
  }, [tab]);
  return (
    <section class="panel plan" ref={sheet} aria-labelledby="plan-title" aria-busy={desk.waiting.value > 0 || desk.play.busy.value} data-detent={detent} data-tab={tab}>
      <Handle lang={lang} detent={detent} settle={setDetent} sheet={sheet} />
      <div class="plan-head">
        <h2 id="plan-title" tabIndex={-1} ref={heading}>{say('title')}</h2>
        {knownCity(session)?.demo === true && <span class="mark mark-strong plan-demo">{text(lang, 'map.demo')}</span>}
        <button type="button" class="tool tool-square" data-action="close-plan" aria-label={say('close')} title={say('close')} onClick={close}><CloseIcon /></button>
      </div>
      <nav class="plan-tabs" aria-label={say('pages')}>
        {tabs.map((it) => (
          <button key={it} type="button" class="plan-tab" aria-current={it === tab ? 'page' : undefined} data-action={`plan-${it}`} onClick={() => { desk.tab.value = it; }}>{say(it)}</button>
        ))}
      </nav>
      <div class="plan-body" tabIndex={-1}>
        {!painted && <Note flag="picture"><p>{say('pictureMap')}</p></Note>}
        <Stale {...shown} />
        {session.asOf.value !== '' && ofToday.has(tab) && <Note flag="today"><p>{say('ofToday')}</p></Note>}
        <ChosenRecord {...shown} />
        <Shown {...shown} />
        {left > 0 && <Note flag="left"><p>{say('leftOut', { n: left })}</p></Note>}
      </div>
      <p class="unseen" role="status" aria-live="polite">{desk.said.value}</p>
    </section>
  );
}

/** Says when the data has moved on since the numbers were counted. */
function Stale({ desk, say }: Page): JSX.Element | null {
  const now = knownCity(desk.session)?.revision ?? 0;
  const { value: n } = desk.revision;
  if (n === null || now <= n) {
    return null;
  }
  return (
    <Note warn flag="stale">
      <p>{say('stale', { now, n })}</p>
      <button type="button" class="button" data-action="plan-again" onClick={() => { desk.again(); }}>{say('again')}</button>
    </Note>
  );
}
