import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { desk, idle, type Reader, shoot, violations } from './browser';
import { demoTown } from './demotown';
import { give, type Grid, kept, type Ring, tryFile } from './filing';

const phone: Reader = { width: 360, height: 800, locale: 'en-US', colorScheme: 'dark' };

const town = demoTown('demo-keeper', /status of (?:409 \(Conflict\) \S*\/api\/v1\/revisions\/1\/reverse|4\d\d \([^)]*\) \S*\/api\/v1\/imports\/drawing\S*)$/); // what is in the way of taking back the first one, and a drawing that is none
let grids: string;

/** The grids of the town as a file that a keeper might have: one is too small, one too large, one is not closed by half a metre. */
async function faultyGrids(): Promise<string> {
  const { features } = await (await fetch(`${town.server.url}/ogc/collections/grid/items?limit=10000&f=json`)).json() as { readonly features: readonly Grid[] };
  const sized = ([first, ...rest]: Ring, by: number): Ring => [first ?? [0, 0], ...rest].map(([lon, lat]) => [(first?.[0] ?? 0) + (lon - (first?.[0] ?? 0)) * by, (first?.[1] ?? 0) + (lat - (first?.[1] ?? 0)) * by]);
  const unclosed = (ring: Ring): Ring => ring.map(([lon, lat], i) => (i === ring.length - 1 ? [lon + 0.000005, lat] : [lon, lat]));
  const faults: Readonly<Record<number, (ring: Ring) => Ring>> = { 0: (it) => sized(it, 0.7), 3: (it) => sized(it, 1.2), 6: unclosed };
  expect(features.length).toBeGreaterThan(8);
  return JSON.stringify({
    type: 'FeatureCollection',
    features: features.map(({ properties: { code, name }, geometry: { coordinates: [[ring]] } }, i) => ({
      type: 'Feature', properties: { code, name }, geometry: { type: 'Polygon', coordinates: [faults[i]?.(ring) ?? ring] },
    })),
  });
}

beforeAll(async () => { grids = await faultyGrids(); });

/** A drawing of squares, closed or not, each on a layer, and a text on another. */
function drawing(squares: readonly (readonly [string, 0 | 1])[], texts: string): string {
  const at = (x: number, y: number): string => `10\n${x}\n20\n${y}\n`;
  const shapes = squares.map(([layer, closed], i) => `0\nLWPOLYLINE\n8\n${layer}\n70\n${closed}\n${at(50_000 + 200 * i, 30_000)}${at(50_100 + 200 * i, 30_000)}${at(50_100 + 200 * i, 30_100)}`);
  return `0\nSECTION\n2\nENTITIES\n${shapes.join('')}0\nTEXT\n8\n${texts}\n${at(50_050, 30_010)}1\nA1\n0\nENDSEC\n0\nEOF\n`;
}

async function visit(reader: Reader, hash: string): Promise<Page> {
  const page = await town.visit(hash.slice(1), reader);
  await page.waitForSelector('[data-import=form]');
  return page;
}

