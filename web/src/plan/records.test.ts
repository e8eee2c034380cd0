import { describe, expect, it } from 'vitest';

import { type CandidateRecord, stepBody } from './records';

const record: CandidateRecord = {
  code: 'C1', name: '', name_en: '', state: 'applied', floor_area: null, tenure: '', cost: 5, next: 'reviewed', point: { lon: 1, lat: 2 },
  stages: [{ state: 'applied', date: '2026-01-05', by: '街道办' }], planned: [],
};
const put = (more: object): unknown => ({ puts: [{ kind: 'place', layer: 'red_sail_station', code: 'C1', ...more }] });

describe('the change that brings a record on', () => {
  it('sends its whole log and one stage more, with the office where one is named', () => {
    expect(stepBody(record, { date: '2026-02-01', by: '区委社工部' }, '2026-12-01')).toEqual(put({ stages: [...record.stages, { state: 'reviewed', date: '2026-02-01', by: '区委社工部' }] }));
    expect(stepBody(record, { date: '2026-02-01', by: '' }, '2026-12-01')).toEqual(put({ stages: [...record.stages, { state: 'reviewed', date: '2026-02-01' }] }));
  });

  it('begins a log with the application, and makes up none for a record that is past it', () => {
    expect(stepBody({ ...record, state: 'planned', next: 'applied', stages: [] }, { date: '2026-02-01', by: '' }, '2026-12-01')).toEqual(put({ stages: [{ state: 'applied', date: '2026-02-01' }] }));
    expect(stepBody({ ...record, state: 'building', next: 'accepted', stages: [] }, { date: '2026-02-01', by: '' }, '2026-12-01')).toEqual(put({ state: 'accepted' }));
  });

  it('writes a stage in the place of what was planned, and lets a station open on its day', () => {
    const planned = { ...record, planned: [{ state: 'reviewed', date: '2027-05-01', by: '' }] };
    expect(stepBody(planned, { date: '2026-11-30', by: '' }, '2026-12-01')).toEqual(put({ stages: [...record.stages, { state: 'reviewed', date: '2026-11-30' }] }));
    expect(stepBody(planned, { date: '2027-06-01', by: '' }, '2026-12-01')).toEqual(put({ stages: [...record.stages, { state: 'reviewed', date: '2027-06-01' }] }));
    expect(stepBody({ ...record, next: 'open' }, { date: '2027-06-01', by: '' }, '2026-12-01')).toMatchObject({ effective_from: '2027-06-01' });
    expect(stepBody({ ...record, next: 'accepted', stages: [] }, { date: '2027-06-01', by: '' }, '2026-12-01')).toEqual({ effective_from: '2027-06-01', ...put({ state: 'accepted' }) as object });
  });
});
