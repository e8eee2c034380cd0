import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { desk, idle, launch, open, type Reader, shoot, violations, type Watched } from './browser';
import { digits, officer } from './officer';
import { type Redsail, serve } from './redsail';

const english: Reader = { width: 1280, height: 800, locale: 'en-US', colorScheme: 'dark' };
const phone: Reader = { width: 390, height: 844, locale: 'zh-CN', colorScheme: 'light' };

let browser: Browser;
let town: Redsail;
let office: Redsail;
let opened: Watched | null = null;
const cookies: Record<string, string> = {};

beforeAll(async () => {
  [browser, town, office] = await Promise.all([launch(), serve('town', [], { demo: true }), serve('tiny', [], { closed: true })]);
  for (const name of ['admin', 'security', 'auditor']) {
    cookies[name] = await officer(office, name);
  }
});

afterEach(async () => {
  const wrong = opened?.wrong.filter((line) => !/ERR_FAILED .*\/persons\/search$/.test(line)) ?? []; // a test cuts that off
  await opened?.close();
  opened = null;
  expect(wrong).toEqual([]);
});

afterAll(async () => {
  await browser.close();
  await Promise.all([town.stop(), office.stop()]);
});

async function visit(server: Redsail, reader: Reader, hash: string, cookie = ''): Promise<Page> {
  await opened?.close();
  opened = await open(browser, reader, `${server.url}/${hash}`, cookie);
  const { page } = opened;
  await page.waitForSelector('[data-action=sign-in], [data-action=account]', { state: 'attached' });
  return page;
}

async function strangersLayers(): Promise<readonly string[]> {
  const answer = await (await fetch(`${town.url}/api/v1/layers`)).json() as { readonly layers: readonly { readonly key: string }[] };
  return answer.layers.map((it) => it.key);
}

describe('the second factor of these tests', () => {
  it('counts as RFC 6238 says', () => {
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'; // 12345678901234567890
    expect([digits(secret, 59_000), digits(secret, 1_111_111_109_000), digits(secret, 20_000_000_000_000)]).toEqual(['287082', '081804', '353130']);
  });
});