describe('a file of areas', () => {
  it.each([[desk, 'zh'], [phone, 'en']] as const)('is tried, its findings are found on the map, it is written and taken back: %#', async (reader, lang) => {
    const page = await visit(reader, '#z=12.00/38.64000/119.92000&admin=imports&kind=area&layer=grid'); // a link with a place keeps up with it
    expect(await page.inputValue('[name=import-layer]')).toBe('grid');
    await idle(page);
    await page.click('[data-action=import-options]');
    expect(await violations(page)).toEqual([]);
    await shoot(page, `imports-form-${lang}`);
    await page.fill('[name=source]', '勘界');
    await give(page, '网格.geojson', grids);
    await tryFile(page);
    const count = async (of: string): Promise<number> => Number(await page.textContent(`[data-count=${of}] dd`));
    expect(await count('read')).toBe(await count('accepted') + await count('rejected'));
    expect([await count('rejected'), await count('gap') > 0, await count('overlap') > 0]).toEqual([1, true, true]);
    expect(await page.textContent('[data-reason=ring_unclosed]')).toContain(lang === 'zh' ? '边界没有闭合' : 'a ring is not closed');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(reader.width);
    await idle(page);
    expect(await violations(page)).toEqual([]);
    await page.click('[data-sort=gap]');
    expect(await page.locator('[data-finding=rejected]').count()).toBe(0);
    await page.focus('[data-finding=gap] [data-action=show-import-finding]');
    await page.keyboard.press('Enter');
    await expect.poll(() => /z=1[5-9]/.test(page.url())).toBe(true);
    await page.waitForSelector('[data-finding=gap] [aria-pressed=true]');
    await idle(page);
    await shoot(page, `imports-finding-${lang}`);
    expect(await kept(page, '[download="import-report.json"]')).toContain('"dry_run":true');
    expect(await kept(page, '[data-action=findings-csv]')).toContain('ring_unclosed');
    expect(await kept(page, '[download="import-findings.geojson"]')).toContain('"finding":"gap"');
    await page.click('[data-action=confirm-import]');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-import=written] [data-revision]');
    const written = Number(await page.getAttribute('[data-import=written] [data-revision]', 'data-revision'));
    expect(written).toBeGreaterThan(0);
    expect(await violations(page)).toEqual([]);
    const area = async (): Promise<string> => await (await fetch(`${town.server.url}/ogc/collections/grid/items?limit=1&f=json`)).text();
    expect(await area()).toContain('勘界');
    await page.click('[data-action=undo-import]');
    await page.click('[data-action=undo-import-sure]');
    await page.waitForSelector(`[data-import=undone] [data-revision="${written + 1}"]`);
    expect(await area()).not.toContain('勘界');
    await page.click('[data-action=next-import]');
    await page.waitForSelector('[data-import=form]');
  }, 180_000);

  it('is repaired by what is ticked, and what waits is gone on with after the page was loaded again', async () => {
    const page = await visit(desk, '#admin=imports&kind=area&layer=grid');
    await give(page, 'grids.geojson', grids);
    await page.click('[data-action=import-options]');
    await page.check('[name=repair-close-ring]');
    await page.fill('[name=reach-close-ring]', '2');
    await tryFile(page);
    expect(await page.locator('[data-finding=repaired]').count()).toBe(1);
    expect(await page.textContent('[data-count=rejected] dd')).toBe('0');
    await page.reload();
    expect(await page.textContent('[data-waiting] .admin-grow')).toMatch(/^区域边界 · 网格，\d\d:\d\d 上传，保留到 \d\d:\d\d$/);
    await page.click('[data-waiting] [data-action=resume-import]');
    await page.waitForSelector('[data-import=judged] [data-finding=repaired]');
    await page.click('[data-action=drop-import]');
    await page.waitForSelector('[data-import=form]');
    expect(await page.locator('[data-waiting]').count()).toBe(0);
  });
});

describe('what was written', () => {
  it.each([[desk, 'zh'], [phone, 'en']] as const)('is taken back after the page was loaded again, and a later change that is in the way is named: %#', async (reader, lang) => {
    const page = await visit(reader, '#admin=imports&kind=area&layer=grid');
    await give(page, '网格.geojson', grids);
    await page.click('[data-action=import-options]');
    await page.fill('[name=source]', `勘界${lang}`);
    await tryFile(page);
    await page.click('[data-action=confirm-import]');
    await page.click('[data-action=confirm-import-sure]');
    await page.waitForSelector('[data-import=written] [data-revision]');
    const written = Number(await page.getAttribute('[data-import=written] [data-revision]', 'data-revision'));
    await page.reload();
    const row = page.locator(`[data-change="${written}"]`);
    expect(await row.textContent()).toContain(lang === 'zh' ? '导入“网格”' : 'import of Grid');
    await page.click(`[data-action=take-back-${written}]`);
    await page.click(`[data-action=take-back-${written}-sure]`);
    await page.waitForSelector(`[data-change="${written}"][data-reversed="${written + 1}"] [data-undone]`);
    expect(await page.locator(`[data-action=take-back-${written}]`).count()).toBe(0);
    while (await page.locator('[data-change="1"]').count() === 0) {
      const n = await page.locator('[data-change]').count();
      await page.click('[data-action=more-changes]');
      await expect.poll(() => page.locator('[data-change]').count()).toBeGreaterThan(n);
    }
    await page.click('[data-action=take-back-1]');
    await page.click('[data-action=take-back-1-sure]');
    const refusal = page.locator('[data-change="1"] [role=alert]:has([data-problem=conflict])'); // beside the button, in sight, and said
    await refusal.waitFor();
    await expect.poll(() => refusal.evaluate((it) => it === document.activeElement && it.getBoundingClientRect().top >= 0 && it.getBoundingClientRect().bottom <= innerHeight)).toBe(true);
    const said = await page.textContent('[data-changes] [data-problem=conflict] > p') ?? '';
    // One that stands: what was written and taken back above is in nobody's way.
    const later = Number((lang === 'zh' ? /第 (\d+) 版在其后动过/ : /revision (\d+) touched/).exec(said)?.[1]);
    expect(later, said).toBeGreaterThan(1);
    expect(later, said).toBeLessThan(written);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(reader.width);
    await idle(page);
    expect(await violations(page)).toEqual([]);
    await shoot(page, `imports-changes-${lang}`);
  }, 120_000);
});

