import type { JSX } from 'preact';

import { toolText } from '../i18n/tools';
import type { Bounds, Position } from '../model/position';
import { type Actions, knownCity, type Session } from '../model/session';

const metresPerDegree = 111_320;

/** Whether a map of so many metres, about a centre, shows nothing of what lies within bounds. */
export function isAway({ lon, lat }: Position, [west, south, east, north]: Bounds, wide: number, high: number): boolean {
  const up = high / 2 / metresPerDegree;
  const across = wide / 2 / metresPerDegree / Math.max(Math.cos(lat * Math.PI / 180), 1e-6);
  return lon + across < west || lon - across > east || lat + up < south || lat - up > north;
}

/** Says that the city is out of the picture, as after a link to another place, and leads back. */
export function Away({ session, actions }: { readonly session: Session; readonly actions: Actions }): JSX.Element | null {
  const bounds = knownCity(session)?.bounds ?? null;
  const [centre, metres] = [session.centre.value, session.metresPerPixel.value];
  if (bounds === null || centre === null || !isAway(centre, bounds, metres * window.innerWidth, metres * window.innerHeight)) {
    return null;
  }
  const lang = session.lang.value;
  return (
    <div class="panel strip" role="status" data-notice="away">
      <p>{toolText(lang, 'away')}</p>
      <button type="button" class="button" data-action="come-back" onClick={() => { actions.showAll(); }}>{toolText(lang, 'awayBack')}</button>
    </div>
  );
}
