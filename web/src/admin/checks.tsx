import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';

import { adminText } from '../i18n/admin';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import type { Branches, CheckedKind, Checks, Finding } from './checkanswer';
import { type CheckFilter, Checking, inStreet, mostSpots } from './checking';
import { checkName, foundWords, layerName, nameWords, settingWords, shareWords, titleWords } from './checkwords';
import type { Desk } from './desk';
import { Loaded, type SectionProps } from './kit';
import { Streets } from './streets';

export interface Part extends Pick<SectionProps, 'desk' | 'lang' | 'city'> {
  readonly checking: Checking;
}

/** What is missing among the staff: by kind, on the map, and by street. */
export function ChecksSection({ desk, lang, city }: SectionProps): JSX.Element {
  const checking = useMemo(() => new Checking(desk.identity, desk.stage), [desk]);
  useEffect(() => checking.start(), [checking]);
  return (
    <div class="who-part">
      <p class="detail">{adminText(lang, 'checksText')}</p>
      <Loaded lang={lang} load={checking.first.value} again={() => { checking.again(); }}>{(it) => <Found desk={desk} lang={lang} city={city} checking={checking} checks={it} />}</Loaded>
    </div>
  );
}

type FoundProps = Part & { readonly checks: Checks };

function Found({ checks, ...part }: FoundProps): JSX.Element {
  const { lang, city, checking } = part;
  return (
    <>
      {checks.branches !== null && checks.branches.compounds > 0 && <Share lang={lang} branches={checks.branches} kindName={(it) => kindName(lang, city, it)} />}
      <h3 class="own-sub">{adminText(lang, 'checksKinds')}</h3>
      <Narrow {...part} checks={checks} />
      <List {...part} checks={checks} />
      <Norms lang={lang} city={city} kinds={checks.kinds} />
      {checking.streets.value.length > 0 && <Streets {...part} roles={checks.roles} />}
    </>
  );
}

function Share({ lang, branches, kindName: named }: { readonly lang: Lang; readonly branches: Branches; readonly kindName: (kind: string) => string }): JSX.Element {
  const { compounds, covered, own, joint, setting } = branches;
  return (
    <div class="check-share" data-share={covered}>
      <p>{adminText(lang, 'branchShare', { share: shareWords(lang, covered, compounds), covered: covered.toLocaleString(lang), compounds: compounds.toLocaleString(lang), own: own.toLocaleString(lang), joint: joint.toLocaleString(lang) })}</p>
      {setting !== null && <p class="detail">{settingWords(lang, setting, '', named)}</p>}
    </div>
  );
}

/** The name of a kind of areas, as ordinary and special-purpose grids. */
function kindName(lang: Lang, city: City | null, kind: string): string {
  for (const layer of city?.layers ?? []) {
    const name = layer.kinds.find((it) => it.key === kind)?.name[lang];
    if (name !== undefined) {
      return name;
    }
  }
  return kind;
}

