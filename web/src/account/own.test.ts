import { afterEach, describe, expect, it, vi } from 'vitest';

import { madeIdentity, madeServer, madeWho, saidWho } from './kit';
import { Own } from './own';

afterEach(() => { vi.unstubAllGlobals(); });

const attempt = { name: ' zhang ', password: 'correct horse', code: '', phone: false };

function problem(status: number, code: string, headers: Record<string, string> = {}): { status: number; body: unknown; headers: Record<string, string> } {
  return { status, body: { code, title: 't', detail: 'd' }, headers };
}

describe('signing in', () => {
  it('sends name and password in the body alone', async () => {
    const asked = madeServer(() => ({ body: saidWho('zhang') }));
    const { identity, restarts } = madeIdentity(madeWho());
    expect(await new Own(identity).signIn(attempt)).toBe(false);
    expect(asked).toEqual([{ method: 'POST', path: '/api/v1/session', body: { name: 'zhang', password: 'correct horse' } }]);
    expect(restarts.count).toBe(1);
  });

  it('asks for the second factor where the server does, and sends it with the rest', async () => {
    const asked = madeServer(({ body }) => ((body as { code?: string }).code === undefined ? problem(401, 'second_factor_needed') : { body: saidWho('zhang') }));
    const own = new Own(madeIdentity(madeWho()).identity);
    expect(await own.signIn(attempt)).toBe(true);
    expect(own.problem.value).toBeNull();
    expect(await own.signIn({ ...attempt, code: '123456', phone: true })).toBe(false);
    expect(asked[1]?.body).toEqual({ name: 'zhang', password: 'correct horse', code: '123456', phone: true });
  });

  it('says what went wrong, and for how long there is no use in trying', async () => {
    madeServer(() => problem(429, 'too_many_tries', { 'Retry-After': '840' }));
    const { identity, restarts } = madeIdentity(madeWho());
    const own = new Own(identity);
    expect(await own.signIn(attempt)).toBe(false);
    expect(own.problem.value).toMatchObject({ code: 'too_many_tries', retry: 840 });
    expect([own.busy.value, restarts.count]).toEqual([false, 0]);
  });

  it('does nothing twice at once', async () => {
    const asked = madeServer(() => ({ body: saidWho('zhang') }));
    const own = new Own(madeIdentity(madeWho()).identity);
    await Promise.all([own.signIn(attempt), own.signIn(attempt), own.signInDemo('demo-worker')]);
    expect(asked.length).toBe(1);
  });

  it('by one click names the account of the made-up city', async () => {
    const asked = madeServer(() => ({ body: saidWho('demo-worker') }));
    await new Own(madeIdentity(madeWho()).identity).signInDemo('demo-worker');
    expect(asked).toEqual([{ method: 'POST', path: '/api/v1/session/demo', body: { account: 'demo-worker' } }]);
  });
});

describe('the own account', () => {
  const zhang = madeWho({ account: 'zhang' });

  it('signs out, though the answer is empty', async () => {
    const asked = madeServer(() => ({ status: 204 }));
    const { identity, restarts } = madeIdentity(zhang);
    await new Own(identity).signOut();
    expect(asked).toEqual([{ method: 'DELETE', path: '/api/v1/session', body: undefined }]);
    expect(restarts.count).toBe(1);
  });

  it('stays signed in when that fails', async () => {
    madeServer(() => problem(503, 'store_busy'));
    const { identity, restarts } = madeIdentity(zhang);
    const own = new Own(identity);
    await own.signOut();
    expect([restarts.count, own.problem.value?.code]).toEqual([0, 'store_busy']);
  });

  it('changes its password, and says that it did', async () => {
    const asked = madeServer(() => ({ body: saidWho('zhang') }));
    const { identity, restarts } = madeIdentity(zhang);
    const own = new Own(identity);
    await own.changePassword('old', 'a new password');
    expect(asked).toEqual([{ method: 'POST', path: '/api/v1/session/password', body: { old: 'old', new: 'a new password' } }]);
    expect([own.said.value, identity.page.value, restarts.count]).toEqual(['passwordDone', 'home', 0]);
  });

  it('knows a wrong old password from a wrong sign-in', async () => {
    madeServer(() => problem(401, 'bad_credentials'));
    const own = new Own(madeIdentity(zhang).identity);
    await own.changePassword('x', 'a new password');
    expect(own.problem.value?.code).toBe('old_password');
  });

  it('sets the second factor up', async () => {
    const asked = madeServer(({ path }) => ({ body: path.endsWith('confirm') ? saidWho('zhang') : { secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/x' } }));
    const { identity } = madeIdentity(zhang);
    const own = new Own(identity);
    await own.beginFactor();
    expect(own.factor.value?.secret).toBe('JBSWY3DPEHPK3PXP');
    await own.confirmFactor('123456');
    expect(asked.map((it) => it.path)).toEqual(['/api/v1/session/factor', '/api/v1/session/factor/confirm']);
    expect([own.said.value, own.factor.value]).toEqual(['factorDone', null]);
  });

  it('lists where it is signed in, and ends one, also one that has ended already', async () => {
    const one = { id: 'a b', created: '', seen: '', expires: '' };
    const asked = madeServer(({ method }) => (method === 'DELETE' ? problem(404, 'unknown_session') : { body: { sessions: [one] } }));
    const own = new Own(madeIdentity(zhang).identity);
    await own.end('a b');
    expect(asked.map((it) => `${it.method} ${it.path}`)).toEqual(['DELETE /api/v1/sessions/a%20b', 'GET /api/v1/sessions']);
    expect(own.sessions.value).toMatchObject({ kind: 'ready', value: [{ id: 'a b' }] });
  });

  it('forgets what was on a page of the dialog when another is turned to', async () => {
    madeServer(() => ({ body: { secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/x' } }));
    const own = new Own(madeIdentity(zhang).identity);
    await own.beginFactor();
    own.turn('home');
    expect(own.factor.value).toBeNull();
  });
});
