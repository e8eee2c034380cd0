import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { dialled } from '../i18n/duty';
import { madeUpNote } from '../i18n/tools';
import { knownCity } from '../model/session';
import { called as nameOf } from '../model/area';
import { placeWords } from '../ui/duty';
import { openWords, placeKindName, stateWords } from '../ui/words';
import type { Inside, PostInside } from './answers';
import { save, table } from './csv';
import type { Page } from './parts';

type ListTab = 'posts' | 'buildings' | 'stations';
const listTabs: readonly ListTab[] = ['posts', 'buildings', 'stations'];

/** So many rows of a list stand on the page; all are in the file. */
const mostShown = 100;

interface ListProps {
  readonly page: Page;
  readonly inside: Inside;
}

/** The posts to call through, the buildings with their codes, the places: each with a file of it. */
export function Lists({ page, inside }: ListProps): JSX.Element {
  const { say } = page;
  const [tab, setTab] = useState<ListTab>('posts');
  const counts: Readonly<Record<ListTab, number>> = { posts: inside.posts.length, buildings: inside.buildings.length, stations: inside.places.length };
  return (
    <section class="plan-part" data-ground="lists">
      <div class="chips" role="group" aria-label={say('groundSum')}>
        {listTabs.map((it) => <button key={it} type="button" class="chip" aria-pressed={it === tab} data-action={`inside-${it}`} onClick={() => { setTab(it); }}>{say(it)} {counts[it]}</button>)}
      </div>
      {tab === 'posts' && <Posts page={page} inside={inside} />}
      {tab === 'buildings' && <Buildings page={page} inside={inside} />}
      {tab === 'stations' && <Places page={page} inside={inside} />}
    </section>
  );
}

/** A list as a file; files hold no person, and made-up data says so in each row. */
export function Export({ page: { desk, say }, name, rows, head }: { readonly page: Page; readonly name: string; readonly head: readonly string[]; readonly rows: readonly (readonly (string | number | null)[])[] }): JSX.Element {
  const note = knownCity(desk.session)?.demo === true ? madeUpNote : ''; // a file has one form, whoever makes it
  return <button type="button" class="button" data-action={`export-${name}`} disabled={rows.length === 0} onClick={() => { save(`redsail-${name}.csv`, table(head, rows, note)); }}>{say('download')}</button>;
}

function More({ page: { say }, n }: { readonly page: Page; readonly n: number }): JSX.Element | null {
  return n > mostShown ? <p class="plan-line">{say('more', { n: n - mostShown })}</p> : null;
}

/** Who to call: those on duty first; what was called is ticked, and gone with the area. Files hold no person. */
function Posts({ page, inside }: ListProps): JSX.Element {
  const { desk: { ground }, say } = page;
  const [only, setOnly] = useState(false);
  const order = (it: PostInside): number => (it.state === 'vacant' ? 3 : it.on_duty === true ? 0 : it.on_duty === null ? 1 : 2);
  const posts = inside.posts.filter((it) => !only || (it.on_duty === true && it.state !== 'vacant')).sort((a, b) => order(a) - order(b));
  const rows = posts.map((it) => [it.code, it.role_name.zh, it.layer, it.area, it.area_name, it.phone, dutyKey(it), ground.called.value.has(it.code) ? 'yes' : '']);
  if (inside.posts.length === 0) {
    return <p class="plan-line" data-none>{say('noOwnPosts')}</p>;
  }
  return (
    <>
      <p class="tool-draw">
        <strong role="status" data-called={ground.called.value.size}>{say('called', { done: posts.filter((it) => ground.called.value.has(it.code)).length, all: posts.length })}</strong>
        <label class="tool-check"><input type="checkbox" checked={only} data-filter="duty" onChange={(event) => { setOnly(event.currentTarget.checked); }} />{say('onlyDuty')}</label>
        <Export page={page} name="posts" head={['code', 'role', 'layer', 'area', 'area_name', 'office_phone', 'duty', 'called']} rows={rows} />
      </p>
      <ul class="tool-calls">{posts.slice(0, mostShown).map((it) => <Post key={it.code} page={page} post={it} />)}</ul>
      <More page={page} n={posts.length} />
    </>
  );
}

