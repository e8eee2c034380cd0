import type { JSX } from 'preact';

import { text } from '../i18n/text';
import { isEmpty } from '../model/city';
import type { Panel } from './context';
import { AllIcon, MinusIcon, PlusIcon } from './icons';
import { scaleBar } from './scale';
import { distance } from './words';

/** Zoom in, zoom out, everything. */
export function Controls({ session, actions }: Panel): JSX.Element | null {
  const lang = session.lang.value;
  const city = session.city.value;
  if (city.kind === 'failed' || (city.kind === 'ready' && isEmpty(city.city))) {
    return null;
  }
  const buttons = [
    { name: 'zoom-in', label: text(lang, 'map.zoomIn'), icon: <PlusIcon />, act: () => { actions.zoomBy(1); } },
    { name: 'zoom-out', label: text(lang, 'map.zoomOut'), icon: <MinusIcon />, act: () => { actions.zoomBy(-1); } },
    { name: 'show-all', label: text(lang, 'map.showAll'), icon: <AllIcon />, act: () => { actions.showAll(); } },
  ];
  return (
    <div class="panel controls">
      {buttons.map(({ name, label, icon, act }) => (
        <button key={name} type="button" class="tool tool-square" data-action={name} aria-label={label} title={label} onClick={act}>
          {icon}
        </button>
      ))}
    </div>
  );
}

/** How long things are, and how much the map may be trusted. */
export function Status({ session }: Panel): JSX.Element {
  const lang = session.lang.value;
  const city = session.city.value.kind === 'ready' ? session.city.value.city : null;
  const bar = scaleBar(session.metresPerPixel.value, 96);
  const length = bar === null ? '' : distance(lang, bar.metres);
  return (
    <div class="status">
      {bar !== null && city?.bounds != null && (
        <div class="scale" role="img" aria-label={text(lang, 'map.scale', { length })} data-scale={bar.metres} style={{ width: `${bar.pixels}px` }}>
          {length}
        </div>
      )}
      {city !== null && city.bounds !== null && <span class="fact">{text(lang, 'map.revision', city)}</span>}
      {city?.notices.map((it) => <span key={it} class="fact fact-notice">{it}</span>)}
    </div>
  );
}
