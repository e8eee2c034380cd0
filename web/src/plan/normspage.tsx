import './norms.css';

import type { JSX } from 'preact';

import { called } from '../model/area';
import { layerOf } from '../model/city';
import { knownCity } from '../model/session';
import { normText } from '../i18n/norms';
import { layerName, placeKindName } from '../ui/words';
import { titled } from './answers';
import { Who } from './coveragepage';
import { everyDayWords } from './everyday';
import { type Column, Dot, NormTable } from './normlist';
import { type NormPart, normParts } from './normparts';
import { compoundLayer, type NormList } from './norms';
import { Note, number, type Page, Trouble, Waiting } from './parts';
import { Closer, Hatch } from './spread';
import { UsagePart } from './usagepart';
import { WeekPart } from './weekpart';

/** What the city should have and has not: a list at a time. */
export function NormsPage(page: Page): JSX.Element {
  const { desk: { norms }, lang } = page;
  const list = norms.list.value;
  const counts = list.kind === 'ready' ? countsOf(list.value) : {};
  return (
    <>
      <div class="plan-choice" role="group" aria-label={normText(lang, 'lists')}>
        <span class="chips">
          {normParts.map((it) => (
            <button key={it} type="button" class="chip" aria-pressed={it === norms.part.value} data-action={`norm-${it}`} data-count={counts[it]} onClick={() => { norms.part.value = it; }}>
              {normText(lang, it)}{counts[it] !== undefined && ` ${number(lang, counts[it])}`}
            </button>
          ))}
        </span>
      </div>
      {norms.part.value === 'usage' ? <UsagePart {...page} /> : (
        <>
          {(list.kind === 'none' || list.kind === 'loading') && <Waiting {...page} />}
          {list.kind === 'failed' && <Trouble page={page} problem={list.problem} retry={() => { norms.again(); }} />}
          {list.kind === 'ready' && <Listed page={page} of={list.value} />}
        </>
      )}
    </>
  );
}

/** How many are listed; of days off no number where there is none for want of a calendar. */
function countsOf(of: NormList): Readonly<Partial<Record<NormPart, number>>> {
  const days = of.not_every_day.length;
  return { venues: of.compounds_without_venue.length, lacking: of.areas_without.length, floor: of.below_norm.length, ...(days === 0 && of.no_calendar.length > 0 ? {} : { days }) };
}

interface ListedProps {
  readonly page: Page;
  readonly of: NormList;
}

function Listed({ page, of }: ListedProps): JSX.Element {
  const { say } = page;
  return (
    <>
      <List page={page} of={of} />
      <p class="plan-line detail">{!of.exact && `${say('inexact')} `}{say('revision', { n: of.revision })}</p>
    </>
  );
}

function List({ page, of }: ListedProps): JSX.Element | null {
  switch (page.desk.norms.part.value) {
    case 'venues': return <Venues page={page} of={of} />;
    case 'lacking': return <Lacking page={page} of={of} />;
    case 'floor': return <Floor page={page} of={of} />;
    case 'days': return <EveryDay page={page} of={of} />;
    case 'hours': return <WeekPart page={page} of={of} />;
    case 'usage': return null;
  }
}

/** Compounds without an activity venue (P5). */
function Venues({ page, of }: ListedProps): JSX.Element {
  const { lang, actions, say } = page;
  const rows = of.compounds_without_venue;
  type Compound = (typeof rows)[number];
  const nearest = ({ nearest_name, nearest_name_en, walk_s: walk }: Compound): string => (walk < 0 ? '' : normText(lang, 'nearest', { name: called(lang, { name: nearest_name, nameEn: nearest_name_en }) }));
  return rows.length === 0 ? <Note flag="no-venues"><p>{normText(lang, 'venuesNone')}</p></Note> : (
    <>
      <Who {...page} />
      <p class="plan-line">{normText(lang, 'venuesSay', { n: number(lang, rows.length) })}</p>
      <HatchedKey page={page} layer={compoundLayer} />
      <NormTable page={page} name="venues" title="venues" rows={rows} keyOf={(it) => it.code}
        open={({ code }) => { actions.open({ what: 'area', area: { layer: compoundLayer, code } }, 'pointer'); }}
        columns={[
          { key: 'compound', value: (it) => titled(lang, it) },
          { key: 'households', isNumber: true, value: (it) => it.households, shown: (it) => (it.households === null ? say('withheld') : number(lang, it.households)) },
          { key: 'walk', isNumber: true, value: (it) => (it.walk_s < 0 ? null : it.walk_s), shown: (it) => <span title={nearest(it)}>{it.walk_s < 0 ? normText(lang, 'never') : (it.walk_s / 60).toFixed(1)}</span> },
        ]}
        file={{ head: ['code', 'name', 'households', 'nearest', 'nearest_name', 'walk_s'], cells: (it) => [it.code, it.name, it.households, it.nearest, it.nearest_name, it.walk_s < 0 ? null : it.walk_s] }} />
    </>
  );
}