function dutyKey({ on_duty, state }: PostInside): 'vacant' | 'onDuty' | 'offDuty' | 'dutyUnknown' {
  return state === 'vacant' ? 'vacant' : on_duty === null ? 'dutyUnknown' : on_duty ? 'onDuty' : 'offDuty';
}

function Post({ page, post }: { readonly page: Page; readonly post: PostInside }): JSX.Element {
  const { desk: { ground, session }, say, lang } = page;
  const Person = session.account.value?.Person;
  const name = `${post.role_name[lang]} · ${placeWords(lang, { area: post.area, areaName: post.area_name, areaNameEn: post.area_name_en })}`;
  const duty = dutyKey(post);
  const open = duty === 'onDuty' ? 'yes' : duty === 'dutyUnknown' ? 'unknown' : 'no';
  return (
    <li data-post={post.code}>
      <input type="checkbox" aria-label={say('callDone', { name })} checked={ground.called.value.has(post.code)} onChange={(event) => { ground.call(post.code, event.currentTarget.checked); }} />
      <span class="station-words">
        <span class="duty-name"><bdi>{name}</bdi></span>
        {post.phone === '' ? <span class="detail">{say('noPhone')}</span> : <a href={dialled(post.phone)}><bdi>{post.phone}</bdi></a>}
        {Person !== undefined && post.person != null && <Person session={session} said={post.person} />}
      </span>
      <span class={`open open-${open}`}>{say(duty)}</span>
    </li>
  );
}

function Buildings({ page, inside }: ListProps): JSX.Element {
  const { desk: { actions }, say, lang } = page;
  const { buildings } = inside;
  const rows = buildings.map((it) => [it.code, it.name, it.address, it.grid, it.compound, it.households, it.point.lon, it.point.lat]);
  return (
    <>
      <p class="tool-draw"><Export page={page} name="buildings" head={['code', 'name', 'address', 'grid', 'compound', 'households', 'lon', 'lat']} rows={rows} /></p>
      <div class="plan-scroll">
        <table class="tool-table" data-table="buildings">
          <thead><tr><th scope="col">{say('buildings')}</th><th scope="col">{say('code')}</th><th scope="col">{say('households')}</th></tr></thead>
          <tbody>
            {buildings.slice(0, mostShown).map((it) => (
              <tr key={it.code} data-row={it.code}>
                <td><button type="button" class="link-name" onClick={() => { actions.open({ what: 'point', at: it.point, found: null, building: it.code }, 'keyboard'); }}><bdi>{it.address === '' ? it.name : it.address}</bdi></button></td>
                <td class="code">{it.code}</td>
                <td class="number">{it.households === null ? '–' : it.households.toLocaleString(lang)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <More page={page} n={buildings.length} />
    </>
  );
}

function Places({ page, inside }: ListProps): JSX.Element {
  const { desk: { actions, session }, lang } = page;
  const city = knownCity(session);
  const rows = inside.places.map((it) => [it.kind, it.code, it.name, it.address, it.state, it.open === null ? '' : it.open ? 'open' : 'closed', it.point.lon, it.point.lat]);
  return (
    <>
      <p class="tool-draw"><Export page={page} name="places" head={['kind', 'code', 'name', 'address', 'state', 'now', 'lon', 'lat']} rows={rows} /></p>
      <ul>
        {inside.places.slice(0, mostShown).map((it) => (
          <li key={`${it.kind} ${it.code}`} class="link-line" data-place={it.code}>
            <button type="button" class="link-name" onClick={() => { actions.open({ what: 'place', place: { kind: it.kind, code: it.code } }, 'keyboard'); }}><bdi>{nameOf(lang, { name: it.name, nameEn: it.name_en })}</bdi></button>
            <span class="detail">{placeKindName(lang, city, it.kind)} · {it.state === 'open' ? openWords(lang, it.kind, it.open) : stateWords(lang, it.state)}</span>
          </li>
        ))}
      </ul>
      <More page={page} n={inside.places.length} />
    </>
  );
}
