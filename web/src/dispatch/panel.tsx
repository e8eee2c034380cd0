import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { text } from '../i18n/text';
import { knownCity } from '../model/session';
import { CloseIcon } from '../ui/icons';
import { type Detent, Handle } from '../ui/sheet';
import { BodiesPage } from './bodiespage';
import { type Desk, type Tab, tabs } from './desk';
import { GroundPage } from './groundpage';
import { ListPage } from './listpage';
import { MeasurePage } from './measurepage';
import { Note, page, type Page } from './parts';
import { ThemePage } from './themepage';

const pages: Readonly<Record<Tab, (page: Page) => JSX.Element>> = { ground: GroundPage, list: ListPage, measure: MeasurePage, theme: ThemePage, bodies: BodiesPage };

interface DeskPanelProps {
  readonly desk: Desk;
  /** False where the server draws the map. */
  readonly painted: boolean;
  readonly close: () => void;
}

/** The dispatcher's tools: a panel at the left, a sheet on a phone. */
export function DeskPanel({ desk, painted, close }: DeskPanelProps): JSX.Element {
  const shown = page(desk);
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
  useEffect(() => { sheet.current?.querySelector('.plan-body')?.scrollTo(0, 0); }, [tab]);
  return (
    <section class="panel plan" ref={sheet} aria-labelledby="tools-title" data-detent={detent} data-tools={tab}>
      <Handle lang={lang} detent={detent} settle={setDetent} sheet={sheet} />
      <div class="plan-head">
        <h2 id="tools-title" tabIndex={-1} ref={heading}>{say('title')}</h2>
        {knownCity(desk.session)?.demo === true && <span class="mark mark-strong plan-demo">{text(lang, 'map.demo')}</span>}
        <button type="button" class="tool tool-square" data-action="close-tools" aria-label={say('close')} title={say('close')} onClick={close}><CloseIcon /></button>
      </div>
      <nav class="plan-tabs" aria-label={say('pages')}>
        {tabs.map((it) => (
          <button key={it} type="button" class="plan-tab" aria-current={it === tab ? 'page' : undefined} data-action={`tools-${it}`} onClick={() => { desk.show(it); }}>{say(it)}</button>
        ))}
      </nav>
      <div class="plan-body" tabIndex={-1}>
        {!painted && tab !== 'list' && tab !== 'bodies' && <Note flag="picture"><p>{say('pictureMap')}</p></Note>}
        <Shown {...shown} />
      </div>
    </section>
  );
}