describe('a table of people', () => {
  it('says which row has a bad phone, and tells neither name nor number', async () => {
    const page = await visit(desk, '#admin=imports&kind=person');
    expect(await kept(page, '[data-template=csv]')).toContain('EXAMPLE-1');
    await give(page, '人员.csv', 'code,name,duty_phone\nW-901,金丝雀,13812ABC\nW-902,画眉鸟,0537-7654321\n');
    await tryFile(page);
    const row = await page.textContent('[data-reason=bad_phone]');
    expect(row).toContain('W-901');
    expect(row).toContain('第 2 行');
    const all = await page.textContent('[data-admin=imports]') ?? '';
    for (const told of ['金丝雀', '画眉鸟', '13812ABC', '7654321']) {
      expect(all).not.toContain(told);
    }
    expect(await page.getAttribute('[data-access]', 'data-access')).toBe('restricted');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'imports-people');
    await page.click('[data-action=drop-import]');
  });

  it('is read by the columns that the keeper says', async () => {
    const page = await visit(desk, '#admin=imports&kind=building');
    await give(page, 'houses.csv', 'code,lon,lat,住几家\nN-901,119.92,38.64,30\n');
    await tryFile(page);
    await page.click('[data-action=change-import]');
    await page.click('[data-action=import-options]');
    await page.selectOption('[data-heading=住几家]', 'households');
    expect(await violations(page)).toEqual([]);
    await tryFile(page);
    await page.click('[data-action=change-import]');
    expect(await page.inputValue('[data-heading=住几家]')).toBe('households');
  });
});

