import type { JSX } from 'preact';

import { dialled } from '../i18n/duty';
import { layerName } from '../ui/words';
import { knownCity } from '../model/session';
import { type Body, groundsOf, mostBodies } from './bodies';
import { Export } from './groundlists';
import { Note, type Page, Select, Trouble, Waiting } from './parts';

/** So many organisations, and so many areas of one, stand on the page; all are in the file. */
const mostShown = 100;

/** Organisations of a kind, as the property companies, and the areas that each looks after: on the map, as a list and as a file. */
export function BodiesPage(page: Page): JSX.Element {
  const { desk: { bodies, session }, say, lang } = page;
  const [kinds, list] = [bodies.kinds.value, bodies.list.value];
  if (!bodies.may()) {
    return <p class="plan-line" data-none>{say(session.who.value?.account === '' ? 'bodiesSignIn' : 'bodiesNone')}</p>;
  }
  return (
    <>
      {kinds.kind === 'ready' && <Select label={say('bodyKind')} name="body-kind" value={bodies.kind.value} of={kinds.value.map((it) => [it.key, it.name[lang]])} choose={(it) => { bodies.choose(it); }} />}
      {(list.kind === 'none' || list.kind === 'loading') && <Waiting {...page} />}
      {list.kind === 'failed' && <Trouble page={page} problem={list.problem} retry={() => { bodies.again(); }} />}
      {list.kind === 'ready' && list.value.length === 0 && <p class="plan-line" data-none>{say('bodiesNone')}</p>}
      {list.kind === 'ready' && list.value.length > 0 && <Listed {...page} />}
    </>
  );
}

function Listed(page: Page): JSX.Element {
  const { desk: { bodies }, say, lang } = page;
  const rows = bodies.shown.value;
  return (
    <>
      <label class="plan-field">
        <span>{say('bodySought')}</span>
        <input class="tool-sought" type="search" value={bodies.sought.value} data-field="body" onInput={(event) => { bodies.sought.value = event.currentTarget.value; }} />
      </label>
      <p class="tool-draw">
        <strong role="status" data-bodies={rows.length}>{say('bodiesCount', { n: rows.length.toLocaleString(lang) })}</strong>
        <Export page={page} name="organisations" head={['code', 'name', 'kind', 'office_phone', 'layer', 'area', 'area_name']}
          rows={rows.flatMap((it) => groundsOf(it).map((of) => [it.code, it.name, it.kind, it.phone, of.layer, of.code, of.name]))} />
      </p>
      {bodies.cut.value && <Note flag="cut"><p>{say('bodiesCut', { n: mostBodies.toLocaleString(lang) })}</p></Note>}
      <ul class="tool-bodies">{rows.slice(0, mostShown).map((it) => <One key={it.code} page={page} body={it} />)}</ul>
      {rows.length > mostShown && <p class="plan-line">{say('more', { n: rows.length - mostShown })}</p>}
    </>
  );
}

function One({ page, body }: { readonly page: Page; readonly body: Body }): JSX.Element {
  const { desk: { bodies, session, actions }, say, lang } = page;
  const city = knownCity(session);
  const grounds = groundsOf(body);
  const open = bodies.chosen.value === body.code;
  return (
    <li data-body={body.code}>
      <button type="button" class="link-name" aria-expanded={open} data-action="body" onClick={() => { bodies.chosen.value = open ? '' : body.code; }}><bdi>{body.name === '' ? body.code : body.name}</bdi></button>
      <span class="detail">{say('bodyAreas', { n: grounds.length })}{body.phone !== '' && <> · <a href={dialled(body.phone)}><bdi>{body.phone}</bdi></a></>}</span>
      {open && (
        <ul class="tool-grounds" aria-label={say('bodyAreas', { n: grounds.length })}>
          {grounds.slice(0, mostShown).map((it) => (
            <li key={`${it.layer} ${it.code}`} data-ground={it.code}>
              <button type="button" class="link-name" onClick={() => { actions.open({ what: 'area', area: { layer: it.layer, code: it.code } }, 'pointer'); }}><bdi>{it.name === '' ? it.code : it.name}</bdi></button>
              <span class="detail">{layerName(lang, city, it.layer)} {it.code}</span>
            </li>
          ))}
          {grounds.length > mostShown && <li>{say('more', { n: grounds.length - mostShown })}</li>}
        </ul>
      )}
    </li>
  );
}