describe('the keeper of the data', () => {
  it.each(['checks', 'imports'])('prints the list of %s without what is pressed, all of it', async (section) => {
    const page = await visit(town, desk, `#admin=${section}`, await town.signIn('demo-keeper'));
    await page.waitForSelector(`[data-admin=${section}][aria-busy=false] .who-part`);
    await idle(page);
    await page.emulateMedia({ media: 'print' });
    for (const away of ['.map', '.bar', '.controls', '.admin-nav', '.admin form', '.admin .button']) {
      expect(await page.locator(`${away}:visible`).count(), away).toBe(0);
    }
    const [panel, body] = [await page.locator('.admin').boundingBox(), await page.locator('.who-body').evaluate((it) => it.scrollHeight - it.clientHeight)];
    expect(panel?.width).toBeGreaterThan(1200);
    expect(body).toBeLessThanOrEqual(1);
    await page.setViewportSize({ width: 794, height: 1123 }); // A4
    expect((await page.locator('.admin').boundingBox())?.width).toBeGreaterThan(760);
    expect(await page.locator('[data-changes] li:visible').count() > 0).toBe(section === 'imports'); // the revisions
    await shoot(page, `admin-print-${section}`);
    await page.emulateMedia({ media: 'screen' });
  });

  it('sees on a phone which section is open, and of which building a post is', async () => {
    const page = await visit(town, { ...english, width: 360, height: 740 }, '#admin=posts', await town.signIn('demo-keeper'));
    await page.waitForSelector('[data-post]');
    const tab = await page.locator('.admin-tab[aria-current]').boundingBox();
    expect(tab?.x).toBeGreaterThanOrEqual(0);
    expect((tab?.x ?? 0) + (tab?.width ?? 0)).toBeLessThanOrEqual(360);
    const rows = await page.locator('[data-post]').evaluateAll((all) => all.map((it) => [it.querySelector('.admin-name')?.textContent ?? '', it.querySelector('[data-of]')?.textContent ?? ''].join()));
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter((it) => it.endsWith(','))).toEqual([]);
    await shoot(page, 'admin-posts-phone');
  });

  it('comes from the account, looks at what strangers see, and closes a layer: their page loses it', async () => {
    expect(await strangersLayers()).toContain('grid');
    const page = await visit(town, desk, '', await town.signIn('demo-keeper'));
    await page.click('[data-action=account]');
    await page.click('[data-action=own-admin]');
    await page.waitForSelector('[data-admin=publish] [data-openable=grid] [aria-checked=true]');
    await idle(page);
    expect(page.url()).toContain('admin=');
    expect(await page.locator('[data-section]').count()).toBe(6);
    await page.click('[data-section=posts]');
    await page.waitForSelector('[data-post] [data-action=open-post]');
    expect(await violations(page)).toEqual([]);
    await page.locator('[data-action=open-post]').first().click();
    await page.fill('[name=post-duty]', '巡查与走访');
    await page.click('[data-action=check-staff]');
    await page.waitForSelector('.staff-summary[data-entries="1"]');
    expect(await page.textContent('.staff-changes')).toContain('巡查与走访');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'admin-post');
    await page.click('[data-action=write-staff]');
    await page.waitForSelector('[data-written]');
    await page.waitForFunction(() => document.querySelectorAll('[data-post] .admin-found li').length >= 2);
    expect(await violations(page)).toEqual([]);
    await page.click('[data-section=publish]');
    await page.click('[data-openable=building] [data-action=preview]');
    await page.waitForSelector('[data-preview=building] pre');
    expect(await page.textContent('[data-preview=building]')).not.toContain('household');
    await page.click('[data-openable=grid] [data-action=preview]');
    await page.waitForSelector('[data-preview=grid] pre');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'admin-publish');
    await page.focus('[data-openable=grid] [role=switch]');
    await page.keyboard.press('Space');
    await page.waitForSelector('[data-openable=grid] [aria-checked=false]');
    expect(await page.locator('[data-note=whole]').count()).toBe(0);
    expect(await strangersLayers()).not.toContain('grid');
    const stranger = await visit(town, desk, '');
    await stranger.waitForSelector('[data-layer=street]', { state: 'attached' });
    expect(await stranger.locator('[data-layer=grid]').count()).toBe(0);
    const again = await visit(town, english, '#admin=publish', await town.signIn('demo-keeper'));
    await again.click('[data-openable=grid] [data-action=switch-open]');
    await again.waitForSelector('[data-openable=grid] [aria-checked=true]');
    expect(await violations(again)).toEqual([]);
    await shoot(again, 'admin-publish-en');
    expect(await strangersLayers()).toContain('grid');
    await again.keyboard.press('Escape');
    await again.waitForSelector('.admin', { state: 'detached' });
    expect(again.url()).not.toContain('admin');
  });

  it('has it on a phone too; who may not is told so', async () => {
    const page = await visit(town, phone, '#admin=audit', await town.signIn('demo-keeper'));
    await page.waitForSelector('[data-admin=publish] [data-openable]');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'admin-phone');
    const worker = await visit(town, desk, '#admin=users', await town.signIn('demo-worker'));
    await worker.waitForSelector('[data-note=admin-right]');
    expect(await violations(worker)).toEqual([]);
    const stranger = await visit(town, desk, '#admin=users');
    await stranger.click('[data-action=admin-sign-in]');
    await stranger.waitForSelector('dialog[data-page=signin]');
  });
});

