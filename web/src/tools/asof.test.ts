import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';

import type { Client } from '../api/client';
import type { Polygon } from '../model/across';
import { ProblemError, unreachable } from '../model/problem';
import type { Actions, Session } from '../model/session';
import type { Address } from '../modes/address';
import { AsOf, eveOf, momentOf, partsOf, placeOf } from './asof';

/** What is asked about in January, with a server that answers so. */
async function bordered(shape: () => Promise<readonly Polygon[]>): Promise<AsOf['border']['value']> {
  const session = { asOf: signal('2026-01-01'), selected: signal({ layer: 'grid', code: 'g' }), city: signal({ kind: 'loading' }) } as unknown as Session;
  const asof = new AsOf(session, {} as Actions, {} as unknown as Address, 'http://127.0.0.1:1/', { shape } as unknown as Client);
  await new Promise((go) => { setTimeout(go); });
  return asof.border.value;
}

describe('the border of another date', () => {
  it('is there, was not there, or did not come', async () => {
    const square: Polygon = [[[0, 0], [1, 0], [1, 1], [0, 0]]];
    expect(await bordered(() => Promise.resolve([square]))).toEqual({ kind: 'ready', value: [square] });
    expect(await bordered(() => Promise.reject(new ProblemError({ ...unreachable, code: 'unknown_code' })))).toEqual({ kind: 'ready', value: [] });
    expect(await bordered(() => Promise.reject(new ProblemError(unreachable)))).toEqual({ kind: 'failed', problem: unreachable });
  });
});

describe('a date among the days of changes', () => {
  it('may lie before the first, and have a time', () => {
    const days = ['2025-03-01', '2026-01-01'];
    expect([eveOf('2025-03-01'), '2025-03-01', '2025-03-01T08:00', '2025-12-31', '2026-01-01'].map((it) => placeOf(days, partsOf(it).day) - 1)).toEqual([-1, 0, 0, 0, 1]);
    expect(eveOf('2025-03-01')).toBe('2025-02-28');
    expect(partsOf('2026-11-29T20:00')).toEqual({ day: '2026-11-29', time: '20:00' });
    expect(partsOf('')).toEqual({ day: '', time: '' });
  });
});

describe('the moment of an hour on the clock of a city', () => {
  it.each([
    ['2026-11-29', '20:00', 'Asia/Shanghai', '2026-11-29T20:00:00+08:00'],
    ['2026-11-29', '00:00', 'Asia/Shanghai', '2026-11-29T00:00:00+08:00'],
    ['2026-07-01', '23:59', 'America/St_Johns', '2026-07-01T23:59:00-02:30'],
    ['2026-03-29', '01:30', 'Europe/Paris', '2026-03-29T01:30:00+01:00'], // an hour before clocks are put forward
    ['2026-03-29', '12:00', 'Europe/Paris', '2026-03-29T12:00:00+02:00'],
    ['2026-10-25', '12:00', 'Europe/Paris', '2026-10-25T12:00:00+01:00'],
  ])('%s %s in %s is %s', (day, time, zone, moment) => {
    expect(momentOf(day, time, zone)).toBe(moment);
    expect(partsOf(moment)).toEqual({ day, time });
  });
});
