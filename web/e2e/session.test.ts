import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { desk, idle, launch, open, type Reader, shoot, violations, type Watched } from './browser';
import { type Redsail, serve } from './redsail';

const phone: Reader = { width: 390, height: 844, locale: 'en-US', colorScheme: 'dark' };

let browser: Browser;
let town: Redsail;
let closed: Redsail;
let opened: Watched | null = null;
/** What the browser itself says on the console of an answer that is no success: part of what is tested. */
let refusals = 0;

beforeAll(async () => {
  [browser, town, closed] = await Promise.all([launch(), serve('town', [], { demo: true }), serve('tiny', [], { closed: true })]);
});

afterEach(async () => {
  const wrong = opened?.wrong ?? [];
  await opened?.close();
  opened = null;
  const told = wrong.filter((it) => /status of 40[13]/.test(it));
  const expected = refusals;
  refusals = 0;
  expect(wrong.filter((it) => !told.includes(it))).toEqual([]);
  expect(told.length).toBe(expected);
});

afterAll(async () => {
  await browser.close();
  await Promise.all([town.stop(), closed.stop()]);
});

async function visit(server: Redsail, reader: Reader = desk, hash = '', cookie = ''): Promise<Page> {
  opened = await open(browser, reader, `${server.url}/${hash}`, cookie);
  const { page } = opened;
  await page.waitForSelector('[data-action=sign-in], [data-action=account]', { state: 'attached' });
  return page;
}

async function signedIn(page: Page): Promise<void> {
  await page.waitForSelector('[data-action=account]', { state: 'attached' });
  await idle(page);
}

/** What is wrong with boxes for passwords: what is typed is hidden, and what is pasted comes in whole. */
async function hidesAndTakesPastes(page: Page, ...names: string[]): Promise<string[]> {
  const wrong: string[] = [];
  const text = 'pasted by a manager';
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(async (it) => { await navigator.clipboard.writeText(it); }, text);
  for (const name of names) {
    const box = page.locator(`[name=${name}]`);
    if (await box.getAttribute('type') !== 'password') {
      wrong.push(`${name} shows what is typed`);
    }
    const before = await box.inputValue();
    await box.fill('');
    await box.press('Control+V');
    if (await box.inputValue() !== text) {
      wrong.push(`${name} takes no paste`);
    }
    await box.fill(before);
  }
  return wrong;
}

/** The password that the server said once at its first start. */
function firstPassword(name: string): string {
  const found = closed.said().map((line) => new RegExp(`^redsail:\\s+${name}\\s+(\\S+)$`).exec(line)?.[1]).find((it) => it !== undefined);
  if (found === undefined) {
    throw new Error(`the server said no first password of ${name}:\n${closed.said().join('\n')}`);
  }
  return found;
}

describe('signing in', () => {
  it('to a demo account takes one click, keeps what the address says, and signs out again', async () => {
    const page = await visit(town, desk, '#z=15.00/38.64000/119.92000&hide=grid');
    await page.click('[data-action=sign-in]');
    await page.waitForSelector('dialog[data-page=signin] [data-demo=demo-dispatcher]');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'session-sign-in');
    await page.click('[data-demo=demo-dispatcher]');
    await signedIn(page);
    expect(page.url()).toContain('#z=15.00/38.64000/119.92000&hide=grid');
    expect(await page.textContent('[data-action=account]')).toContain('值班调度员');
    await page.click('[data-action=account]');
    await page.waitForSelector('dialog[data-page=home]');
    expect(await violations(page)).toEqual([]);
    await page.click('[data-action=own-sessions]');
    await page.waitForSelector('[data-session=current]');
    expect(await violations(page)).toEqual([]);
    await page.click('[data-action=own-back]');
    expect(await page.isVisible('[data-action=sign-out]')).toBe(true);
    await page.click('[data-action=sign-out]');
    await page.waitForSelector('[data-action=sign-in]');
    expect(await page.evaluate(async () => (await (await fetch('api/v1/session')).json() as { account: string }).account)).toBe('');
  });

  it('with a wrong password says so, by keyboard alone, and puts the cursor where it is typed again', async () => {
    refusals = 1;
    const page = await visit(town);
    // What is typed as soon as the dialog is seen must not lose its place to the dialog's becoming modal.
    await page.evaluate(() => {
      new MutationObserver((_, observer) => {
        const dialog = document.querySelector('dialog');
        if (dialog !== null) {
          document.body.dataset.modalAtOnce = String(dialog.matches(':modal'));
          observer.disconnect();
        }
      }).observe(document.body, { childList: true, subtree: true });
    });
    await page.focus('[data-action=sign-in]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[data-page=signin]');
    expect(await page.getAttribute('body', 'data-modal-at-once')).toBe('true');
    await page.focus('[name=username]');
    await page.keyboard.type('demo-planner');
    await page.keyboard.press('Tab');
    await page.keyboard.type('not the password');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-problem=bad_credentials]');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('password');
    expect(await page.getAttribute('[name=username]', 'autocomplete')).toBe('username');
    expect(await page.getAttribute('[name=password]', 'autocomplete')).toBe('current-password');
    expect(await hidesAndTakesPastes(page, 'password')).toEqual([]);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    expect(page.url()).not.toContain('not');
  });

  it('from a phone goes by the menu', async () => {
    const page = await visit(town, phone);
    await page.click('[data-action=more]');
    await page.click('[data-action=sign-in]');
    await page.waitForSelector('dialog[data-page=signin]');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'session-phone');
    await page.click('[data-demo=demo-worker]');
    await signedIn(page);
    await page.click('[data-action=more]');
    expect(await page.textContent('[data-action=account]')).toContain('Grid worker');
  });
});

