import type { JSX } from 'preact';

import type { GridList, Proposal } from './answers';
import { normColours, partColour } from './overlay';
import type { Page } from './parts';

const [width, row, foot] = [360, 26, 14];

/** The areas off the norm on a line of households, the norm as a band; under it the parts of a proposed split. */
export function Strip({ page, of, split }: { readonly page: Page; readonly of: GridList; readonly split: Proposal | null }): JSX.Element | null {
  const { say, desk } = page;
  const theme = desk.session.theme.value;
  const parts = (split?.parts ?? []).flatMap((it, i) => (it.households === null ? [] : [{ households: it.households, colour: partColour(theme, i) }]));
  const off = [...of.above, ...of.below];
  const most = Math.max(of.norm.most, ...off.map((it) => it.households), ...parts.map((it) => it.households)) * 1.05;
  const x = (households: number): number => (households / most) * width;
  const tall = parts.length > 0 ? 2 * row : row;
  const words = say('stripSays', { least: of.norm.least, most: of.norm.most });
  if (off.length === 0) {
    return null;
  }
  return (
    <figure class="plan-curve plan-histogram" data-strip={off.length} data-strip-parts={parts.length}>
      <figcaption>{words}</figcaption>
      <svg viewBox={`0 0 ${width} ${tall + foot}`} role="img" aria-label={words}>
        <rect x={x(of.norm.least)} width={x(of.norm.most) - x(of.norm.least)} y="0" height={tall} fill="currentColor" fill-opacity="0.14" />
        {off.map((it) => {
          const chosen = it.code === desk.balance.code.value;
          const colour = it.households > of.norm.most ? normColours[theme].above : normColours[theme].below;
          return <line key={it.code} x1={x(it.households)} x2={x(it.households)} y1={chosen ? 0 : 5} y2={row - 2} stroke={colour} stroke-width={chosen ? 5 : 2.5}><title>{`${it.name} ${it.households}`}</title></line>;
        })}
        {parts.map((it, i) => <line key={i} x1={x(it.households)} x2={x(it.households)} y1={row + 3} y2={2 * row - 2} stroke={it.colour} stroke-width="4"><title>{`${i + 1}: ${it.households}`}</title></line>)}
        {parts.length > 0 && <text x="2" y={2 * row - 8} font-size="11" fill="currentColor">{say('stripSplit')}</text>}
        <line x1="0" x2={width} y1={tall} y2={tall} stroke="currentColor" stroke-opacity="0.5" />
        {[of.norm.least, of.norm.most].map((it) => <text key={it} x={x(it)} y={tall + foot - 2} font-size="11" text-anchor="middle" fill="currentColor">{it}</text>)}
      </svg>
    </figure>
  );
}
