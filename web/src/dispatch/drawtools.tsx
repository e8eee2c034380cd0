import type { JSX } from 'preact';

import type { Drawing } from './drawing';
import type { Page } from './parts';

interface DrawToolsProps {
  readonly page: Page;
  readonly drawing: Drawing;
  /** So many corners make it whole. */
  readonly least: number;
  readonly begin: () => void;
}

/** How far a drawing is, and what ends, takes back and clears it. */
export function DrawTools({ page: { say }, drawing, least, begin }: DrawToolsProps): JSX.Element {
  const n = drawing.corners.value.length;
  const open = drawing.open.value;
  return (
    <div class="tool-draw" data-drawing={open} data-corners={n}>
      <span class="detail" role="status">{say('corners', { n })}</span>
      <button type="button" class="button button-main" data-action="draw-done" disabled={!open || n < least} onClick={() => { drawing.finish(); }}>{say('done')}</button>
      <button type="button" class="button" data-action="draw-undo" disabled={n === 0 || !open} onClick={() => { drawing.undo(); }}>{say('undo')}</button>
      <button type="button" class="button" data-action="draw-clear" disabled={n === 0 && open} onClick={begin}>{say('clear')}</button>
    </div>
  );
}