/** The filter: kinds as chips, streets and what findings are about as lists. */
function Narrow({ lang, city, checking, checks: { kinds, layers } }: FoundProps): JSX.Element {
  const filter = checking.filter.value;
  const some = kinds.filter((it) => it.count > 0 || it.kind === filter.kind);
  const layerKeys = layers.some((it) => it.layer === filter.layer) || filter.layer === '' ? layers : [...layers, { layer: filter.layer, count: 0 }];
  return (
    <>
      <div class="chips" role="group" aria-label={adminText(lang, 'checksKinds')}>
        {some.map(({ kind, count }) => (
          <button key={kind} type="button" class="chip" data-kind={kind} aria-pressed={filter.kind === kind} onClick={() => { checking.narrow({ kind }); }}>
            {checkName(lang, kind)} <b>{count.toLocaleString(lang)}</b>
          </button>
        ))}
      </div>
      <div class="admin-filter">
        <Choice label={adminText(lang, 'checksStreet')} name="check-street" filter={filter} of="street" checking={checking} lang={lang}
          options={checking.streets.value.map((it) => ({ value: inStreet(it.code), words: it.code === '' ? adminText(lang, 'noStreet') : nameWords(lang, it) }))}
        />
        <Choice label={adminText(lang, 'checksLayer')} name="check-layer" filter={filter} of="layer" checking={checking} lang={lang}
          options={layerKeys.map(({ layer, count }) => ({ value: layer, words: `${layerName(lang, city, layer)} (${count.toLocaleString(lang)})` }))}
        />
      </div>
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly name: string;
  readonly of: 'street' | 'layer';
  readonly filter: CheckFilter;
  readonly checking: Checking;
  readonly lang: Lang;
  readonly options: readonly { readonly value: string; readonly words: string }[];
}

function Choice({ label, name, of, filter, checking, lang, options }: ChoiceProps): JSX.Element {
  return (
    <label class="own-field">
      <span>{label}</span>
      <select name={name} value={filter[of]} onChange={(event) => { checking.narrow({ [of]: event.currentTarget.value }); }}>
        <option value="">{adminText(lang, 'checksAny')}</option>
        {options.map(({ value, words }) => <option key={value} value={value}>{words}</option>)}
      </select>
    </label>
  );
}

/** The findings as far as they were fetched, with how many are on the map. */
function List({ desk, lang, city, checking, checks: { kinds, roles } }: FoundProps): JSX.Element {
  const { count, findings, next } = checking.list.value;
  const filter = checking.filter.value;
  const chosen = kinds.find((it) => it.kind === filter.kind);
  const narrowed = filter.kind !== '' || filter.layer !== '' || filter.street !== '';
  return (
    <>
      {chosen?.setting != null && <p class="detail" data-norm={chosen.kind}>{settingWords(lang, chosen.setting, chosen.kind, (it) => kindName(lang, city, it))} <Undated lang={lang} n={chosen.undated} /></p>}
      <p class="check-count" role="status" data-count={count}>
        {chosen?.unread === true ? adminText(lang, 'checksUnread') : count === 0 ? adminText(lang, 'checksNone') : adminText(lang, 'checksList', { n: count.toLocaleString(lang) })} <span class="detail">{drawnWords(lang, checking, count)}</span>
      </p>
      <p class="who-buttons">
        <a class="button" href={checking.file('csv')} download="checks.csv">{adminText(lang, 'checksCsv')}</a>
        <a class="button" href={checking.file('geojson')} download="checks.geojson">{adminText(lang, 'checksGeojson')}</a>
        {narrowed && <button type="button" class="button" data-action="clear-filter" onClick={() => { checking.filter.value = { kind: '', layer: '', street: '' }; }}>{adminText(lang, 'checksClear')}</button>}
      </p>
      <ul class="check-list">
        {findings.map((it, i) => (
          <li key={`${it.kind} ${it.layer} ${it.code} ${i}`} data-finding={it.code}>
            <Place desk={desk} lang={lang} place={it} words={titleWords(lang, it, roles)} /> <span class="tag">{layerName(lang, city, it.layer)}</span>
            <p class="detail"><FoundDetail lang={lang} city={city} finding={it} roles={roles} named={filter.kind === ''} /></p>
          </li>
        ))}
      </ul>
      {next !== '' && <button type="button" class="button own-wide" data-action="more-findings" aria-disabled={checking.busy.value} onClick={() => { void checking.more(); }}>{adminText(lang, 'checksMore', { n: (count - findings.length).toLocaleString(lang) })}</button>}
    </>
  );
}

function drawnWords(lang: Lang, checking: Checking, count: number): string {
  const drawn = checking.spots.value?.length ?? 0;
  if (count === 0) {
    return '';
  }
  if (!checking.drawable.value) {
    return adminText(lang, 'checksNotDrawn');
  }
  const rest = count > mostSpots ? adminText(lang, 'checksTooMany', { n: mostSpots.toLocaleString(lang) }) : drawn < count ? adminText(lang, 'checksUndrawn', { n: (count - drawn).toLocaleString(lang) }) : '';
  return [adminText(lang, 'checksDrawn', { n: drawn.toLocaleString(lang) }), rest].filter((it) => it !== '').join(lang === 'zh' ? '，' : '; ');
}

function FoundDetail({ lang, city, finding, roles, named }: { readonly lang: Lang; readonly city: City | null; readonly finding: Finding; readonly roles: Checks['roles']; readonly named: boolean }): JSX.Element {
  return (
    <>
      <span class="code">{finding.code}</span> <bdi>{[named ? checkName(lang, finding.kind) : '', foundWords(lang, city, finding, roles)].filter((it) => it !== '').join(lang === 'zh' ? '：' : ': ')}</bdi>
    </>
  );
}

/** All that is looked for, also that of which nothing was found, with the figures and their sources. */
function Norms({ lang, city, kinds }: { readonly lang: Lang; readonly city: City | null; readonly kinds: readonly CheckedKind[] }): JSX.Element {
  return (
    <details class="admin-new" data-part="norms">
      <summary>{adminText(lang, 'checksAll')} <span class="tag">{kinds.length}</span></summary>
      <dl class="check-norms">
        {kinds.map(({ kind, count, setting, undated, unread }) => (
          <div key={kind}>
            <dt>{checkName(lang, kind)} {!unread && <span class="tag">{count.toLocaleString(lang)}</span>}</dt>
            <dd class="detail">{unread ? adminText(lang, 'checksUnread') : setting === null ? adminText(lang, 'checksNoNorm') : settingWords(lang, setting, kind, (it) => kindName(lang, city, it))} <Undated lang={lang} n={undated} /></dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Undated({ lang, n }: { readonly lang: Lang; readonly n: number }): JSX.Element | null {
  return n === 0 ? null : <span data-undated={n}>· {adminText(lang, 'checksUndated', { n: n.toLocaleString(lang) })}</span>;
}

interface Placed {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly at: readonly [number, number] | null;
}

/** A thing that lacks something; it leads to where it lies. */
export function Place({ desk, lang, place, words = nameWords(lang, place) }: { readonly desk: Desk; readonly lang: Lang; readonly place: Placed; readonly words?: string }): JSX.Element {
  const { at } = place;
  return at === null ? <bdi>{words}</bdi> : <button type="button" class="own-link" data-action="show-finding" title={adminText(lang, 'showIt')} onClick={() => { desk.show(at); }}><bdi>{words}</bdi></button>;
}
