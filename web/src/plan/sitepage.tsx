import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { called } from '../model/area';
import { layerOf } from '../model/city';
import { knownCity } from '../model/session';
import { layerName, stateWords, term } from '../ui/words';
import { titled } from './answers';
import { Walk } from './coveragepage';
import { HourLine, minutes, Note, number, type Page, Signed, Trouble, Waiting } from './parts';
import { RecordFacts } from './recordspage';
import type { SiteCard } from './site';

/** What a station at a spot would do and what is there: for any spot that is clicked, proposed or chosen. */
export function SitePage(page: Page): JSX.Element {
  const { desk, say } = page;
  const { site } = desk;
  if (!desk.may('siting.read')) {
    return <Signed {...page} />;
  }
  const at = site.at.value;
  const card = site.card.value;
  return (
    <>
      <Walk {...page} />
      <p class="plan-line" data-hint="site">{say('siteHint')}</p>
      <span class="chips">
        <button type="button" class="button" data-action="site-centre" onClick={() => { site.show(desk.stage.camera().centre); }}>{say('siteCentre')}</button>
        {at !== null && <button type="button" class="button" data-action="site-open" disabled={!desk.may('scenarios.write') || (card.kind === 'ready' && !card.value.allowed)} onClick={() => {
          desk.play.add(at);
          desk.tab.value = 'scenario';
        }}>{say('siteOpen')}</button>}
      </span>
      {at !== null && card.kind === 'loading' && <Waiting {...page} />}
      {card.kind === 'failed' && <Trouble page={page} problem={card.problem} retry={() => { site.again(); }} />}
      {at !== null && card.kind === 'ready' && <Shown page={page} of={card.value} />}
    </>
  );
}

/** So many pixels of a card must be in sight. */
const leastSeen = 120;

function Shown({ page, of }: { readonly page: Page; readonly of: SiteCard }): JSX.Element {
  const { desk, say, lang } = page;
  const { at } = desk.site;
  const card = useRef<HTMLElement>(null);
  useEffect(() => { // a spot was clicked: on a phone its card would stand below what is in sight
    const [top, end] = [card.current?.getBoundingClientRect().top ?? 0, card.current?.closest('.plan-body')?.getBoundingClientRect().bottom ?? 0];
    if (top > end - leastSeen) {
      card.current?.scrollIntoView({ block: 'start' });
    }
  }, [of]);
  return (
    <section class="plan-part" ref={card} aria-label={say('site')} data-site={of.allowed ? 'allowed' : 'refused'}>
      <h3><button type="button" class="plan-link plan-digits" title={say('fly')} onClick={() => {
        if (at.value !== null) {
          desk.fly(at.value);
        }
      }}>{`${at.value?.lon.toFixed(5) ?? ''}, ${at.value?.lat.toFixed(5) ?? ''}`}</button></h3>
      <Note warn={!of.allowed} flag="site-ground">
        <p><strong>{of.allowed ? say(of.land_use.length === 0 ? 'siteAllowedUnknown' : 'siteAllowed') : say('siteRefused', { why: lang === 'zh' ? of.why_zh : of.why })}</strong></p>
        {of.land_use.length > 0 && <p class="detail" data-ground>{groundWords(page, of)}</p>}
      </Note>
      <p class="plan-line detail" data-line="areas">{of.areas.filter((it) => knownLayer(page, it.layer)).map((it) => titled(lang, it)).join(' › ')}</p>
      <HourLine page={page} of={of} />
      <dl class="plan-sums">
        {([['households', of.households], ['new', of.new_households], ['twice', of.twice_households]] as const).map(([key, n]) => (
          <div key={key} data-sum={key}><dt>{say(siteSums[key])}</dt><dd>{number(lang, n)}</dd></div>
        ))}
      </dl>
      <p class="plan-line" data-near>{nearWords(page, of)}</p>
      <Records page={page} of={of} />
      <Circles page={page} of={of} />
      <Buildings page={page} of={of} />
      <p class="plan-line detail">{say('siteSays', { n: of.revision })}</p>
    </section>
  );
}

const siteSums = { households: 'siteReach', new: 'siteNewly', twice: 'siteTwice' } as const;

