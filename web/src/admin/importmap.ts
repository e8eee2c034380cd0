import { useEffect, useMemo } from 'preact/hooks';

import { dressingFound, type Found, type FoundSort } from '../map/found';
import type { Bounds } from '../model/position';
import type { Desk } from './desk';
import type { Finding, Sort } from './importanswers';
import type { Importing } from './importing';

const drawn: ReadonlySet<Sort> = new Set<FoundSort>(['rejected', 'conflict', 'gap', 'uncovered', 'overlap', 'doubt', 'unrepaired', 'street', 'repaired']);

export function isDrawn(sort: Sort): sort is FoundSort {
  return drawn.has(sort);
}

/** What the map shows of a report: a finding with a place, of a sort that has a mark. */
export function foundOf(findings: readonly Finding[]): readonly Found[] {
  return findings.flatMap(({ at, sort, codes, outline }) => (at === null || !isDrawn(sort) ? [] : [{ at: { lon: at[0], lat: at[1] }, sort, label: codes.slice(0, 2).join(' · '), outline }]));
}

/** Room around places that lie on one spot, in degrees. */
const near = 0.0015;

/** The box of all that the map shows of a report; null = nothing. */
export function boxOf(found: readonly Found[]): Bounds | null {
  if (found.length === 0) {
    return null;
  }
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const { at, outline } of found) {
    for (const [lon, lat] of [[at.lon, at.lat], ...outline.flat(2)] as const) {
      [west, south, east, north] = [Math.min(west, lon), Math.min(south, lat), Math.max(east, lon), Math.max(north, lat)];
    }
  }
  return [west - near, south - near, east + near, north + near];
}

/** Draws the findings of a report as long as it is looked at; gives how many are too many for the map. */
export function useFound(desk: Desk, importing: Importing): number {
  const { identity } = desk;
  const theme = identity.session.theme.value;
  const stage = importing.stage.value;
  const report = stage === 'form' || stage === 'undone' ? null : importing.report.value;
  const at = importing.picked.value?.at ?? null;
  const drawing = useMemo(() => {
    const found = foundOf(report?.findings ?? []);
    return found.length === 0 ? null : dressingFound(found, at === null ? null : { lon: at[0], lat: at[1] }, theme);
  }, [report, at, theme]);
  useEffect(() => { identity.laid.value = drawing?.dress ?? null; }, [identity, drawing]);
  useEffect(() => () => { identity.laid.value = null; }, [identity]);
  return drawing?.left ?? 0;
}
