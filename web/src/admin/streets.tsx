import type { JSX } from 'preact';

import { adminText } from '../i18n/admin';
import type { Lang } from '../model/lang';
import type { Checks, Grid, Grids, Street } from './checkanswer';
import { type Part, Place } from './checks';
import { checkName, nameWords, shareWords, thingWords } from './checkwords';
import { Loaded } from './kit';

type Roles = Checks['roles'];

/** How complete the grids of each street are; a street opens down to its communities, their grids, and each thing that is missing. */
export function Streets({ roles, ...part }: Part & { readonly roles: Roles }): JSX.Element {
  const { lang, checking } = part;
  return (
    <>
      <h3 class="own-sub">{adminText(lang, 'checksStreets')}</h3>
      {checking.streets.value.map((it) => (
        <details key={it.code} class="admin-new" data-street={it.code} onToggle={(event) => {
          if (event.currentTarget.open && checking.grids.peek().get(it.code) === undefined) {
            void checking.open(it.code);
          }
        }}
        >
          <summary>
            <bdi>{it.code === '' ? adminText(lang, 'noStreet') : nameWords(lang, it)}</bdi> <b>{shareWords(lang, it.complete, it.grids)}</b>
            <span class="detail check-figures">{streetWords(lang, it)}</span>
          </summary>
          {checking.grids.value.get(it.code) !== undefined && <Within {...part} roles={roles} street={it} />}
        </details>
      ))}
    </>
  );
}

const parts = ['record', 'polygon', 'people', 'duty'] as const;

/** The figures of a street in a row. */
export function streetWords(lang: Lang, { grids, complete, lacks, compounds, covered }: Street): string {
  return [
    adminText(lang, 'complete', { complete, grids }),
    ...parts.filter((it) => lacks[it] > 0).map((it) => `${checkName(lang, it)} ${lacks[it].toLocaleString(lang)}`),
    ...(compounds > 0 ? [adminText(lang, 'streetBranches', { covered, compounds })] : []),
  ].join(' · ');
}

/** Grids by community, in the order in which they come. */
export function byCommunity(grids: readonly Grid[]): readonly { readonly code: string; readonly name: string; readonly nameEn: string; readonly grids: readonly Grid[] }[] {
  const out = new Map<string, { code: string; name: string; nameEn: string; grids: Grid[] }>();
  for (const it of grids) {
    const group = out.get(it.community) ?? { code: it.community, name: it.communityName, nameEn: it.communityNameEn, grids: [] };
    group.grids.push(it);
    out.set(it.community, group);
  }
  return [...out.values()];
}

function Within({ desk, lang, checking, street, roles }: Part & { readonly roles: Roles; readonly street: Street }): JSX.Element {
  const load = checking.grids.value.get(street.code) ?? { kind: 'loading' as const };
  return (
    <div class="check-within">
      <Loaded lang={lang} load={load} again={() => { void checking.open(street.code); }}>
        {({ grids, next, count }: Grids) => (
          <>
            {count === 0 && <p class="detail">{adminText(lang, 'gridsWhole')}</p>}
            {byCommunity(grids).map((it) => (
              <details key={it.code} data-community={it.code} open={grids.length <= 12}>
                <summary><bdi>{it.code === '' ? adminText(lang, 'noCommunity') : nameWords(lang, it)}</bdi> <span class="tag">{it.grids.length}</span></summary>
                <ul class="check-list">
                  {it.grids.map((grid) => (
                    <li key={grid.code} data-grid={grid.code}>
                      <Place desk={desk} lang={lang} place={grid} /> <span class="detail">{grid.missing.map((part) => checkName(lang, part)).join(' · ')}</span>
                      <ul class="check-things">{grid.things.map((thing, i) => <li key={i} class="detail"><bdi>{thingWords(lang, thing, roles)}</bdi></li>)}</ul>
                    </li>
                  ))}
                </ul>
              </details>
            ))}
            {next !== '' && <button type="button" class="button own-wide" data-action="more-grids" onClick={() => { void checking.open(street.code); }}>{adminText(lang, 'checksMore', { n: count - grids.length })}</button>}
          </>
        )}
      </Loaded>
    </div>
  );
}