describe('what cannot be imported', () => {
  it('is said before it is sent, or by the server, in words; what was typed stays', async () => {
    const page = await visit(desk, '#admin=imports&kind=area&layer=grid');
    await page.fill('[name=source]', '测绘院');
    await give(page, 'plan.dwg', 'AC1032');
    expect(await page.textContent('[data-misfit=dwg]')).toContain('DXF');
    expect(await page.getAttribute('[data-action=try-import]', 'aria-disabled')).toBe('true');
    await give(page, 'list.xls', 'x');
    await page.waitForSelector('[data-misfit=xls]');
    await give(page, 'plan.dxf', 'AC1032\0\0\0');
    await page.click('[data-action=try-import]');
    expect(await page.textContent('[data-problem=bad_file]')).toContain('这是 DWG 图纸');
    expect(await page.inputValue('[name=source]')).toBe('测绘院');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'imports-wrong');
    await page.selectOption('[name=import-kind]', 'attributes');
    expect(page.url()).toContain('kind=attributes');
    await give(page, 'nothing.xlsx', 'no workbook');
    await page.click('[data-action=try-import]');
    await page.waitForSelector('[data-problem=bad_file]');
    expect(await page.textContent('[data-problem=bad_file]')).not.toContain('redsail-import');
  });

  it('is a file of several layers of which none is named: one must be chosen; and one in which nothing is, is no good news', async () => {
    const page = await visit(desk, '#admin=imports&kind=area&layer=overlay');
    const object = { type: 'GeometryCollection', geometries: [{ type: 'Polygon', arcs: [[0]], properties: { code: 'O-901' } }] };
    await give(page, 'two.topojson', JSON.stringify({ type: 'Topology', arcs: [[[119.92, 38.64], [119.921, 38.64], [119.921, 38.641], [119.92, 38.64]]], objects: { '网格线': object, '图框': object } }));
    await page.click('[data-action=try-import]');
    await page.waitForSelector('[data-problem=bad_file]');
    expect(await page.textContent('[data-problem=bad_file] > p')).toContain('请选择');
    expect(await page.isVisible('[data-problem=bad_file] .import-said .detail')).toBe(false);
    expect(await page.textContent('[name=import-sheet] option')).toContain('必选');
    await page.click('[data-action=try-import]');
    await page.waitForSelector('[data-lacks=sheet]');
    await idle(page);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'imports-sheet');
    await page.selectOption('[name=import-sheet]', '网格线');
    await tryFile(page);
    await page.click('[data-action=drop-import]');
    await page.waitForSelector('[data-import=form]');
    await give(page, 'none.geojson', JSON.stringify({ type: 'FeatureCollection', features: [] }));
    await page.click('[data-action=try-import]');
    await page.waitForSelector('[data-import=judged] .import-note, [data-problem]');
    expect(await page.locator('.own-said:not(:empty), [data-action=confirm-import]').count()).toBe(0);
    await shoot(page, 'imports-none');
  });

  it.each([[desk, 'zh'], [phone, 'en']] as const)('is a drawing: its layers are offered with what they hold before it is tried: %#', async (reader, lang) => {
    const page = await visit(reader, '#admin=imports&kind=area&layer=overlay');
    await give(page, '规划图.dxf', drawing([['网格线', 1], ['网格线', 1], ['图框', 1], ['轴线', 0]], '编号'));
    await page.waitForSelector('[name=import-sheet]');
    expect(await page.locator('[name=import-sheet] option').allTextContents()).toEqual(lang === 'zh'
      ? ['请选择一个（必选）', '网格线（闭合多段线 2 条，文字 0 个）', '图框（闭合多段线 1 条，文字 0 个）'] : ['Choose one (needed)', '网格线 (closed polylines: 2, texts: 0)', '图框 (closed polylines: 1, texts: 0)']);
    expect(await page.locator('[data-problem], [data-import=judged]').count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(reader.width);
    await idle(page);
    expect(await violations(page)).toEqual([]);
    await shoot(page, `imports-drawing-${lang}`);
    await page.selectOption('[name=import-sheet]', '网格线');
    await page.click('[data-action=try-import]');
    await page.waitForSelector('[data-problem=bad_file]'); // which system it is in nobody can know
    await give(page, '网格.dxf', drawing([['网格线', 1], ['轴线', 0]], '编号'));
    await expect.poll(() => page.textContent('.import-looked')).toContain('“网格线”');
    expect(await page.locator('[name=import-sheet]').count()).toBe(0);
  });

  it('is not lost with the network: the file is sent again, and the work is asked for until it is there', async () => {
    const page = await visit(desk, '#admin=imports&kind=area&layer=grid');
    await page.fill('[name=source]', '测绘院');
    await give(page, 'grids.geojson', grids);
    await page.route('**/api/v1/imports?*', async (route) => { await route.abort(); });
    await page.click('[data-action=try-import]');
    await page.waitForSelector('[data-import=form] [data-problem=unreachable]');
    expect(await page.inputValue('[name=source]')).toBe('测绘院');
    await page.unroute('**/api/v1/imports?*');
    await page.route('**/api/v1/imports/*', async (route) => { await route.abort(); });
    await page.click('[data-action=try-import]');
    await expect.poll(async () => await page.textContent('.import-away')).toContain('正在重试');
    await page.unroute('**/api/v1/imports/*');
    await page.waitForSelector('[data-import=judged]');
    await town.close(/net::ERR_FAILED/);
  });
});

/** Two streets that do not meet, and a closed gate. */
const streets = `<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="38.640" lon="119.920"/><node id="2" lat="38.640" lon="119.924"/><node id="3" lat="38.642" lon="119.924"><tag k="barrier" v="gate"/><tag k="access" v="private"/></node>
<node id="4" lat="38.646" lon="119.926"/><node id="5" lat="38.647" lon="119.927"/>
<way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/></way><way id="12"><nd ref="4"/><nd ref="5"/><tag k="highway" v="footway"/></way></osm>`;

