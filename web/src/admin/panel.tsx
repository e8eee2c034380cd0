import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { type AdminKey, adminText } from '../i18n/admin';
import { whoText } from '../i18n/who';
import type { Lang } from '../model/lang';
import { knownCity, type Session } from '../model/session';
import { CloseIcon } from '../ui/icons';
import { type Detent, Handle } from '../ui/sheet';
import { AuditSection } from './audit';
import { ChecksSection } from './checks';
import type { Desk } from './desk';
import { Failed, OnceShown, type SectionProps } from './kit';
import { LateImports } from './late';
import { OpenedSection } from './opened';
import { PostsSection } from './posts';
import { ReportsSection } from './reports';
import { TokensSection } from './tokens';
import { UsersSection } from './users';

interface Section {
  readonly key: string;
  readonly title: AdminKey;
  /** What has to be allowed. */
  readonly action: string;
  readonly Part: (part: SectionProps) => JSX.Element;
}

const sections: readonly Section[] = [
  { key: 'publish', title: 'section.publish', action: 'publish', Part: OpenedSection },
  { key: 'imports', title: 'section.imports', action: 'imports.write', Part: LateImports },
  { key: 'checks', title: 'section.checks', action: 'checks.read', Part: ChecksSection },
  { key: 'reports', title: 'section.reports', action: 'reports.answer', Part: ReportsSection },
  // Workers may read posts, too: theirs stand on the card; they administer nothing.
  { key: 'posts', title: 'section.posts', action: 'checks.read', Part: PostsSection },
  { key: 'users', title: 'section.users', action: 'users.read', Part: UsersSection },
  { key: 'tokens', title: 'section.tokens', action: 'tokens.write', Part: TokensSection },
  { key: 'audit', title: 'section.audit', action: 'audit.read', Part: AuditSection },
];

interface PanelProps {
  readonly session: Session;
  readonly desk: Desk;
  readonly focusMap: () => void;
}

/** The administration: a panel at the left, a sheet on a phone. */
export function AdminPanel({ session, desk, focusMap }: PanelProps): JSX.Element | null {
  const lang = session.lang.value;
  const sheet = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [detent, setDetent] = useState<Detent>('full');
  const looked = desk.looked.value;
  useEffect(() => {
    if (looked > 0) {
      setDetent('half');
    }
  }, [looked]);
  const close = (): void => {
    desk.identity.administer(null);
    focusMap();
  };
  useEffect(() => {
    document.documentElement.dataset['people'] = 'open';
    heading.current?.focus({ preventScroll: true });
    return () => { delete document.documentElement.dataset['people']; };
  }, []);
  return (
    <section class="panel who-panel admin" ref={sheet} aria-labelledby="admin-title" data-detent={detent}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault();
          close();
        }
      }}
    >
      <Handle lang={lang} detent={detent} settle={setDetent} sheet={sheet} />
      <div class="who-head">
        <h2 id="admin-title" tabIndex={-1} ref={heading}>{adminText(lang, 'admin')}</h2>
        <button type="button" class="tool tool-square who-close" data-action="close-admin" aria-label={adminText(lang, 'close')} title={adminText(lang, 'close')} onClick={close}><CloseIcon /></button>
      </div>
      <Sections session={session} desk={desk} lang={lang} />
    </section>
  );
}

function Sections({ session, desk, lang }: Omit<PanelProps, 'focusMap'> & { readonly lang: Lang }): JSX.Element | null {
  const who = session.who.value;
  const wanted = desk.identity.admin.value;
  const mine = sections.filter((it) => desk.may(it.action));
  const now = mine.find((it) => it.key === wanted) ?? mine[0];
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    desk.clear();
    body.current?.scrollTo(0, 0);
    body.current?.parentElement?.querySelector('.admin-tab[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' }); // on a phone they are in one row
  }, [desk, now?.key]);
  if (who === null) {
    return null;
  }
  if (now === undefined) {
    const nobody = who.account === '';
    return (
      <div class="who-part" data-note="admin-right">
        <p>{adminText(lang, nobody ? 'signInFirst' : 'notYours')}</p>
        {nobody && <button type="button" class="button button-main" data-action="admin-sign-in" onClick={() => { desk.identity.page.value = 'signin'; }}>{whoText(lang, 'signIn')}</button>}
      </div>
    );
  }
  return (
    <>
      <nav class="admin-nav" aria-label={adminText(lang, 'sections')}>
        {mine.map((it) => (
          <button key={it.key} type="button" class="admin-tab" data-section={it.key} aria-current={it === now ? 'page' : undefined} onClick={() => { desk.identity.administer(it.key); }}>{adminText(lang, it.title)}</button>
        ))}
        {desk.may('opening.read') && <button type="button" class="admin-tab" data-section="opening" aria-haspopup="dialog" onClick={() => { desk.identity.administer('opening'); }}>{adminText(lang, 'section.opening')}</button>}
      </nav>
      <div class="who-body" ref={body} tabIndex={-1} role="region" aria-label={adminText(lang, now.title)} data-admin={now.key} aria-busy={desk.busy.value}>
        <Told desk={desk} lang={lang} />
        <now.Part key={now.key} desk={desk} lang={lang} who={who} city={knownCity(session)} />
      </div>
    </>
  );
}

/** What was said of the last thing that was done: it comes into view. */
function Told({ desk, lang }: Pick<SectionProps, 'desk' | 'lang'>): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const problem = desk.problem.value;
  const once = desk.once.value;
  useEffect(() => {
    if (problem !== null || once !== null) {
      place.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [problem, once]);
  return (
    <div class="admin-told" ref={place}>
      <Failed lang={lang} problem={problem} />
      <OnceShown desk={desk} lang={lang} />
    </div>
  );
}