describe('posts and organisations', () => {
  it('are made with everything that they may have, by keyboard, judged before they are written, and taken back', async () => {
    const page = await visit(town, english, '#admin=posts', await town.signIn('demo-keeper'));
    await page.focus('[data-action=new-post]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('form [name=staff-code]');
    await page.waitForSelector('[name=post-role] option[value=community_worker]', { state: 'attached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('staff-code');
    await page.keyboard.type('e2e-post');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[name=post-role][aria-invalid=true]'); // what is needed is said where it is needed
    await page.selectOption('[name=post-role]', 'community_worker');
    await page.selectOption('[name=post-at-layer]', 'community');
    await page.fill('[name=post-at-code]', '372001001006');
    await page.fill('[name=staff-from]', '2027-01-01');
    await page.fill('[name=staff-until]', '2027-07-01');
    await page.focus('[data-action=add-week]');
    await page.keyboard.press('Enter');
    await page.fill('[name=week-0-open]', '8-12');
    await page.click('[data-action=check-staff]');
    await page.waitForSelector('#staff-hours-fault');
    expect(await violations(page)).toEqual([]);
    await page.fill('[name=week-0-open]', '08:00－12:00，20:00-02:00');
    await page.check('[name=hours-calendar]');
    await page.check('[name=hours-turn]');
    await page.fill('[name=turn-from]', '2027-01-04');
    await page.click('[data-action=check-staff]');
    await page.waitForSelector('.staff-summary[data-entries="1"]');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'admin-post-new');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-action'))).toBe('write-staff');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-written]');
    const versions = async (): Promise<{ readonly hours: { readonly calendar: string; readonly week: readonly { readonly open: unknown }[]; readonly turn: { readonly nth: number } }; readonly valid: unknown; readonly current: boolean }[]> =>
      (await page.evaluate(async () => await (await fetch('api/v1/posts/e2e-post')).json() as { versions?: [] })).versions ?? [];
    const [made] = (await versions()).filter((it) => it.current);
    expect([made?.valid, made?.hours.calendar, made?.hours.week[0]?.open, made?.hours.turn.nth]).toEqual([{ from: '2027-01-01', to: '2027-07-01' }, 'cn', [['08:00', '12:00'], ['20:00', '02:00']], 0]);
    await page.click('[data-action=undo-staff]');
    await page.waitForSelector('[data-note=undone]');
    expect((await versions()).filter((it) => it.current)).toEqual([]);
    await page.click('[data-action=new-organisation]');
    await page.fill('[name=staff-code]', 'e2e-firm');
    await page.selectOption('[name=body-sort]', 'firm');
    await page.fill('[name=body-name-zh]', '测试公司');
    await page.selectOption('[name=body-of-layer]', 'community');
    await page.fill('[name=body-of-code]', '372001001006');
    await page.fill('[name=body-members]', '12');
    await page.click('[data-action=check-staff]');
    await page.click('[data-action=write-staff]');
    await page.waitForSelector('[data-written]');
    const firm = await page.evaluate(async () => (await fetch('api/v1/organisations/e2e-firm')).status);
    expect(firm).toBe(200);
    await page.click('[data-action=undo-staff]');
    await page.waitForSelector('[data-note=undone]');
  });

  it.each<Reader>([desk, { ...phone, locale: 'en-US' }])('find who holds a post by name or code, and say what became of the search: %#', async (reader) => {
    const page = await visit(town, reader, '#admin=posts', await town.signIn('demo-keeper'));
    const code = await page.evaluate(async () => {
      const { posts } = await (await fetch('api/v1/posts?state=held&limit=1')).json() as { readonly posts: readonly { readonly person: { readonly code: string } }[] };
      return posts[0]?.person.code ?? '';
    });
    expect(code).not.toBe('');
    await page.click('[data-action=new-post]');
    const field = page.locator('[name=post-person]');
    const said = page.locator('[role=status][data-persons]');
    await field.fill(code); // in full: it is this one, by name
    await said.filter({ hasText: /\S/ }).waitFor();
    expect(await said.textContent()).toMatch(reader === desk ? /^(?!职权|找到)/ : /^(?!nobody|\d)/);
    expect([await field.inputValue(), await page.locator('[data-action=person-code]').count()]).toEqual([code, 0]);
    await field.fill(`${code}-no`);
    await page.waitForSelector('[data-persons="0"]');
    expect(await said.textContent()).toContain(reader === desk ? '没有找到' : 'nobody');
    await page.click('[data-action=check-staff]');
    await page.waitForSelector('#staff-post-person-fault'); // what is typed is nobody: it is not sent as a code
    expect(await violations(page)).toEqual([]);
    await field.evaluate((it) => { it.scrollIntoView({ block: 'center' }); });
    await shoot(page, `admin-person-${reader === desk ? 'zh' : 'en'}`);
    await page.click('[data-action=person-code]');
    await page.waitForSelector('#staff-post-person-fault', { state: 'detached' });
    expect(await field.inputValue()).toBe(`${code}-no`);
    await page.route('**/persons/search', async (route) => { await route.abort(); });
    await field.fill('张三');
    await page.waitForSelector('[data-action=person-code]');
    expect(await said.textContent()).toContain(reader === desk ? '没有查成' : 'not answered');
  });
});

describe('checks', () => {
  it.each([[desk, 'zh'], [{ ...phone, locale: 'en-US' }, 'en']] as const)('list what is missing and lead to it on the map: %#', async (reader, lang) => {
    const page = await visit(town, reader, '#z=10.00/38.64000/119.92000&admin=checks', await town.signIn('demo-dispatcher'));
    await page.waitForSelector('[data-admin=checks] [data-street]');
    await idle(page);
    const counted = async (): Promise<number> => Number(await page.getAttribute('[data-count]', 'data-count'));
    const all = await counted();
    expect(await page.locator('[data-finding]').count()).toBe(Math.min(all, 20));
    await page.click('[data-action=more-findings]');
    await expect.poll(() => page.locator('[data-finding]').count()).toBe(Math.min(all, 40));
    await page.click('[data-part=norms] summary');
    await page.locator('[data-street] > summary').first().click();
    await page.waitForSelector('[data-street][open] [data-community] [data-grid] .check-things li', { state: 'attached' });
    expect(await violations(page)).toEqual([]);
    await shoot(page, `admin-checks-${lang}`);
    await page.click('[data-kind=grid_worker]');
    await page.waitForSelector('[data-norm=grid_worker]');
    await expect.poll(counted).toBe(Number(await page.textContent('[data-kind=grid_worker] b')));
    expect(await counted()).toBeLessThan(all);
    expect(await page.getAttribute('[download="checks.csv"]', 'href')).toContain('kind=grid_worker');
    await page.selectOption('[name=check-street]', { index: 1 });
    await expect.poll(() => page.getAttribute('[download="checks.csv"]', 'href')).toContain('street=');
    await page.click('[data-action=clear-filter]');
    await expect.poll(counted).toBe(all);
    await page.locator('[data-finding] [data-action=show-finding]').first().click();
    await expect.poll(() => /z=1[5-9]/.test(page.url())).toBe(true);
    const [file] = await Promise.all([page.waitForEvent('download'), page.click('[download="checks.csv"]')]);
    expect(file.suggestedFilename()).toBe('checks.csv');
  }, 120_000);
});

describe('the three officers', () => {
  it.each([[desk, 'zh', 'wang'], [english, 'en', 'li']] as const)('make an account, give it its rights and a token, and read of it in the audit: %#', async (reader, lang, name) => {
    const admin = await visit(office, reader, '#admin=users', cookies['admin']);
    await admin.click('[data-action=new-user]');
    await admin.fill('[name=user-name]', name);
    await admin.fill('[name=user-title]', 'Wang');
    await admin.keyboard.press('Enter');
    await admin.waitForSelector('[data-once=password] code');
    await admin.waitForSelector(`[data-user=${name}] [data-mark=mustChange]`);
    expect(await admin.locator('[data-action=grant]').count()).toBe(0);
    await idle(admin);
    expect(await violations(admin)).toEqual([]);
    await shoot(admin, `admin-users-${lang}`);
    await admin.click('[data-action=once-done]');
    expect(await admin.locator('[data-once]').count()).toBe(0);
    await admin.click(`[data-user=${name}] [data-action=reset]`);
    expect(await violations(admin)).toEqual([]);
    await admin.click('[data-action=reset-sure]');
    await admin.waitForSelector('[data-once=password]');

    const security = await visit(office, reader, '#admin=users', cookies['security']);
    await security.click(`[data-user=${name}] [data-action=grant]`);
    await security.check('[name=role-dispatcher]');
    await security.check('[name=whole-city]');
    expect(await violations(security)).toEqual([]);
    await shoot(security, `admin-grant-${lang}`);
    await security.click('[data-action=save-grant]');
    await security.waitForSelector(`[data-user=${name}] .admin-role`);
    await security.click('[data-section=tokens]');
    await security.click('[data-action=new-token]');
    await security.fill('[name=token-name]', `bus of ${name}`);
    await security.fill('[name=token-account]', name);
    await security.fill('[name=token-only]', 'locate, areas.read');
    await security.fill('[name=token-expires]', new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
    await security.click('[data-action=make-token]');
    await security.waitForSelector('[data-once=token] code');
    await security.waitForSelector('[data-token]');
    expect(await violations(security)).toEqual([]);
    await shoot(security, `admin-tokens-${lang}`);

    const auditor = await visit(office, reader, '#admin=audit', cookies['auditor']);
    await auditor.fill('[name=audit-of]', `account/${name}`);
    await auditor.click('[data-action=find-audit]');
    await expect.poll(async () => (await auditor.textContent('.admin-table'))?.includes(lang === 'zh' ? '授予权限' : 'Give rights')).toBe(true);
    await auditor.click('[data-action=verify-audit]');
    await auditor.waitForSelector('[data-verified=whole]');
    const [file] = await Promise.all([auditor.waitForEvent('download'), auditor.click('[data-action=audit-head]')]);
    expect(file.suggestedFilename()).toMatch(/^audit-head-\d+\.json$/);
    expect(await violations(auditor)).toEqual([]);
    await shoot(auditor, `admin-audit-${lang}`);
    expect(auditor.url()).not.toContain(name);
  });
});
