import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

import { taskText } from '../i18n/duty';
import { leftOutText, workText } from '../i18n/work';
import { datumNames } from '../model/datum';
import type { Lang } from '../model/lang';
import { CloseIcon } from '../ui/icons';
import { type Detent, Handle } from '../ui/sheet';
import { Band } from './band';
import { Buildings, Grids, Places, Posts } from './lists';
import type { Held, WorkDesk } from './desk';
import { Offline } from './offline';
import { ReportForm, Reports } from './reports';

/** The grid worker's page: a band with the one answer, and a sheet with all that is theirs. */
export function WorkPanel({ desk, close }: { readonly desk: WorkDesk; readonly close: () => void }): JSX.Element {
  const lang = desk.session.lang.value;
  const sheet = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [detent, setDetent] = useState<Detent>('half');
  useEffect(() => {
    document.documentElement.dataset['people'] = 'open';
    document.documentElement.dataset['work'] = 'open';
    heading.current?.focus({ preventScroll: true });
    return () => {
      delete document.documentElement.dataset['people'];
      delete document.documentElement.dataset['work'];
    };
  }, []);
  const load = desk.pack.value;
  return (
    <>
      <section class="panel who-panel work" ref={sheet} aria-labelledby="work-title" data-detent={detent}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.isComposing) {
            return;
          }
          event.preventDefault();
          if (!desk.drawing.open.peek()) {
            close();
          } else if (event.target instanceof HTMLElement && event.target.matches('textarea, select')) {
            heading.current?.focus({ preventScroll: true }); // what was typed and drawn stays
          }
        }}
      >
        <Handle lang={lang} detent={detent} settle={setDetent} sheet={sheet} />
        <div class="who-head">
          <h2 id="work-title" tabIndex={-1} ref={heading}>{workText(lang, 'title')}</h2>
          <button type="button" class="tool tool-square who-close" data-action="close-work" aria-label={workText(lang, 'close')} title={workText(lang, 'close')} onClick={close}><CloseIcon /></button>
        </div>
        <div class="who-body work-body" tabIndex={0} role="group" aria-labelledby="work-title">
          {load.kind === 'ready' && <Ready desk={desk} lang={lang} held={load.value} />}
          {(load.kind === 'loading' || load.kind === 'none') && <p class="detail" role="status">{workText(lang, 'loading')}</p>}
          {load.kind === 'failed' && (
            <div role="alert" data-work-failed={load.problem.code}>
              <p>{workText(lang, load.problem.code === 'no_grid' ? 'none' : load.problem.code === 'pack_expired' ? 'expired' : 'failed')}</p>
              <button type="button" class="button" data-action="work-retry" onClick={() => { void desk.load(); }}>{workText(lang, 'retry')}</button>
            </div>
          )}
        </div>
      </section>
      {load.kind === 'ready' && <Top desk={desk} lang={lang} />}
    </>
  );
}

/** The band; the page hears how high it is, so that nothing lies under it. */
function Top({ desk, lang }: { readonly desk: WorkDesk; readonly lang: Lang }): JSX.Element {
  const band = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = band;
    const watch = new ResizeObserver(() => { document.documentElement.style.setProperty('--work-top', `${current?.offsetHeight ?? 0}px`); });
    if (current !== null) {
      watch.observe(current);
    }
    return () => { watch.disconnect(); };
  }, []);
  return <div class="panel work-top" ref={band}><Band desk={desk} lang={lang} /><Check desk={desk} lang={lang} /></div>;
}

function Ready({ desk, lang, held }: { readonly desk: WorkDesk; readonly lang: Lang; readonly held: Held }): JSX.Element {
  const { city } = held;
  if (desk.drawing.open.value) {
    return <ReportForm desk={desk} lang={lang} city={city} />;
  }
  return (
    <>
      {held.offline && <p class="tag work-offline" data-work-offline>{workText(lang, 'without', { date: city.pack.made.slice(0, 10) })}</p>}
      {desk.clockOff() && <p class="work-warning" role="status">{workText(lang, 'clock')}</p>}
      {city.pack.left_out.length > 0 && <p class="work-warning" data-left-out>{leftOutText(lang, city.pack.left_out)}</p>}
      {desk.lost.value && <Offline desk={desk} lang={lang} />}
      <Grids city={city} lang={lang} verdict={desk.verdict.value} />
      {desk.mayReport() && <Reports desk={desk} lang={lang} />}
      <Posts city={city} lang={lang} terms={termsOf(desk, lang)} />
      <Buildings city={city} lang={lang} />
      <Places city={city} lang={lang} fix={desk.where.fix.value} kinds={kindsOf(desk, lang)} />
      {!desk.lost.value && <Offline desk={desk} lang={lang} />}
    </>
  );
}

/** A part with a heading. */
export function Part({ title, name, children }: { readonly title: string; readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  return <section class="work-part" data-work={name} aria-label={title}><h3>{title}</h3>{children}</section>;
}

/** Asks once whether the dot is where the worker stands, and says which datum is taken from then on. */
function Check({ desk, lang }: { readonly desk: WorkDesk; readonly lang: Lang }): JSX.Element | null {
  const { datum, fix } = desk.where;
  const said = desk.verdict.value?.kind;
  if (fix.value === null || fix.value.tapped || said === 'vague' || said === 'away') { // no corner is known by such a dot
    return null;
  }
  if (datum.value === null) {
    return (
      <div class="work-check" data-work-check>
        <p><b>{workText(lang, 'checkTitle')}</b> {workText(lang, 'checkText')}</p>
        <div class="buttons">
          <button type="button" class="button" data-action="datum-right" onClick={() => { desk.where.choose('wgs84'); }}>{workText(lang, 'checkRight')}</button>
          <button type="button" class="button" data-action="datum-off" onClick={() => { desk.where.choose('gcj02'); }}>{workText(lang, 'checkOff')}</button>
        </div>
      </div>
    );
  }
  const other = datum.value === 'wgs84' ? 'gcj02' : 'wgs84';
  return (
    <p class="work-datum">
      {workText(lang, 'datum', { name: datumNames[datum.value] })}
      <button type="button" class="button" data-action="datum-change" onClick={() => { desk.where.choose(other); }}>{workText(lang, 'datumChange')}</button>
    </p>
  );
}

function termsOf(desk: WorkDesk, lang: Lang): (key: string) => string {
  const city = desk.session.city.value;
  return (key) => (city.kind === 'ready' ? city.city.terms[key]?.[lang] : undefined) ?? taskText(lang, key);
}

function kindsOf(desk: WorkDesk, lang: Lang): (key: string) => string {
  const city = desk.session.city.value;
  return (key) => (city.kind === 'ready' ? city.city.places.find((it) => it.key === key)?.name[lang] ?? key : key);
}
