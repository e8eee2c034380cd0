import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { signal } from '@preact/signals';
import * as v from 'valibot';

import { hoursText } from '../i18n/dutyhours';
import { taskText } from '../i18n/duty';
import { printText } from '../i18n/print';
import { type AreaRow, called } from '../model/area';
import { type Station, stationKind } from '../model/answer';
import type { City } from '../model/city';
import type { Post } from '../model/duty';
import type { Lang } from '../model/lang';
import type { Load } from '../plan/load';
import { qrPath } from '../qr';
import { inSentence, layerName, placeKindName } from '../ui/words';
import type { PrintDesk, Sign, SignPosts } from './desk';
import { PrintMap } from './map';
import { Missing } from './missing';
import { inside, type OneProps, Page } from './page';
import type { Paper } from './paper';

/** Millimetres that the words of a sign take below the map or beside it, and those below the map. */
const room = { below: 88, beside: 88, gap: 6, caption: 12 };

/** A sign is read from further off the larger its paper is: A3 is √2 times as wide as A4. */
const largerOn = { a4: 1, a3: Math.SQRT2 } as const;

/** The sign of an area: where it lies, who answers for it, and a code that opens it. */
export function SignPage(props: OneProps): JSX.Element {
  const { desk, city, area } = props;
  const { lang } = desk;
  const { paper, turn } = desk.ask.value;
  const layer = layerName(lang, city, area.layer);
  const large = largerOn[paper];
  const { path, size } = qrPath(new URL(`#a=${encodeURIComponent(area.layer)}:${encodeURIComponent(area.code)}`, desk.base).href);
  const words = useFitting(desk);
  const frame = frameOf(desk, large);
  const said = [area.households === null ? '' : printText(lang, 'households', { n: area.households.toLocaleString(lang) }), printText(lang, 'area', { n: (area.squareMetres / 10_000).toFixed(1) })];
  return (
    <Page {...props} heading={printText(lang, 'signOf', { layer })} large={large}>
      <div class={turn === 'landscape' ? 'print-beside' : 'print-above'}>
        <PrintMap desk={desk} city={city} bounds={area.bounds} selected={area} frame={frame} full={false} />
        <div class="print-sign" style={{ height: `${turn === 'landscape' ? frame.height + room.caption : (room.below - room.gap) * large - room.caption}mm` }}>
          <div class="print-words" ref={words}>
            <p class="print-said">{said.filter((it) => it !== '').join(' · ')}</p>
            <Posts desk={desk} city={city} area={area} />
            <Around desk={desk} city={city} area={area} />
          </div>
          <figure class="print-qr">
            <svg viewBox={`0 0 ${size} ${size}`} shape-rendering="crispEdges" aria-hidden="true" data-qr={size}><path d={path} fill="#000000" /></svg>
            <figcaption>{printText(lang, 'scan', { layer: inSentence(lang, layer) })}</figcaption>
          </figure>
        </div>
      </div>
    </Page>
  );
}

/** Letters of a sign are not made smaller than so many times their size. */
const smallest = 0.55;

/** The words of a sign, in letters so large that all of them have room. */
function useFitting(desk: PrintDesk): { current: HTMLDivElement | null } {
  const words = useRef<HTMLDivElement | null>(null);
  const waiting = desk.waiting.value;
  useLayoutEffect(() => {
    const element = words.current;
    for (let size = 1; element !== null && size >= smallest; size -= 0.05) {
      element.style.fontSize = `${size.toFixed(2)}em`;
      if (element.scrollHeight <= element.clientHeight + 1 && element.scrollWidth <= element.clientWidth + 1) {
        return;
      }
    }
  }, [waiting]);
  return words;
}

/** The map of a sign: above its words, or beside them where the paper lies. */
function frameOf(desk: PrintDesk, large: number): Paper {
  if (desk.ask.value.turn === 'portrait') {
    return inside(desk, room.below * large, large);
  }
  const { width, height } = inside(desk, room.caption, large);
  return { width: width - room.beside * large - room.gap, height };
}

