import type { JSX } from 'preact';

import { text } from '../i18n/text';
import { isEmpty } from '../model/city';
import type { Panel } from './context';
import { problemText } from './words';

/** What stands in the way of the map: nothing imported, nothing loaded, nothing to draw with. */
export function Notices({ session, actions }: Panel): JSX.Element | null {
  const lang = session.lang.value;
  const city = session.city.value;
  if (city.kind === 'failed') {
    return (
      <section class="panel notice" role="alert" data-notice="city">
        <h2>{text(lang, 'fail.city')}</h2>
        <p>{problemText(lang, city.problem)}</p>
        <p class="detail">{text(lang, 'fail.code', { code: city.problem.code })}</p>
        <button type="button" class="button" data-action="retry-city" onClick={() => { actions.reloadCity(); }}>{text(lang, 'fail.retry')}</button>
      </section>
    );
  }
  if (city.kind === 'ready' && isEmpty(city.city)) {
    if (city.city.layers.length === 0) {
      return null; // nothing is open to a stranger: the account's own part says so
    }
    return (
      <section class="panel notice" data-notice="empty">
        <h2>{text(lang, 'empty.title')}</h2>
        <p>{text(lang, 'empty.text')}</p>
        <pre class="command" tabIndex={0}>redsail import --store city.gpkg --layer {city.city.layers[0]?.key ?? 'district'} boundaries.geojson</pre>
        <button type="button" class="button" data-action="retry-city" onClick={() => { actions.reloadCity(); }}>{text(lang, 'empty.reload')}</button>
      </section>
    );
  }
  if (session.map.value === 'broken') {
    return (
      <section class="panel notice" role="alert" data-notice="map">
        <h2>{text(lang, 'fail.map')}</h2>
        <p>{text(lang, 'fail.mapRest')}</p>
      </section>
    );
  }
  return null;
}

/** A line at the top of the map while tiles are missing. */
export function TileNotice({ session, actions }: Panel): JSX.Element | null {
  const lang = session.lang.value;
  if (!session.tilesFailed.value) {
    return null;
  }
  return (
    <div class="panel strip" role="alert" data-notice="tiles">
      <p><strong>{text(lang, 'fail.tiles')}</strong> {text(lang, 'fail.tilesRest')}</p>
      <button type="button" class="button" data-action="retry-tiles" onClick={() => { actions.reloadTiles(); }}>{text(lang, 'fail.retry')}</button>
    </div>
  );
}
