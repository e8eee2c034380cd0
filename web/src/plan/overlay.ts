import { type Band, overlaying, type Overlay, type Spot } from '../map/plan';
import type { Tint } from '../map/tints';
import { layerOf } from '../model/city';
import type { Theme } from '../model/palette';
import { knownCity } from '../model/session';
import type { Dress } from '../model/under';
import type { Row } from './answers';
import type { Desk } from './desk';
import { compoundLayer, type NormList, type UseClass } from './norms';

/** A class of the share of households covered: from `from` on. */
export interface Step {
  readonly from: number;
  readonly to: number;
}

/** The classes, the worst first. */
export const steps: readonly Step[] = [{ from: 0, to: 0.5 }, { from: 0.5, to: 0.7 }, { from: 0.7, to: 0.9 }, { from: 0.9, to: 0.98 }, { from: 0.98, to: 1 }];

/** From brown to blue: told apart whichever colours the reader sees, and red is left to what is chosen. */
const ramps: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#8c510a', '#cf8f3a', '#ecd690', '#80b1d3', '#2c6a9e'],
  dark: ['#f0a03c', '#a8702a', '#8f8a78', '#5a9bc8', '#2a64a0'],
};

/** What stands for no households, or for a share that is not told. */
export const noneColour: Readonly<Record<Theme, string>> = { light: '#b9bec4', dark: '#4a5664' };

/** The colour of a class. */
export function stepColour(theme: Theme, step: number): string {
  return ramps[theme][step] ?? noneColour[theme];
}

/** The class that a share falls into; -1 where there is none. */
export function stepOf(share: number | null): number {
  return share === null ? -1 : steps.reduce((found, it, i) => (share >= it.from ? i : found), 0);
}

/** The areas of each class. */
export function tintsOf(rows: readonly Row[], theme: Theme): Tint[] {
  const codes: string[][] = [...steps, null].map(() => []);
  for (const { code, share } of rows) {
    const step = stepOf(share);
    codes[step < 0 ? steps.length : step]?.push(code);
  }
  return codes.map((list, i) => ({ codes: list, colour: stepColour(theme, i) }));
}

/** The colours of the bands of minutes, the nearest first. */
export const bandColours: Readonly<Record<Theme, readonly string[]>> = { light: ['#1d6b57', '#3f9a86', '#8bc4b4'], dark: ['#8fd3bd', '#4aa28c', '#2f6d60'] };

const walkColours: Readonly<Record<Theme, readonly [string, string, string, string]>> = { light: ['#2a6f97', '#8fbcd4', '#d9b75b', '#d98a29'], dark: ['#4f93ba', '#8fbcd4', '#e3cd8b', '#d98a29'] };

/** The colour of walks that take longer than so many whole minutes and at most one more. */
export function walkColour(theme: Theme, minutes: number): string {
  return walkColours[theme][minutes < 5 ? 0 : minutes < 10 ? 1 : minutes < 15 ? 2 : 3];
}

/** The colours of grids above and below the norm. */
export const normColours: Readonly<Record<Theme, { readonly above: string; readonly below: string }>> = { light: { above: '#d8a04a', below: '#9dbbe0' }, dark: { above: '#b0762c', below: '#4a74a8' } };

const partColours: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#1f6f8b', '#b5651d', '#6a3fa0', '#3f7d3a', '#a83254', '#6b6418'],
  dark: ['#6cc3df', '#f0a868', '#c7a6f5', '#8fd08a', '#ff8fae', '#d9cf6a'],
};

/** The colour of a part of a proposed split; after six they begin again. */
export function partColour(theme: Theme, part: number): string {
  return partColours[theme][part % partColours[theme].length] ?? '';
}

/** What the map shows of the desk as it stands. */
export function overlayOf(desk: Desk): { readonly dress: Dress; readonly left: number } {
  const { session } = desk;
  const theme = session.theme.value;
  const city = knownCity(session);
  const tab = desk.tab.value;
  const overlay: Overlay = {
    theme, base: desk.base, bounds: city?.bounds ?? null,
    tints: tab === 'coverage' ? tintsNow(desk, theme) : tab === 'balance' ? normTints(desk, theme) : null,
    spots: spotsOf(desk),
    bands: tab === 'circle' ? bandsOf(desk, theme) : tab === 'balance' ? partsOf(desk, theme) : [],
    hatched: tab === 'gaps' || tab === 'coverage' ? hatchedOf(desk) : tab === 'norms' ? lackingOf(desk) : [],
    box: tab === 'gaps' ? boxOf(desk) : null,
  };
  return overlaying(overlay);
}

