import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';

import { adminText, isAdminKey } from '../i18n/admin';
import type { Lang } from '../model/lang';
import type { Checks, Finding, Lacking } from './answers';
import type { Desk } from './desk';
import { Loaded, type SectionProps } from './kit';

/** What is missing among the staff: by kind, and by street. */
export function ChecksSection({ desk, lang }: SectionProps): JSX.Element {
  useEffect(() => { void desk.loadChecks(); }, [desk]);
  return (
    <div class="who-part">
      <p class="detail">{adminText(lang, 'checksText')}</p>
      <Loaded lang={lang} load={desk.checks.value} again={() => { void desk.loadChecks(); }}>{(it) => <Found desk={desk} lang={lang} checks={it} />}</Loaded>
    </div>
  );
}

type Part = Pick<SectionProps, 'desk' | 'lang'>;

function Found({ desk, lang, checks: { kinds, streets } }: Part & { readonly checks: Checks }): JSX.Element {
  const some = kinds.filter((it) => it.count > 0);
  return (
    <>
      <p class="who-buttons">
        <a class="button" href={desk.checksFile('csv')} download="checks.csv">{adminText(lang, 'checksCsv')}</a>
        <a class="button" href={desk.checksFile('geojson')} download="checks.geojson">{adminText(lang, 'checksGeojson')}</a>
      </p>
      <h3 class="own-sub">{adminText(lang, 'checksKinds')}</h3>
      {some.length === 0 && <p>{adminText(lang, 'checksNone')}</p>}
      {some.map(({ kind, count, findings }) => (
        <details key={kind} class="admin-new" data-kind={kind}>
          <summary>{checkName(lang, kind)} <span class="tag">{count.toLocaleString(lang)}</span></summary>
          <ul class="admin-found">{findings.map((it, i) => <li key={i}><Place desk={desk} lang={lang} place={it} /></li>)}</ul>
          {count > findings.length && <p class="detail admin-found">{adminText(lang, 'checksSome', { n: findings.length })}</p>}
        </details>
      ))}
      {streets.length > 0 && <h3 class="own-sub">{adminText(lang, 'checksStreets')}</h3>}
      {streets.map(({ code, name, grids, complete, missing }) => (
        <details key={code} class="admin-new" data-street={code}>
          <summary><bdi>{name === '' ? code : name}</bdi> <span class="detail">{adminText(lang, 'complete', { complete, grids })}</span></summary>
          <ul class="admin-found">{missing.map((it) => <li key={it.code}><Place desk={desk} lang={lang} place={it} /> <span class="detail">{it.missing.map((kind) => checkName(lang, kind)).join(' · ')}</span></li>)}</ul>
        </details>
      ))}
    </>
  );
}

/** The name of a kind of findings; its key where there is none. */
export function checkName(lang: Lang, kind: string): string {
  const key = `check.${kind}`;
  return isAdminKey(key) ? adminText(lang, key) : kind;
}

/** A thing that lacks something; it leads to where it lies. */
function Place({ desk, lang, place: { code, name, at, ...rest } }: { readonly desk: Desk; readonly lang: Lang; readonly place: Finding | Lacking }): JSX.Element {
  const words = name === '' ? code : name;
  const ends = 'ends' in rest && rest.ends !== '' ? rest.ends : '';
  return (
    <>
      {at === null ? <bdi>{words}</bdi> : <button type="button" class="own-link" data-action="show-finding" title={adminText(lang, 'showIt')} onClick={() => { desk.show(at); }}><bdi>{words}</bdi></button>}
      {ends !== '' && <span class="detail"> {ends}</span>}
    </>
  );
}