/** Streets without a centre, communities without a station (P11). */
function Lacking({ page, of }: ListedProps): JSX.Element {
  const { lang, actions, desk } = page;
  const city = knownCity(desk.session);
  const rows = of.areas_without;
  return rows.length === 0 ? <Note flag="no-lacking"><p>{normText(lang, 'lackingNone')}</p></Note> : (
    <>
      <p class="plan-line">{normText(lang, 'lackingSay', { n: number(lang, rows.length) })}</p>
      <p class="plan-key"><Hatch />{normText(lang, 'hatched')}</p>
      <NormTable page={page} name="lacking" title="lacking" rows={rows} keyOf={(it) => it.code}
        open={({ layer, code }) => { actions.open({ what: 'area', area: { layer, code } }, 'pointer'); }}
        columns={[
          { key: 'area', value: (it) => titled(lang, it) },
          { key: 'layer', value: (it) => layerName(lang, city, it.layer) },
          { key: 'lacks', value: (it) => placeKindName(lang, city, it.lacks) },
        ]}
        file={{ head: ['layer', 'code', 'name', 'lacks'], cells: (it) => [it.layer, it.code, it.name, it.lacks] }} />
    </>
  );
}

type Placed = NormList['below_norm'][number] | NormList['not_every_day'][number];

/** The name of a place, which opens its card, with its kind below. */
function placeColumn<T extends Placed>({ lang, desk }: Page): Column<T> {
  const city = knownCity(desk.session);
  return { key: 'place', value: (it) => titled(lang, it), shown: (it) => <>{titled(lang, it)}<span class="norm-kind">{placeKindName(lang, city, it.kind)}</span></> };
}

/** Places below the norm of floor area, or rented (P10). */
function Floor({ page, of }: ListedProps): JSX.Element {
  const { lang } = page;
  const rows = of.below_norm;
  return rows.length === 0 ? <Note flag="no-floor"><p>{normText(lang, 'floorNone')}</p></Note> : (
    <>
      <p class="plan-line">{normText(lang, 'floorSay', { n: number(lang, rows.length) })}</p>
      <MarkedKey {...page} />
      <NormTable page={page} name="floor" title="floor" rows={rows} keyOf={(it) => it.code} open={(it) => { openPlace(page, it); }}
        columns={[
          placeColumn(page),
          { key: 'area2', isNumber: true, value: (it) => it.floor_m2, shown: (it) => number(lang, it.floor_m2) },
          { key: 'norm', isNumber: true, value: (it) => it.norm_m2, shown: (it) => number(lang, it.norm_m2) },
          { key: 'rented', value: (it) => (it.rented ? 0 : 1), shown: (it) => (it.rented ? normText(lang, 'rented') : '') },
        ]}
        file={{ head: ['kind', 'code', 'name', 'floor_m2', 'norm_m2', 'rented', 'lon', 'lat'], cells: (it) => [it.kind, it.code, it.name, it.floor_m2, it.norm_m2, it.rented ? 'yes' : '', it.at.lon, it.at.lat] }} />
    </>
  );
}

/** Stations that are not open on each of 365 days; once for all the calendars that end before. */
function EveryDay({ page, of }: ListedProps): JSX.Element {
  const { lang } = page;
  const rows = of.not_every_day;
  return (
    <>
      {rows.length === 0 ? <Note warn={of.no_calendar.length > 0} flag="no-days"><p>{everyDayWords(lang, of.no_calendar)}</p></Note> : (
        <>
          <p class="plan-line">{normText(lang, 'daysSay', { n: number(lang, rows.length) })}</p>
          <MarkedKey {...page} />
          <NormTable page={page} name="days" title="days" rows={rows} keyOf={(it) => it.code} open={(it) => { openPlace(page, it); }}
            columns={[
              { key: 'place', value: (it) => titled(lang, it) },
              { key: 'closed', isNumber: true, value: (it) => it.closed_days },
              { key: 'unknownDays', isNumber: true, value: (it) => it.unknown_days },
              { key: 'first', value: (it) => it.first, shown: (it) => <span class="plan-digits norm-date">{it.first}</span> },
            ]}
            file={{ head: ['code', 'name', 'closed_days', 'unknown_days', 'first', 'lon', 'lat'], cells: (it) => [it.code, it.name, it.closed_days, it.unknown_days, it.first, it.at.lon, it.at.lat] }} />
        </>
      )}
      {of.no_calendar.map((it) => <p key={it.calendar} class="plan-line detail" data-calendar={it.calendar}>{normText(lang, 'calendar', { calendar: it.calendar, first: it.first, days: it.days, places: it.places })}</p>)}
    </>
  );
}

function openPlace({ actions }: Page, { kind, code }: { readonly kind: string; readonly code: string }): void {
  actions.open({ what: 'place', place: { kind, code } }, 'pointer');
}

/** What the slanted lines mean, or the dots that stand for them from afar. */
function HatchedKey({ page, layer }: { readonly page: Page; readonly layer: string }): JSX.Element {
  const { desk: { session }, lang } = page;
  const city = knownCity(session);
  const least = city === null ? 0 : layerOf(city, layer)?.zoom[0] ?? 0;
  return session.zoom.value >= least ? <p class="plan-key"><Hatch />{normText(lang, 'hatched')}</p> : (
    <p class="plan-key"><Dot page={page} look="lost" />{normText(lang, 'dots')} <Closer page={page} zoom={least} /></p>
  );
}

function MarkedKey(page: Page): JSX.Element {
  return <p class="plan-key"><Dot page={page} look="chosen" />{normText(page.lang, 'marked')}</p>;
}