/** What the gaps are in, by layer: compounds, and grids outside of them. */
function hatchedOf({ gaps, session }: Desk): Overlay['hatched'] {
  const city = knownCity(session);
  const list = gaps.value.kind === 'ready' ? gaps.value.value.gaps : [];
  return [...new Set(list.map((it) => it.layer))].flatMap((key) => {
    const layer = city === null ? undefined : layerOf(city, key);
    return layer === undefined ? [] : [{ layer, codes: list.filter((it) => it.layer === key).map((it) => it.code) }];
  });
}

/** The gaps whose areas the map does not draw yet, as dots. */
function gapsOf({ gaps, session }: Desk): Spot[] {
  const city = knownCity(session);
  const least = (key: string): number => (city === null ? 0 : layerOf(city, key)?.zoom[0] ?? 0);
  return gaps.value.kind === 'ready' ? gaps.value.value.gaps.filter((it) => session.zoom.value < least(it.layer)).map(({ at }) => ({ at, look: 'lost' })) : [];
}

/** The areas of the list of norms that is shown, by layer. */
function normAreas({ norms }: Desk, list: NormList): readonly { readonly layer: string; readonly code: string }[] {
  switch (norms.part.value) {
    case 'venues': return list.compounds_without_venue.map(({ code }) => ({ layer: compoundLayer, code }));
    case 'lacking': return list.areas_without;
    case 'floor':
    case 'days':
    case 'hours':
    case 'usage': return [];
  }
}

/** These areas, hatched. */
function lackingOf(desk: Desk): Overlay['hatched'] {
  const city = knownCity(desk.session);
  const list = desk.norms.list.value;
  const areas = list.kind === 'ready' ? normAreas(desk, list.value) : [];
  return [...new Set(areas.map((it) => it.layer))].flatMap((key) => {
    const layer = city === null ? undefined : layerOf(city, key);
    return layer === undefined ? [] : [{ layer, codes: areas.filter((it) => it.layer === key).map((it) => it.code) }];
  });
}

/** How places of a class of use look on the map; usual ones are left out. */
export const useLooks: Readonly<Partial<Record<UseClass, Spot['look']>>> = { over_used: 'closed', idle: 'moved', remote: 'chosen' };
const useSigns: Readonly<Partial<Record<UseClass, string>>> = { over_used: '＋', idle: '－' };

/** The places of the class of use that is listed; of all classes those that are not usual. */
function usedSpots({ norms: { usage, shown } }: Desk): Spot[] {
  const of = shown.value;
  const places = usage.value.kind === 'ready' ? usage.value.value.places : [];
  const look = (it: UseClass): Spot['look'] | undefined => useLooks[it] ?? (it === of ? 'picked' : undefined);
  return places.flatMap((it) => {
    const seen = of === null || it.class === of ? look(it.class) : undefined;
    return seen === undefined ? [] : [{ at: it.at, look: seen, label: useSigns[it.class] ?? '' }];
  });
}

/** The places of the list of norms that is shown; the compounds that the map does not draw yet as dots. */
function normSpots(desk: Desk): Spot[] {
  const { norms: { list, part } } = desk;
  if (part.value === 'usage') {
    return usedSpots(desk);
  }
  if (list.value.kind !== 'ready') {
    return [];
  }
  const of = list.value.value;
  switch (part.value) {
    case 'venues': return compoundDots(desk, of);
    case 'floor': return of.below_norm.map(({ at }) => ({ at, look: 'chosen' }));
    case 'days': return of.not_every_day.map(({ at }) => ({ at, look: 'chosen' }));
    case 'lacking':
    case 'hours': return [];
  }
}

function compoundDots({ session }: Desk, of: NormList): Spot[] {
  const city = knownCity(session);
  const least = city === null ? 0 : layerOf(city, compoundLayer)?.zoom[0] ?? 0;
  return session.zoom.value >= least ? [] : of.compounds_without_venue.flatMap(({ at }) => (at === null ? [] : [{ at, look: 'lost' }]));
}

/** The box of a gap, where the map does not outline what it is in: its tiles begin at a closer zoom. */
function boxOf({ gap, session }: Desk): Overlay['box'] {
  const city = knownCity(session);
  const layer = gap.value === null || city === null ? undefined : layerOf(city, gap.value.layer);
  return gap.value !== null && (layer === undefined || session.zoom.value < layer.zoom[0]) ? gap.value.box : null;
}

function tintsNow(desk: Desk, theme: Theme): Overlay['tints'] {
  const city = knownCity(desk.session);
  const coverage = desk.coverage.value;
  const rows = coverage.kind === 'ready' ? coverage.value.by : [];
  const layer = city === null || rows[0] === undefined ? undefined : layerOf(city, rows[0].layer);
  return layer === undefined ? null : { layer, of: tintsOf(rows, theme) };
}

