import { afterEach, describe, expect, it, vi } from 'vitest';

import { madeIdentity, madeServer, madeWho, saidWho } from './kit';

afterEach(() => { vi.unstubAllGlobals(); });

const zhang = madeWho({ account: 'zhang', actions: new Set(['persons.read']) });

describe('who the server says is signed in', () => {
  it('is asked for, and taken over', async () => {
    const asked = madeServer(() => ({ body: saidWho('zhang', { actions: ['siting.write'] }) }));
    const { identity, session, restarts } = madeIdentity();
    await identity.ask();
    expect(asked).toEqual([{ method: 'GET', path: '/api/v1/session', body: undefined }]);
    expect(session.who.value?.actions.has('siting.write')).toBe(true);
    expect(restarts.count).toBe(0);
  });

  it('stays as it was while the server is away', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('away')));
    const { identity, session } = madeIdentity(zhang);
    await identity.ask();
    expect(session.who.value).toBe(zhang);
    expect(identity.expired.value).toBe(false);
  });

  it('is nobody any more when the session ended: that is said, and the page keeps what is on it', () => {
    const { identity, session, restarts } = madeIdentity(zhang);
    identity.heard(madeWho());
    expect(identity.expired.value).toBe(true);
    expect(session.who.value).toBe(zhang);
    expect(restarts.count).toBe(0);
  });

  it('is somebody else after another window signed in: the page begins anew', () => {
    const { identity, restarts } = madeIdentity(zhang);
    identity.heard(madeWho({ account: 'li' }));
    expect(restarts.count).toBe(1);
  });

  it('has to change the first password before anything else', () => {
    const { identity } = madeIdentity();
    identity.heard(madeWho({ account: 'zhang', bound: 'password' }));
    expect(identity.page.value).toBe('password');
  });
});

describe('signing in', () => {
  it('begins the page anew: what is shown depends on who looks', () => {
    const { identity, restarts } = madeIdentity(madeWho());
    identity.signedIn(zhang);
    expect(restarts.count).toBe(1);
  });

  it('again, as the same, after the session ended keeps the page', () => {
    const { identity, session, restarts } = madeIdentity(zhang);
    identity.heard(madeWho());
    identity.page.value = 'signin';
    identity.signedIn({ ...zhang, title: '张' });
    expect([restarts.count, identity.expired.value, identity.page.value, session.who.value?.title]).toEqual([0, false, null, '张']);
  });

  it('again as somebody else does not', () => {
    const { identity, restarts } = madeIdentity(zhang);
    identity.heard(madeWho());
    identity.signedIn(madeWho({ account: 'li' }));
    expect(restarts.count).toBe(1);
  });

  it('with a first password leads on to another one and to the second factor, and then anew', () => {
    const { identity, restarts } = madeIdentity(madeWho());
    identity.signedIn({ ...zhang, bound: 'password' });
    expect([identity.page.value, restarts.count]).toEqual(['password', 0]);
    identity.signedIn({ ...zhang, bound: 'factor' });
    expect([identity.page.value, restarts.count]).toEqual(['factor', 0]);
    identity.signedIn(zhang);
    expect(restarts.count).toBe(1);
  });
});

describe('the page of a person', () => {
  it('is kept in the address', () => {
    const { identity, kept } = madeIdentity(zhang);
    identity.show('P1');
    identity.show('');
    identity.show(null);
    expect(kept).toEqual([{ person: 'P1' }, { person: '' }, { person: undefined }]);
    expect(identity.person.value).toBeNull();
  });
});
