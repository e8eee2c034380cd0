import type { JSX } from 'preact';

import { Swatch, Who } from './coveragepage';
import { bandColours } from './overlay';
import { Note, type Page, StationChoice, Trouble, Waiting } from './parts';

/** How far people walk to a station in 5, 10 and 15 minutes, as a drawing. */
export function CirclePage(page: Page): JSX.Element {
  const { desk, say } = page;
  const { circles } = desk;
  const bands = circles.bands.value;
  const theme = desk.session.theme.value;
  const missing = bands.kind === 'failed' && ['no_such_path', 'unknown_path', 'not_found'].includes(bands.problem.code);
  return (
    <>
      <p class="plan-line">{say('circleChoose')}</p>
      <Who {...page} />
      <StationChoice page={page} value={circles.code.value} label={say('station')} choose={(code) => { circles.show(code); }} />
      {bands.kind === 'loading' && <Waiting {...page} />}
      {missing && <Note flag="no-circle"><p>{say('circleNone')}</p></Note>}
      {bands.kind === 'failed' && !missing && <Trouble page={page} problem={bands.problem} retry={() => { circles.show(circles.code.peek()); }} />}
      {bands.kind === 'ready' && (
        <>
          <p class="plan-line" data-circle={circles.code.value}><strong>{desk.nameOf(circles.code.value) || circles.code.value}</strong></p>
          <ul class="plan-key">
            {bands.value.features.map(({ properties: { minutes } }) => minutes).sort((a, b) => a - b).map((n, i) => <li key={n}><Swatch edged colour={bandColours[theme][i] ?? ''} />{say('minutesOf', { n })}</li>)}
          </ul>
          <p class="plan-line">{say('circleSays')}</p>
        </>
      )}
    </>
  );
}