describe('the desk of the planner', () => {
  it('offers a stranger to sign in, and after that what a planner may do', async () => {
    const page = await visit(town, desk, '#plan=siting.10.community');
    await page.waitForSelector('[data-note=keeper]');
    await page.click('[data-action=plan-sign-in]');
    await page.click('[data-demo=demo-planner]');
    await signedIn(page);
    await page.waitForSelector('[data-action=start-siting]');
    expect(page.url()).toContain('plan=siting.10.community');
  });
});

describe('a server that shows strangers nothing', () => {
  it('says so, and lets an officer in after the first password and the second factor', async () => {
    refusals = 1;
    const page = await visit(closed);
    await page.waitForSelector('[data-notice=nothing-open]');
    expect(await page.textContent('[data-notice=nothing-open] h2')).toBe('尚未公开任何图层，请登录');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'session-nothing-open');
    await page.click('[data-action=sign-in-nothing]');
    expect(await page.locator('[data-demo]').count()).toBe(0);
    const first = firstPassword('auditor');
    await page.fill('[name=username]', 'auditor');
    await page.fill('[name=password]', first);
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[data-page=password] [data-remark=must-change]');
    expect(await hidesAndTakesPastes(page, 'old', 'new', 'again')).toEqual([]);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.isVisible('dialog[data-page=password]')).toBe(true);
    await page.fill('[name=old]', first);
    await page.fill('[name=new]', 'a pass phrase of my own');
    await page.fill('[name=again]', 'a pass phrase of my own!');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-wrong=passwordDiffers]');
    await page.fill('[name=again]', 'a pass phrase of my own');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[data-page=factor]');
    await page.click('[data-action=begin-factor]');
    await page.waitForSelector('[data-secret]');
    expect(await page.textContent('[data-secret] code')).toMatch(/^(?:[A-Z2-7]{4} )+[A-Z2-7]{1,4}$/);
    expect(await violations(page)).toEqual([]);
    await page.fill('[name=code]', '000000');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-problem=wrong_code]');
    await page.click('[data-action=sign-out]');
    await page.waitForSelector('[data-notice=nothing-open]');
  });
});

describe('a session that ends while the page is open', () => {
  it('is told by a banner; signing in again as the same keeps what is on the page', async () => {
    refusals = 1;
    const cookie = await town.signIn('demo-dispatcher');
    const page = await visit(town, desk, '#person=', cookie);
    await page.waitForSelector('[data-people=search]');
    await idle(page);
    const ended = await fetch(`${town.url}/api/v1/session`, { method: 'DELETE', headers: { Cookie: cookie } });
    expect(ended.status).toBe(204);
    await page.fill('[name=q]', '李');
    await page.click('[data-action=do-find]');
    await page.waitForSelector('[data-notice=signed-out]');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'session-ended');
    await page.click('[data-action=sign-in-again]');
    await page.click('[data-demo=demo-dispatcher]');
    await page.waitForSelector('[data-notice=signed-out]', { state: 'detached' });
    expect(await page.inputValue('[name=q]')).toBe('李');
    await page.click('[data-action=do-find]');
    await page.waitForSelector('[data-problem]', { state: 'detached' });
  });
});
