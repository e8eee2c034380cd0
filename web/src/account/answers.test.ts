import { describe, expect, it } from 'vitest';

import { decoded } from '../api/parts';
import { factorSchema, foundSchema, personSchema, reasonsSchema, sessionsSchema, shownSchema } from './answers';
import { saidWho } from './kit';
import { whoSchema } from './whoanswer';

describe('who is signed in', () => {
  it('is read, the actions as a set', () => {
    const who = decoded(whoSchema, saidWho('zhang', {
      roles: ['dispatcher'], actions: ['locate', 'persons.read'], scope: [{ layer: 'street', code: '370811001', name: '柳舟街道' }], demo: [{ account: 'demo-worker', role: 'worker', title: '演示网格员' }],
    }));
    expect(who).toMatchObject({ account: 'zhang', wholeCity: false, bound: '', scope: [{ code: '370811001' }], demo: [{ role: 'worker' }] });
    expect(who?.actions.has('persons.read')).toBe(true);
    expect(who?.actions.has('persons.reveal')).toBe(false);
  });

  it('is nobody where no account is named', () => {
    expect(decoded(whoSchema, saidWho(''))?.account).toBe('');
  });

  it.each([null, [], {}, { ...saidWho('a'), bound: 'thumb' }, { ...saidWho('a'), actions: [1] }, { ...saidWho('a'), account: 7 }])('%j is none', (body) => {
    expect(decoded(whoSchema, body)).toBeNull();
  });
});

describe('what an authenticator is set up with', () => {
  it('is read', () => {
    expect(decoded(factorSchema, { secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/x?secret=JBSWY3DPEHPK3PXP' })?.secret).toBe('JBSWY3DPEHPK3PXP');
  });

  it('leads nowhere but to an authenticator', () => {
    expect(decoded(factorSchema, { secret: 'JBSWY3DPEHPK3PXP', uri: 'javascript:alert(1)' })).toBeNull();
    expect(decoded(factorSchema, { secret: '<b>', uri: 'otpauth://totp/x' })).toBeNull();
  });
});

describe('sessions', () => {
  it('are read, what may be left out as not so', () => {
    const one = { id: 'a', created: '2026-11-29T01:00:00Z', seen: '2026-11-29T02:00:00Z', expires: '2026-11-29T13:00:00Z' };
    expect(decoded(sessionsSchema, { sessions: [{ ...one, agent: 'x', current: true }, one] })).toEqual([{ ...one, agent: 'x', current: true, phone: false }, { ...one, agent: '', current: false, phone: false }]);
    expect(decoded(sessionsSchema, { sessions: [{ ...one, id: '' }] })).toBeNull();
  });
});

const masked = { code: 'P1', name: '张*', phones: [{ use: 'duty', number: '138****5678' }], masked: true, erased: false, private: false };

describe('a person', () => {
  it('beside a post is read as far as it is shown', () => {
    expect(decoded(shownSchema, masked)).toEqual({ ...masked, title: '' });
    expect(decoded(shownSchema, { code: 'P2', erased: true })).toEqual({ code: 'P2', name: '', title: '', phones: [], masked: false, erased: true, private: false });
    expect(decoded(shownSchema, { name: '张*' })).toBeNull();
  });

  it('with posts is read', () => {
    const post = {
      code: 'T1', role: 'grid_head', role_name: { zh: '网格长', en: 'Grid head' }, layer: 'grid', area: 'G1', area_name: '第一网格', acting: true, tasks: ['patrol'], duty: '巡查',
      valid: { from: '2026-07-01', to: '' }, hours: { week: [{ days: ['mon'], open: [['09:00', '17:00']] }], dates: [], calendar: '' }, today: [['09:00', '17:00']],
    };
    expect(decoded(personSchema, { ...masked, posts: [post] })?.posts).toEqual([{
      code: 'T1', role: 'grid_head', roleName: { zh: '网格长', en: 'Grid head' }, specialty: '', layer: 'grid', area: 'G1', areaName: '第一网格', acting: true, onDuty: null, tasks: ['patrol'], duty: '巡查',
      from: '2026-07-01', to: '', hours: { week: [{ days: ['mon'], open: [['09:00', '17:00']] }], dates: [], month: [], turn: null, calendar: '' }, today: [['09:00', '17:00']],
    }]);
    expect(decoded(personSchema, masked)?.posts).toEqual([]);
    expect(decoded(personSchema, { ...masked, posts: [{ ...post, on_duty: 'yes' }] })).toBeNull();
  });

  it('is found among others', () => {
    expect(decoded(foundSchema, { persons: [masked], more: true })).toMatchObject({ persons: [{ code: 'P1', posts: [] }], more: true });
    expect(decoded(foundSchema, { persons: null })).toBeNull();
  });

  it('is asked about for a reason of the list', () => {
    expect(decoded(reasonsSchema, { reasons: [{ key: 'emergency', name: { zh: '突发事件处置', en: 'Emergency' } }] })).toEqual([{ key: 'emergency', name: { zh: '突发事件处置', en: 'Emergency' } }]);
  });
});
