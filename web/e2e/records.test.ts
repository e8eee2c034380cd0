import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { shoot, violations } from './browser';
import { demoTown } from './demotown';

/** A keeper of the data may write changes; one that is refused is part of the test. */
const town = demoTown('demo-keeper', /400 \(Bad Request\)/);

async function ask<T>(path: string): Promise<T> {
  return await (await fetch(`${town.server.url}/api/v1/${path}`, { headers: { Cookie: town.signed } })).json() as T;
}

/** Sends a change, on a revision where one is named. */
async function put(body: object, match?: number): Promise<Response> {
  return await fetch(`${town.server.url}/api/v1/changes`, {
    method: 'POST', headers: { Cookie: town.signed, 'Content-Type': 'application/json', Origin: town.server.url, ...(match === undefined ? {} : { 'If-Match': `"${match}"` }) }, body: JSON.stringify(body),
  });
}

describe('the records of candidates on the desk of the planner', () => {
  it('lists the records of candidates by stage with their costs, and brings one on by a change on the revision that was read', async () => {
    const at = await ask<{ places: { point: [number, number] }[]; revision: number }>('places?kind=red_sail_station&state=open&limit=3');
    const log = [['applied', '2026-01-05', '澜庆街道办'], ['reviewed', '2026-02-01', '区委社工部']].map(([state, date, by]) => ({ state, date, by }));
    const place = (code: string, n: number, more: object): object => ({ kind: 'place', layer: 'red_sail_station', code, names: { zh: `候选驿站${n}` }, geometry: { type: 'Point', coordinates: at.places[n]?.point }, ...more });
    const made = await put({ note: '候选', puts: [place('CAND1', 0, { stages: log, cost: 380000, floor_area: 120, tenure: 'rented' }), place('CAND2', 1, { state: 'planned', cost: 20000 }), place('CAND3', 2, { stages: log.slice(0, 1) })] }, at.revision);
    expect(made.status, await made.clone().text()).toBe(201);
    const page = await town.plan('records.10.street');
    await page.waitForSelector('[data-records="3"]');
    expect(await page.getAttribute('[data-records]', 'data-cost')).toBe('400000');
    await page.click('[data-action=stage-reviewed]');
    await page.waitForSelector('[data-records="1"]');
    expect(await page.locator('[data-record=CAND1] [data-stage]').allTextContents()).toEqual(['申报中 2026-01-05 · 澜庆街道办', '已审核 2026-02-01 · 区委社工部']);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'plan-records');
    await page.click('[data-record=CAND1] [data-action=record-next]');
    await page.fill('[data-form=record] input[type=date]', '2026-01-31'); // before the stage in front of it
    await page.fill('[data-form=record] input[type=text]', '市委社会工作部');
    await page.click('[data-action=record-write]');
    await page.waitForSelector('[data-form=record] [data-problem=stage_order]');
    await page.fill('[data-form=record] input[type=date]', '2099-05-01'); // planned, and counted only from then on
    await page.waitForSelector('[data-note=planned]');
    await page.click('[data-action=record-write]');
    await page.waitForSelector('[data-record=CAND1][data-state=reviewed] [data-planned=approved]');
    expect(await page.textContent('[data-planned=approved]')).toContain('计划于 2099-05-01');
    await page.click('[data-record=CAND1] [data-action=record-next]');
    expect(await page.inputValue('[data-form=record] input[type=date]')).toBe('2099-05-01');
    await shoot(page, 'plan-planned');
    await page.fill('[data-form=record] input[type=date]', '2026-03-01');
    await page.click('[data-action=record-write]');
    await page.waitForSelector('[data-note=advanced]');
    await page.click('[data-action=stage-all]');
    await page.waitForSelector('[data-record=CAND1][data-state=approved]');
    const { records } = await ask<{ records: { code: string; stages: object[] }[] }>('siting/records?stage=approved');
    expect(records.map(({ code, stages }) => ({ code, stages }))).toEqual([{ code: 'CAND1', stages: [...log, { state: 'approved', date: '2026-03-01', by: '市委社会工作部' }] }]);
    await page.goto(`${town.server.url}/#plan=coverage.10.street&s=red_sail_station:CAND1`);
    await page.reload();
    await page.waitForSelector('[data-note=chosen-record] [data-stage=approved]');
    expect(await page.textContent('[data-note=chosen-record]')).toContain('380,000');
  });

  it('opens a station in the scenario again that the city has closed', async () => {
    const { places: [station], revision } = await ask<{ places: { code: string; name: string }[]; revision: number }>('places?kind=red_sail_station&state=open&limit=1');
    const code = station?.code ?? '?';
    const before = await ask<{ households: { covered: number } }>('coverage?minutes=5');
    expect((await put({ note: '撤销', puts: [{ kind: 'place', layer: 'red_sail_station', code, state: 'closed' }] }, revision)).status).toBe(201);
    const page = await town.plan('scenario.5.street');
    await page.click('[data-part=by-list] summary');
    await page.selectOption('[data-field=reopen]', code);
    await page.click('[data-action=reopen-listed]');
    await page.waitForSelector('[data-edit=open]');
    expect(await page.textContent('[data-edit=open]')).toContain(`重新启用 ${station?.name ?? '?'}`);
    expect(await page.locator('[data-field=reopen] option').evaluateAll((all) => all.map((it) => it.getAttribute('value')))).not.toContain(code);
    await page.waitForSelector('.plan[aria-busy=false]');
    const gained = Number(await page.getAttribute('.plan-gain', 'data-gained'));
    const after = await ask<{ households: { covered: number } }>('coverage?minutes=5');
    expect(gained).toBe(before.households.covered - after.households.covered);
    expect(decodeURIComponent(page.url())).toContain(`o,,,${code},`);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'plan-reopened');
    await page.click('[data-action=undo]');
    await page.waitForSelector('[data-edit=open]', { state: 'detached' });
    await page.click('[data-action=redo]');
    await page.waitForSelector('[data-edit=open]');
    await page.reload();
    await page.waitForSelector('[data-edit=open]');
    expect(Number(await page.getAttribute('.plan-gain', 'data-gained'))).toBe(gained);
  });

  it('has all its pages in sight at a desk, and on a phone the open one, beside others in a row that scrolls', async () => {
    for (const width of [360, 420, 1280]) {
      for (const locale of ['zh-CN', 'en-US'] as const) {
        const page = await town.plan('records.10.street', { width, height: 800, locale, colorScheme: locale === 'en-US' ? 'dark' : 'light' });
        expect(await hiddenTabs(page, width < 640 ? '.plan-tab[aria-current]' : '.plan-tab'), `${width} ${locale}`).toEqual([]);
        if (width < 640) {
          expect((await hiddenTabs(page, '.plan-tab')).length).toBeGreaterThan(0);
          for (const tab of await page.locator('.plan-tab').all()) {
            const action = await tab.getAttribute('data-action') ?? '';
            await tab.scrollIntoViewIfNeeded();
            await expect.poll(() => hiddenTabs(page, `[data-action=${action}]`)).toEqual([]);
          }
        }
        await shoot(page, `plan-tabs-${width}-${locale}`);
        await town.close();
      }
    }
  }, 180_000);
});

/** Those of the pages of the desk that are not wholly in sight; all of them where there is none. */
async function hiddenTabs(page: Page, which: string): Promise<readonly (string | null)[]> {
  const tabs = page.locator(which);
  return await tabs.count() === 0 ? ['there is none'] : tabs.evaluateAll((all) => all.filter((it) => {
    const [own, nav] = [it.getBoundingClientRect(), it.closest('nav')?.getBoundingClientRect()];
    return nav === undefined || own.left < nav.left - 0.5 || own.right > nav.right + 0.5 || own.bottom > nav.bottom + 0.5 || own.right > window.innerWidth;
  }).map((it) => it.textContent));
}
