import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { workText } from '../i18n/work';
import { called } from '../model/area';
import type { Lang } from '../model/lang';
import { dayOf } from '../model/place';
import { Code } from '../ui/copy';
import { HoursTable } from '../ui/hours';
import { farOf, metresOf } from './band';
import type { PackCity } from './city';
import { distanceTo, lattice } from './ground';
import type { PackPost } from './pack';
import { Part } from './panel';
import type { Fix, Verdict } from './verdict';

/** So many rows a list shows at first. */
const atFirst = 12;

interface ListProps {
  readonly city: PackCity;
  readonly lang: Lang;
}

/** The worker's grids with their codes, and those next door with who can be rung there. */
export function Grids({ city, lang, verdict }: ListProps & { readonly verdict: Verdict | null }): JSX.Element {
  const { pack } = city;
  const here = verdict !== null && 'grid' in verdict ? verdict.grid : '';
  const [all, setAll] = useState(false);
  const own = all ? pack.own : pack.own.slice(0, atFirst);
  const next = [...new Map(pack.neighbours.map((it) => [it.code, it])).values()];
  return (
    <>
      <Part name="grids" title={workText(lang, 'grids')}>
        <ul class="work-list">
          {own.map((code) => (
            <li key={code} aria-current={code === here ? 'location' : undefined}>
              <span class="work-row"><b><bdi>{city.grid(code)?.names[lang] ?? code}</bdi></b><Code code={code} lang={lang} /></span>
            </li>
          ))}
        </ul>
        {pack.own.length > own.length && <button type="button" class="button" data-action="more-grids" onClick={() => { setAll(true); }}>{workText(lang, 'more', { count: pack.own.length - own.length })}</button>}
      </Part>
      <Part name="neighbours" title={workText(lang, 'neighbours')}>
        <ul class="work-list">
          {next.map(({ code, name, border_m }) => (
            <li key={code} aria-current={code === here ? 'location' : undefined}>
              <span class="work-row"><b><bdi>{city.grid(code)?.names[lang] ?? name}</bdi></b><span class="detail">{border_m > 0 ? workText(lang, 'border', { metres: metresOf(border_m) }) : workText(lang, 'corner')}</span></span>
              <Code code={code} lang={lang} />
              <ul class="work-posts">{pack.posts.filter((it) => it.area === code && it.layer === pack.grid).map((it) => <Reach key={it.code} post={it} lang={lang} />)}</ul>
            </li>
          ))}
        </ul>
      </Part>
    </>
  );
}

/** A post and the numbers by which it is reached; no name. */
function Reach({ post, lang }: { readonly post: PackPost; readonly lang: Lang }): JSX.Element {
  const numbers = [...new Set([...post.phones, post.phone].filter((it) => it !== ''))];
  return (
    <li class="work-reach">
      <span>{post.roleName[lang]}{post.state !== 'held' && <span class="tag">{workText(lang, post.state === 'vacant' ? 'vacant' : 'acting')}</span>}</span>
      {numbers.map((it) => <a key={it} class="work-phone" href={`tel:${it.replace(/[^\d+]/g, '')}`} aria-label={workText(lang, 'call', { number: it })}>{it}</a>)}
    </li>
  );
}

/** The worker's own posts: area, hours, tasks, duty, until when, and who stands in. */
export function Posts({ city, lang, terms }: ListProps & { readonly terms: (key: string) => string }): JSX.Element {
  const { mine, posts } = city.pack;
  const today = dayOf(new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString());
  return (
    <Part name="posts" title={workText(lang, 'posts')}>
      {mine.length === 0 && <p class="detail">{workText(lang, 'noPosts')}</p>}
      {mine.map((post) => (
        <article key={post.code} class="work-post" data-post={post.code}>
          <p class="work-row"><b>{post.roleName[lang]}</b>{post.state === 'acting' && <span class="tag">{workText(lang, 'acting')}</span>}<span class="detail">{post.until === '' ? workText(lang, 'noEnd') : workText(lang, 'until', { date: post.until })}</span></p>
          <p><bdi>{city.area(post.layer, post.area)?.names[lang] ?? post.areaName}</bdi></p>
          {post.duty !== '' && <p>{workText(lang, 'duty')} · <bdi>{post.duty}</bdi></p>}
          {post.tasks.length > 0 && <ul class="tags">{post.tasks.map((it) => <li key={it} class="tag"><bdi>{terms(it)}</bdi></li>)}</ul>}
          {post.hours === null ? <p class="detail">{workText(lang, 'hoursUnknown')}</p> : <details><summary>{today === 'holiday' ? '' : hoursNow(post, today, lang)}</summary><HoursTable lang={lang} hours={post.hours} today={today} /></details>}
          <ul class="work-posts" aria-label={workText(lang, 'standIns')}>
            {post.standIns.length === 0 && <li class="detail">{workText(lang, 'noStandIn')}</li>}
            {posts.filter((it) => post.standIns.includes(it.code)).map((it) => <Reach key={it.code} post={it} lang={lang} />)}
          </ul>
        </article>
      ))}
    </Part>
  );
}