function knownLayer({ desk }: Page, key: string): boolean {
  const city = knownCity(desk.session);
  return city !== null && layerOf(city, key)?.partition === true;
}

/** The land use in the words of the scheme, with the name of the ground where it has one. */
function groundWords({ desk, lang, say }: Page, { land_use: ground }: SiteCard): string {
  const city = knownCity(desk.session);
  const one = ({ layer, kind, name: zh, name_en: nameEn }: SiteCard['land_use'][number]): string => {
    const name = called(lang, { name: zh, nameEn });
    const found = city === null ? undefined : layerOf(city, layer)?.kinds.find(({ key }) => key === kind)?.name[lang];
    const words = kind === '' ? say('siteNoClass') : found ?? kind;
    return name === '' || name === words ? words : say('siteGroundOf', { kind: words, name });
  };
  return `${layerName(lang, city, ground[0]?.layer ?? '')}${lang === 'zh' ? '：' : ': '}${ground.map(one).join('; ')}`;
}

function nearWords({ say }: Page, { on_network: on, nearest_home_s: home, nearest_300_s: many }: SiteCard): string {
  if (!on) {
    return say('siteOff');
  }
  if (home === null) {
    return say('siteNoHomes');
  }
  return say('siteNearest', { n: minutes(home) }) + (many === null ? say('siteFewHomes') : say('siteManyHomes', { n: minutes(many) }));
}

function Circles({ page: { desk, say, lang }, of }: { readonly page: Page; readonly of: SiteCard }): JSX.Element {
  if (of.circles.length === 0) {
    return <p class="plan-line" data-table="site-circles">{say('siteNoCircles')}</p>;
  }
  return (
    <table class="plan-table" data-table="site-circles">
      <caption>{say('siteCircles')}</caption>
      <thead><tr><th scope="col">{say('station')}</th><th scope="col" class="plan-number">{say('siteShared')}</th></tr></thead>
      <tbody>
        {of.circles.map(({ code, name, shared_households: shared }) => {
          const station = desk.stations.value.find((it) => it.code === code);
          const words = [desk.nameOf(code), name, code].find((it) => it !== '');
          return (
            <tr key={code} data-row={code}>
              <th scope="row">{station === undefined ? words : <button type="button" class="plan-link" title={say('fly')} onClick={() => { desk.fly(station.point); }}>{words}</button>}</th>
              <td class="plan-number">{number(lang, shared)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The records of stations that are not there yet near the spot, each with the stages that it has come through. */
function Records({ page, of }: { readonly page: Page; readonly of: SiteCard }): JSX.Element | null {
  const { say, lang } = page;
  return of.candidates.length === 0 ? null : (
    <section data-table="site-records" aria-label={say('siteRecords')}>
      <h3>{say('siteRecords')}</h3>
      {of.candidates.map((it) => (
        <div class="plan-note" key={it.code} data-row={it.code}>
          <p><strong>{titled(lang, it)}</strong> · {stateWords(lang, it.state)} · {say('siteAway', { n: Math.round(it.line_m) })}</p>
          <RecordFacts page={page} of={it} />
        </div>
      ))}
    </section>
  );
}

function Buildings({ page: { desk, say, lang }, of }: { readonly page: Page; readonly of: SiteCard }): JSX.Element {
  if (of.buildings.length === 0) {
    return <p class="plan-line" data-table="site-buildings">{say('siteNoBuildings')}</p>;
  }
  const city = knownCity(desk.session);
  return (
    <table class="plan-table" data-table="site-buildings">
      <caption>{say('siteBuildings')}</caption>
      <thead><tr><th scope="col">{say('siteBuilding')}</th><th scope="col">{say('siteUse')}</th><th scope="col" class="plan-number">{say('siteStoreys')}</th><th scope="col" class="plan-number">{say('siteLine')}</th></tr></thead>
      <tbody>
        {of.buildings.map((it) => (
          <tr key={it.code} data-row={it.code}>
            <th scope="row">{titled(lang, it)}{it.address !== '' && <span class="detail"><bdi>{it.address}</bdi></span>}</th><td>{term(lang, city, it.use)}</td>
            <td class="plan-number">{number(lang, it.storeys)}</td><td class="plan-number">{number(lang, Math.round(it.line_m))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