/** The areas off the norm, until one is split on the map. */
function normTints({ balance, session }: Desk, theme: Theme): Overlay['tints'] {
  const city = knownCity(session);
  const list = balance.list.value;
  if (city === null || list.kind !== 'ready' || balance.proposal.value.kind === 'ready') {
    return null;
  }
  const layer = layerOf(city, list.value.layer);
  const codes = (rows: readonly { readonly code: string }[]): string[] => rows.map((it) => it.code);
  return layer === undefined ? null : { layer, of: [{ codes: codes(list.value.above), colour: normColours[theme].above }, { codes: codes(list.value.below), colour: normColours[theme].below }] };
}

function partsOf({ balance }: Desk, theme: Theme): Band[] {
  const proposal = balance.proposal.value;
  return proposal.kind === 'ready' ? proposal.value.drawing.map((it, i) => ({ ...it, colour: partColour(theme, i) })) : [];
}

function spotsOf(desk: Desk): Spot[] {
  switch (desk.tab.value) {
    case 'siting': return sitingOf(desk);
    case 'scenario': return [...differenceOf(desk), ...gatesOf(desk), ...editedOf(desk)];
    case 'balance': {
      const proposal = desk.balance.proposal.value;
      return proposal.kind === 'ready' ? proposal.value.parts.map(({ at }, i) => ({ at, look: 'chosen', label: String(i + 1) })) : [];
    }
    case 'site': return siteOf(desk);
    case 'records': return desk.records.shown.value.map(({ point }) => ({ at: point, look: 'chosen' }));
    case 'gaps': return gapsOf(desk);
    case 'norms': return normSpots(desk);
    case 'coverage':
    case 'circle': return [];
  }
}

/** What was chosen; before that, what the reader gave to choose from, and the stations that may be given up. */
function sitingOf({ siting, stations }: Desk): Spot[] {
  const result = siting.result.value;
  const { own, source, closing } = siting.fields.value;
  const leaving = new Set(result === null ? closing : result.closed.map(({ code }) => code));
  const given: Spot[] = stations.value.filter(({ code }) => leaving.has(code)).map(({ point }) => ({ at: point, look: 'closed', label: '×' }));
  const looks = { may: 'moved', must: 'opened', never: 'gate-closed' } as const;
  const asked: readonly Spot[] = source === 'own' ? own.map(({ lon, lat, mark }) => ({ at: { lon, lat }, look: looks[mark], ...(mark === 'must' ? { label: '!' } : {}) })) : [];
  return [...given, ...(result === null ? asked : result.chosen.map((it, i): Spot => ({ at: it, look: 'chosen', label: String(i + 1) })))];
}

/** The spot of the site card, and the stations whose circles overlap with its own. */
function siteOf({ site, stations }: Desk): Spot[] {
  const at = site.at.value;
  const card = site.card.value;
  const shared = new Set(card.kind === 'ready' ? card.value.circles.map(({ code }) => code) : []);
  const others: Spot[] = stations.value.filter(({ code }) => shared.has(code)).map(({ point }) => ({ at: point, look: 'picked' }));
  return at === null ? [] : [...others, { at, look: 'chosen', label: '?' }];
}

/** The buildings that differ from the kept scenario that is compared with, else from the city as it is. */
function differenceOf({ play, versus }: Desk): Spot[] {
  const against = versus.result.value;
  const shown = against.kind === 'ready' ? against.value : play.difference.value;
  return (shown?.layer.features ?? []).map(({ geometry, properties }) => ({ at: geometry.coordinates, look: properties.covered === 'a' ? 'gained' : 'lost' }));
}

function gatesOf({ play, gates }: Desk): Spot[] {
  const edited = new Set(play.edits.value.flatMap((it) => (it.op === 'gate' ? [it.line] : [])));
  const shown = play.tool.value === 'gate' ? gates.list.value : gates.list.value.filter((it) => edited.has(it.code));
  return shown.map((it) => ({ at: it.at, look: gates.isLocked(it) ? 'gate-closed' : 'gate' }));
}

function editedOf({ play, stations }: Desk): Spot[] {
  const signs = { opened: '＋', closed: '×', moved: '↔' } as const;
  const edited: Spot[] = (play.state.value?.places ?? []).flatMap(({ state, point }) =>
    (state === 'opened' || state === 'closed' || state === 'moved' ? [{ at: point, look: state, label: signs[state] }] : []));
  const picked = stations.value.find((it) => it.code === play.picked.value);
  return picked === undefined ? edited : [...edited, { at: picked.point, look: 'picked' }];
}

/** The widest first, so that the nearer ones lie over it. */
function bandsOf({ circles }: Desk, theme: Theme): Band[] {
  const bands = circles.bands.value;
  const all = bands.kind === 'ready' ? [...bands.value.features].sort((a, b) => b.properties.minutes - a.properties.minutes) : [];
  return all.map(({ geometry }, i) => ({ type: geometry.type, coordinates: geometry.coordinates, colour: bandColours[theme][all.length - 1 - i] ?? '' }));
}
