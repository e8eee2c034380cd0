import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { dialled, dutyCount, dutyText, formText } from '../i18n/duty';
import { layerOf } from '../model/city';
import type { Bodies, Body } from '../model/duty';
import { knownCity } from '../model/session';
import type { Panel } from './context';

const few = 8;

/** The organisations of an area: the chain of the Party from the widest down, what is right below it, and who else looks after it. */
export function BodiesOf({ session, actions, bodies }: Panel & { readonly bodies: Bodies }): JSX.Element {
  const lang = session.lang.value;
  const inChain = new Set(bodies.chain.map((it) => it.code));
  const panel = { session, actions };
  return (
    <>
      <List {...panel} name="chain" title={dutyText(lang, 'chain')} bodies={bodies.chain} />
      <List {...panel} name="below" title={dutyText(lang, 'below')} bodies={bodies.below} />
      <List {...panel} name="own" title={dutyText(lang, 'bodies')} bodies={bodies.own.filter((it) => !inChain.has(it.code))} />
    </>
  );
}

function List({ session, actions, name, title, bodies }: Panel & { readonly name: string; readonly title: string; readonly bodies: readonly Body[] }): JSX.Element | null {
  const [all, setAll] = useState(false);
  if (bodies.length === 0) {
    return null;
  }
  const shown = all ? bodies : bodies.slice(0, few);
  return (
    <div class="card-part" data-bodies={name}>
      <h3>{title}</h3>
      <ol class={name === 'chain' ? 'duty-chain' : ''}>{shown.map((it) => <Line key={it.code} session={session} actions={actions} body={it} />)}</ol>
      {shown.length < bodies.length && <button type="button" class="button button-quiet" data-action="all-bodies" onClick={() => { setAll(true); }}>{dutyCount(session.lang.value, 'more', bodies.length - shown.length)}</button>}
    </div>
  );
}

/** What kind it is and how it was set up, its name, which leads to the card of its area, and the office's number. */
function Line({ session, actions, body }: Panel & { readonly body: Body }): JSX.Element {
  const lang = session.lang.value;
  const city = knownCity(session);
  const { layer, area: code, name, phone } = body;
  const leads = city !== null && code !== '' && layerOf(city, layer) !== undefined;
  const words = <bdi>{name === '' ? body.code : name}</bdi>;
  const notes = [body.kind[lang], formText(lang, body.form)].filter((it) => it !== '').join(dutyText(lang, 'comma'));
  return (
    <li class="link-line" data-body={body.code}>
      <span class="station-words">
        <span class="duty-notes">{notes}</span>
        {leads
          ? <button type="button" class="link-name" data-action="body-area" title={body.areaName} onClick={() => { actions.open({ what: 'area', area: { layer, code } }, 'keyboard'); }}>{words}</button>
          : <span class="duty-name">{words}</span>}
      </span>
      {phone !== '' && <a href={dialled(phone)} aria-label={dutyText(lang, 'call') + phone}><bdi>{phone}</bdi></a>}
    </li>
  );
}
