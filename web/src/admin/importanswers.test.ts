import * as v from 'valibot';
import { expect, it } from 'vitest';

import { importSchema } from './importanswers';
import { foundOf } from './importmap';
import { findingWords } from './importwords';

it('tells of the ground of a parent that none of its areas has, with its place', () => {
  const { report } = v.parse(importSchema, {
    id: 'one', kind: 'area', dry_run: true, state: 'done', progress: 1, layers: [], fields: [], access: 'public',
    report: { status: 'stored_with_findings', read: 1, accepted: 1, unchanged: 0, revision: 1, rejected: [], gaps: [], overlaps: [], uncovered: [{ parent: '372001', area_m2: 1234, width_m: 12, at: [115.4, 35.2] }] },
  });
  const [it] = report?.findings ?? [];
  expect(it && [it.sort, it.codes, it.at, findingWords('zh', it), findingWords('en', it)]).toEqual([
    'uncovered', ['372001'], [115.4, 35.2], '此上级有 1,230 平方米（宽 12 米）不属于任何下级：漏了一个区域，或边界画小了', '1,230 m² of this parent, 12 m wide, are of no area: one was left out, or drawn too small',
  ]);
  expect(foundOf(report?.findings ?? [])).toEqual([{ at: { lon: 115.4, lat: 35.2 }, sort: 'uncovered' }]);
});
