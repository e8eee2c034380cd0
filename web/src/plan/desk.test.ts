import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { planText } from '../i18n/plan';
import type { Stage } from '../map/stage';
import { madeCity, madeLayer } from '../model/kit';
import { newSession } from '../model/session';
import { Address } from '../modes/address';
import { countable, Desk, instantIn, whom, whomQuery } from './desk';
import { parsePlan, profiles } from './link';

describe('who walks', () => {
  it('is said to the server of all but adults, whom it takes by itself', () => {
    expect(profiles.map((profile) => whomQuery({ profile, policy: false }))).toEqual(['', '&profile=elderly', '&profile=wheelchair', '&profile=bicycle']);
    expect(profiles.map((profile) => whom({ profile, policy: false }))).toEqual([{}, { profile: 'elderly' }, { profile: 'wheelchair' }, { profile: 'bicycle' }]);
  });

  it('says too when the class of an area has minutes of its own', () => {
    expect(whomQuery({ profile: 'elderly', policy: true })).toBe('&profile=elderly&policy=true');
    expect(whom({ profile: 'adult', policy: true })).toEqual({ policy: true });
  });

  it('has a word in both languages', () => {
    for (const lang of ['zh', 'en'] as const) {
      expect(new Set(profiles.map((it) => planText(lang, it))).size).toBe(profiles.length);
    }
  });
});

describe('the hour that is asked about', () => {
  it('is one of the city, wherever the reader is', () => {
    expect(instantIn('Asia/Shanghai', '2026-10-01T20:00')).toBe('2026-10-01T12:00:00.000Z');
    expect(instantIn('Asia/Urumqi', '2026-10-01T03:30')).toBe('2026-09-30T21:30:00.000Z');
    expect(instantIn('Europe/Berlin', '2026-07-01T20:00')).toBe('2026-07-01T18:00:00.000Z');
    expect(instantIn('Asia/Shanghai', '')).toBe('');
  });
});

describe('the layers that are counted by', () => {
  it('are the partitions and the compounds under them, and no ground of the map nor what nests in nothing', () => {
    const many = { areas: 2 };
    const city = madeCity([
      madeLayer('city', 0), madeLayer('community', 1, { ...many, parent: 'city' }), madeLayer('compound', 2, { ...many, parent: 'community', partition: false }), madeLayer('grid', 2, { ...many, parent: 'community' }),
      madeLayer('land_use', 0, { ...many, partition: false, base: true }), madeLayer('overlay', 0, { ...many, partition: false }), madeLayer('hamlet', 2, { areas: 0, parent: 'community', partition: false }),
    ]);
    expect(countable(city)).toEqual(['community', 'compound', 'grid']);
    expect(countable(null)).toEqual([]);
  });
});

describe('a link that is put into a page with the desk open', () => {
  const location = { hash: '', pathname: '/', search: '' };
  const history = { state: null as unknown, replaceState: (state: unknown, _: string, to = location.hash) => { Object.assign(history, { state }); location.hash = to; } };
  const page = { location, history, localStorage: { getItem: () => null } };
  const split = 'MF3OQWT2CEFQSOGHCYO3GBYR2V';

  beforeEach(() => {
    vi.stubGlobal('window', page);
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('away')));
  });

  afterEach(() => { vi.unstubAllGlobals(); });

  /** A desk that was opened by a link, and then reads another address: a step of the history of this page, or a pasted one. */
  function followed(link: string, hash: string, state: unknown): { readonly desk: Desk; readonly shown: ReturnType<typeof parsePlan> } {
    Object.assign(location, { hash: `#plan=${link}` });
    Object.assign(history, { state: null });
    const address = new Address(page as unknown as Window);
    const desk = new Desk(newSession('zh', 'light'), address, 'http://city.test/', {} as Stage);
    Object.assign(location, { hash });
    Object.assign(history, { state });
    address.reread();
    desk.follow();
    return { desk, shown: parsePlan(address.state().plan ?? '') };
  }

  it('is shown as it is, without the split, the spot and the edits of before', () => {
    const { desk, shown } = followed(`balance.10.grid~b,${split}~p,119.9,38.6~c,RS1`, '#plan=scenario.10.community~c,RS2', null);
    expect(shown).toMatchObject({ tab: 'scenario', split: '', spot: null, edits: [{ op: 'close', place: 'RS2' }] });
    expect(desk.play.aside.value).toEqual([{ op: 'close', place: 'RS1' }]);
  });

  it('of another page leaves the scenario alone', () => {
    const { desk, shown } = followed('scenario.10.community~c,RS1', `#plan=balance.10.grid~b,${split}`, null);
    expect(shown).toMatchObject({ tab: 'balance', split, edits: [{ op: 'close', place: 'RS1' }] });
    expect(desk.play.aside.value).toEqual([]);
  });

  it('is no step back: that loses nothing that was done here', () => {
    const { shown } = followed(`scenario.10.community~b,${split}~c,RS1`, '#plan=scenario.10.community', { steps: 1 });
    expect(shown).toMatchObject({ split, edits: [{ op: 'close', place: 'RS1' }] });
  });
});