/** Who answers for an area, and whom else one can ring. */
function Posts({ desk, city, area }: { readonly desk: PrintDesk; readonly city: City; readonly area: AreaRow }): JSX.Element | null {
  const { lang } = desk;
  const names = desk.names.value;
  const [posts] = useState(() => signal<Load<SignPosts>>({ kind: 'none' }));
  useEffect(() => desk.wait(posts, (stop) => desk.posts(area, names, stop)), [desk, area.code, names]);
  const load = posts.value;
  if (load.kind === 'failed') {
    return <Missing desk={desk} problem={load.problem} />;
  }
  if (load.kind !== 'ready') {
    return null;
  }
  const { own, others } = load.value;
  return (
    <dl class="print-facts">
      <dt>{printText(lang, 'posts')}</dt>
      {own.length === 0 && <dd>{printText(lang, 'noPosts')}</dd>}
      {own.map((it, i) => <OwnPost key={i} lang={lang} city={city} post={it} names={names} />)}
      {others.length > 0 && <dt>{printText(lang, 'others')}</dt>}
      {others.map((it, i) => <dd key={i} data-ring={it.role}><b>{it.name[lang]}</b> <bdi>{called(lang, { name: it.areaName, nameEn: it.areaNameEn })}</bdi> <span class="print-phone">{it.phone}</span></dd>)}
    </dl>
  );
}

/** A post of the area itself, with hours and duty where the reader is told them. What is to be written by hand has a line for it. */
function OwnPost({ lang, city, post, names }: { readonly lang: Lang; readonly city: City; readonly post: Post; readonly names: boolean }): JSX.Element {
  const name = names ? nameOf(post) : '';
  const more = [hoursText(lang, post.hours, null), [post.duty, ...post.tasks.map((it) => city.terms[it]?.[lang] ?? taskText(lang, it))].filter((it) => it !== '').join(printText(lang, 'comma'))].filter((it) => it !== '');
  return (
    <dd data-post={post.role}>
      <b>{post.name[lang]}</b> {post.vacant ? printText(lang, 'vacant') : <>{name !== '' && <bdi>{name} </bdi>}<span class="print-phone">{post.phone === '' && name === '' ? <span class="print-blank" data-print-blank /> : post.phone}</span></>}
      {more.length > 0 && <small>{more.join(' · ')}</small>}
    </dd>
  );
}

/** Where help is, and what lies next to an area. */
function Around({ desk, city, area }: { readonly desk: PrintDesk; readonly city: City; readonly area: AreaRow }): JSX.Element | null {
  const { lang } = desk;
  const [sign] = useState(() => signal<Load<Sign>>({ kind: 'none' }));
  useEffect(() => desk.wait(sign, (stop) => desk.sign(area, stop)), [desk, area.code]);
  const load = sign.value;
  if (load.kind === 'failed') {
    return <Missing desk={desk} problem={load.problem} />;
  }
  if (load.kind !== 'ready') {
    return null;
  }
  const { stations, neighbours } = load.value;
  const [nearest] = stations ?? [];
  return (
    <dl class="print-facts">
      {stations !== null && (
        <>
          <dt>{printText(lang, 'station', { kind: placeKindName(lang, city, stationKind) })}</dt>
          <dd data-print-station>{nearest === undefined ? printText(lang, 'noStation') : walkTo(lang, nearest)}</dd>
        </>
      )}
      <dt>{printText(lang, 'neighbours')}</dt>
      <dd data-print-neighbours><bdi>{neighbours.join(printText(lang, 'comma'))}</bdi></dd>
    </dl>
  );
}

/** As the answer that is copied says it. */
function walkTo(lang: 'zh' | 'en', station: Station): string {
  return printText(lang, station.method === 'estimate' ? 'walkEstimate' : 'walk', { name: called(lang, station), minutes: Math.max(1, Math.round(station.walkSeconds / 60)) });
}

const personSchema = v.object({ name: v.string() });

/** The name of who holds a post, masked or not as the server says it to this account; empty for strangers. */
function nameOf({ person }: Post): string {
  const read = v.safeParse(personSchema, person);
  return read.success ? read.output.name : '';
}
