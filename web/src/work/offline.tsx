import type { JSX } from 'preact';

import { workText } from '../i18n/work';
import type { Lang } from '../model/lang';
import type { Keeping, WorkDesk } from './desk';
import { Part } from './panel';

/** The pack on this phone: installed by one tap, with its date, its end, and the way to be rid of it. */
export function Offline({ desk, lang }: { readonly desk: WorkDesk; readonly lang: Lang }): JSX.Element {
  const load = desk.pack.value;
  const keeping = desk.keeping.value;
  const offline = load.kind === 'ready' && load.value.offline;
  const street = load.kind === 'ready' ? load.value.city.pack.name : '';
  const gone = keeping.kind === 'lost';
  const offered = ['none', 'lost', 'failed'].includes(keeping.kind) && !offline;
  return (
    <Part name="offline" title={workText(lang, 'offline')}>
      <p role="status" class={gone ? 'work-warning' : undefined} data-keeping={keeping.kind}>{said(keeping, lang)}</p>
      {keeping.kind === 'kept' && keeping.what?.cut === true && <p class="detail">{workText(lang, 'cut')}</p>}
      {offered && (
        <button type="button" class="button button-main work-install" data-action="install-pack" onClick={() => { void desk.keep(); }}>{workText(lang, 'install', { street })}</button>
      )}
      {gone && <button type="button" class="button" data-action="forget-pack" onClick={() => { void desk.remove(); }}>{workText(lang, 'lostForget')}</button>}
      {keeping.kind === 'kept' && <button type="button" class="button" data-action="remove-pack" onClick={() => { void desk.remove(); }}>{workText(lang, 'remove')}</button>}
    </Part>
  );
}

function said(keeping: Keeping, lang: Lang): string {
  switch (keeping.kind) {
    case 'cannot': return workText(lang, 'cannotKeep');
    case 'none': return '';
    case 'lost': return workText(lang, 'lost');
    case 'working': return workText(lang, 'installing', { share: Math.round(keeping.share * 100) });
    case 'failed': return workText(lang, 'installFailed', { detail: keeping.why === 'full' || keeping.why === 'noNet' ? workText(lang, keeping.why) : keeping.why });
    case 'kept': {
      const { made, expires, what } = keeping;
      const size = what === null ? '' : ` · ${workText(lang, 'size', { tiles: what.tiles, kilobytes: Math.round(what.bytes / 1000) })}`;
      return `${workText(lang, 'installed', { date: made.slice(0, 10) })} · ${workText(lang, 'expires', { date: expires.slice(0, 10) })}${size}`;
    }
  }
}
