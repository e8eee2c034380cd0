import './tools/qr.css';

import type { JSX } from 'preact';
import { encode } from 'uqr';

import { toolText } from './i18n/tools';
import type { Session } from './model/session';
import { CloseIcon } from './ui/icons';
import { useModal } from './ui/modal';

/** So many characters fit a code that a phone still reads off a screen. */
const longest = 1200;

/** The dark squares of a code as one path, a unit each, with the quiet edge of four units around. */
export function qrPath(text: string): { readonly path: string; readonly size: number } {
  const { data, size } = encode(text, { border: 4, ecc: 'M' });
  return { size, path: data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('') };
}

/** The link of what the page shows now, to be scanned. */
export function QrDialog({ session, close }: { readonly session: Session; readonly close: () => void }): JSX.Element {
  const lang = session.lang.value;
  const dialog = useModal();
  const { href } = window.location;
  return (
    <dialog ref={dialog} class="help qr" aria-labelledby="qr-title" onCancel={(event) => { event.preventDefault(); close(); }} onClick={(event) => { if (event.target === event.currentTarget) { close(); } }}>
      <div class="help-body">
        <div class="help-head">
          <h2 id="qr-title">{toolText(lang, 'qrTitle')}</h2>
          <button type="button" class="tool tool-square" data-action="close-qr" aria-label={toolText(lang, 'qrClose')} title={toolText(lang, 'qrClose')} onClick={close}><CloseIcon /></button>
        </div>
        {href.length > longest ? <p class="plan-line">{toolText(lang, 'qrTooLong')}</p> : <Code lang={lang} href={href} />}
        <p class="qr-link"><bdi>{href}</bdi></p>
        <p class="detail">{toolText(lang, 'qrNote')}</p>
      </div>
    </dialog>
  );
}

function Code({ lang, href }: { readonly lang: 'zh' | 'en'; readonly href: string }): JSX.Element {
  const { path, size } = qrPath(href);
  return (
    <svg class="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={toolText(lang, 'qrLabel')} shape-rendering="crispEdges" data-qr={size}>
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}