describe('a file of streets', () => {
  it.each([[desk, 'zh'], [phone, 'en']] as const)('is tried, what is the matter is on the map, and it is written and taken back: %#', async (reader, lang) => {
    const page = await visit(reader, '#admin=imports&kind=network');
    expect(await page.locator('[data-template], [name=data-date], [name=strict]').count()).toBe(0);
    await give(page, 'map.dxf', 'x');
    await page.waitForSelector('[data-misfit=kind]');
    await give(page, 'map.osm', streets);
    await page.click('[data-action=import-options]');
    expect(await violations(page)).toEqual([]);
    await shoot(page, `imports-streets-form-${lang}`);
    await tryFile(page);
    expect(await page.locator('[data-finding=street][data-reason=islands]').count()).toBe(1);
    await page.click('[data-finding=street] [data-action=show-import-finding]');
    await page.waitForSelector('[data-finding=street] [aria-pressed=true]');
    await idle(page);
    expect(await violations(page)).toEqual([]);
    await shoot(page, `imports-streets-${lang}`);
    await page.click('[data-action=confirm-import]');
    await page.click('[data-action=confirm-import-sure]');
    await page.waitForSelector('[data-import=written] [data-revision]');
    await page.click('[data-action=undo-import]');
    await page.click('[data-action=undo-import-sure]');
    await page.waitForSelector('[data-import=undone]');
  }, 120_000);
});

describe('streets of classes that nobody knows', () => {
  it('are told by their words, with how many are not read', async () => {
    const page = await visit(desk, '#admin=imports&kind=network');
    const line = (of: string, lat: number): object => ({ type: 'Feature', properties: { class: of }, geometry: { type: 'LineString', coordinates: [[119.92, lat], [119.924, lat]] } });
    await give(page, 'roads.geojson', JSON.stringify({ type: 'FeatureCollection', features: [line('residential', 38.64), line('backstreet', 38.641), line('backstreet', 38.642), line('wiggle', 38.643)] }));
    await tryFile(page);
    expect(await page.getAttribute('[data-unknown]', 'data-unknown')).toBe('3');
    expect((await page.locator('[data-unknown] .tag').allTextContents()).map((it) => it.replace(/^.*=/, ''))).toEqual(['backstreet 2', 'wiggle 1']);
    expect(await violations(page)).toEqual([]);
    await idle(page);
    await shoot(page, 'imports-unknown');
    await page.click('[data-action=drop-import]');
  });
});

describe('an edited copy of an export', () => {
  it('asks whose values stand where the store has changed the same, and is tried anew with the answer', async () => {
    const [first] = (await (await fetch(`${town.server.url}/ogc/collections/grid/items?limit=1&f=json`, { headers: { 'Accept-Language': 'zh' } })).json() as { readonly features: readonly Grid[] }).features;
    const { code, name } = first?.properties ?? { code: '', name: '' };
    expect(name).not.toBe('');
    const copy = await town.server.copy('grid');
    const edited = Buffer.from(copy);
    for (let at = copy.indexOf(name); at > 0; at = copy.indexOf(name, at + 1)) {
      edited.write('改改改', at); // a name of as many bytes is as good a record
    }
    expect(edited.equals(copy)).toBe(false);
    const folder = await mkdtemp(join(tmpdir(), 'redsail-e2e-'));
    await writeFile(join(folder, 'named.geojson'), JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: { code, name: '另一个名称' }, geometry: first?.geometry }] }));
    await town.server.take('grid', join(folder, 'named.geojson'));
    await rm(folder, { recursive: true });
    const page = await visit(desk, '#admin=imports&kind=area&layer=grid');
    await give(page, 'copy.gpkg', edited);
    await tryFile(page);
    expect(await page.getAttribute('[data-status]', 'data-status')).toBe('refused');
    expect(await page.textContent('[data-finding=conflict]')).toContain(code);
    expect(await violations(page)).toEqual([]);
    await idle(page);
    await shoot(page, 'imports-conflict');
    await page.click('[data-rule=take-file]');
    await page.waitForSelector('[data-import=judged] [data-status^=stored]');
    expect([await page.getAttribute('[data-taken]', 'data-taken'), await page.locator('[data-rule=take-file]').count()]).toEqual(['take-file', 0]); // what was chosen is said, the other rule is the button
    await page.click('[data-rule=keep-store]');
    await page.waitForSelector('[data-import=judged] [data-status=unchanged]');
    await page.click('[data-action=drop-import]');
    await page.waitForSelector('[data-import=form]');
  }, 120_000);
});