function hoursNow(post: PackPost, today: ReturnType<typeof dayOf>, lang: Lang): string {
  const open = post.hours?.week.find((it) => it.days.includes(today))?.open;
  if (open === undefined) {
    return workText(lang, 'hoursUnknown');
  }
  return open.length === 0 ? workText(lang, 'offToday') : workText(lang, 'onToday', { spans: open.map(([from, to]) => `${from}–${to}`).join(lang === 'zh' ? '、' : ', ') });
}

/** The buildings of the worker's grids, with households; those without a linked member by themselves. */
export function Buildings({ city, lang }: ListProps): JSX.Element {
  const [only, setOnly] = useState(false);
  const [all, setAll] = useState(false);
  const own = city.pack.buildings.filter((it) => city.pack.own.includes(it.grid));
  const lacking = own.filter((it) => it.links === 0 && (it.households ?? 0) > 0);
  const rows = only ? lacking : own;
  const shown = all ? rows : rows.slice(0, atFirst);
  return (
    <Part name="buildings" title={workText(lang, 'buildings')}>
      <p>{workText(lang, 'buildingsSum', { count: own.length, households: own.reduce((sum, it) => sum + (it.households ?? 0), 0) })}</p>
      {lacking.length > 0 && <label class="work-only"><input type="checkbox" checked={only} data-action="only-unlinked" onChange={(event) => { setOnly(event.currentTarget.checked); }} /> {workText(lang, 'onlyUnlinked', { count: lacking.length })}</label>}
      <ul class="work-list">
        {shown.map((it) => (
          <li key={it.code}>
            <span class="work-row"><bdi>{it.address === '' ? it.name : it.address}</bdi><span class="detail">{it.households === null ? workText(lang, 'householdsUnknown') : workText(lang, 'households', { count: it.households })}</span></span>
            <span class="work-row"><Code code={it.code} lang={lang} />{(it.households ?? 0) > 0 && <span class="tag">{workText(lang, it.links > 0 ? 'linked' : 'unlinked')}</span>}</span>
          </li>
        ))}
      </ul>
      {rows.length > shown.length && <button type="button" class="button" data-action="more-buildings" onClick={() => { setAll(true); }}>{workText(lang, 'more', { count: rows.length - shown.length })}</button>}
    </Part>
  );
}

/** The places of service nearest to where the worker stands, else in the order of the pack. */
export function Places({ city, lang, fix, kinds }: ListProps & { readonly fix: Fix | null; readonly kinds: (key: string) => string }): JSX.Element {
  const far = ({ lon, lat }: { lon: number; lat: number }): number => {
    const [x, y] = [lattice(lon), lattice(lat)];
    return fix === null ? 0 : distanceTo([lattice(fix.lon), lattice(fix.lat)], x, y, x, y);
  };
  const near = city.pack.places.map((it) => ({ it, metres: far(it.at) })).sort((a, b) => a.metres - b.metres).slice(0, atFirst);
  return (
    <Part name="places" title={workText(lang, 'stations')}>
      <ul class="work-list">
        {near.map(({ it, metres }) => (
          <li key={`${it.kind}/${it.code}`}>
            <span class="work-row"><b><bdi>{called(lang, { name: it.name, nameEn: it.name_en })}</bdi></b><span class="detail">{kinds(it.kind)}{fix !== null && ` · ${workText(lang, 'straight', { far: farOf(lang, metres) })}`}</span></span>
            {it.address !== '' && <span class="detail"><bdi>{it.address}</bdi></span>}
          </li>
        ))}
      </ul>
    </Part>
  );
}
