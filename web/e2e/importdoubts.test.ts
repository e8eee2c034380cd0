import { readFileSync } from 'node:fs';

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { desk, idle, type Reader, shoot, violations } from './browser';
import { demoTown } from './demotown';
import { give, type Grid, kept, type Ring, tryFile } from './filing';

const phone: Reader = { width: 360, height: 800, locale: 'en-US', colorScheme: 'dark' };

const town = demoTown('demo-keeper');

async function visit(reader: Reader, hash: string): Promise<Page> {
  const page = await town.visit(hash.slice(1), reader);
  await page.waitForSelector('[data-import=form]');
  return page;
}

describe('what is taken though it is hardly meant so', () => {
  it.each([[desk, 'zh'], [phone, 'en']] as const)('is counted, told in words, drawn, and in the files: ground left out at the edge, and an area outside of the city: %#', async (reader, lang) => {
    const { features: [first] } = await (await fetch(`${town.server.url}/ogc/collections/grid/items?limit=1&f=json`)).json() as { readonly features: readonly Grid[] };
    const { properties: { code } = { code: '' }, geometry: { coordinates: [[ring]] } = { coordinates: [[[]]] } } = first ?? {};
    const [lon, lat] = ring[0] ?? [0, 0];
    const small = { type: 'Feature', properties: { code }, geometry: { type: 'Polygon', coordinates: [ring.map(([x, y]) => [lon + (x - lon) * 0.7, lat + (y - lat) * 0.7])] } };
    const far = { type: 'Feature', properties: { code: `${code.slice(0, -3)}998` }, geometry: { type: 'Polygon', coordinates: [[[120.5, 38.6], [120.51, 38.6], [120.51, 38.61], [120.5, 38.6]]] } };
    const page = await visit(reader, '#z=12.00/38.64000/119.92000&admin=imports&kind=area&layer=grid');
    await give(page, '网格.geojson', JSON.stringify({ type: 'FeatureCollection', features: [small, far] }));
    await tryFile(page);
    expect(await page.getAttribute('[data-status]', 'data-status')).toBe('stored_with_findings');
    expect([await page.textContent('[data-count=doubt] dd'), await page.textContent('[data-count=uncovered] dd')]).toEqual(['1', '1']);
    const said = await page.textContent('[data-finding=doubt][data-reason=outside_city]') ?? '';
    expect(said).toContain(lang === 'zh' ? '的范围之外：请核对是否属于本市' : 'it lies wholly outside of the layer');
    expect(said).toContain(`${code.slice(0, -3)}998`);
    expect(await page.locator('.own-said').count()).toBe(0);
    expect(await kept(page, '[data-action=findings-csv]')).toContain('"doubt","outside_city"');
    const places = await kept(page, '[download="import-findings.geojson"]');
    expect([places.includes('"finding":"doubt"'), places.includes('"finding":"uncovered"')]).toEqual([true, true]);
    await page.click('[data-finding=doubt] [data-action=show-import-finding]');
    await expect.poll(() => /z=1[5-9].*120\.(?:49|50)/.test(page.url())).toBe(true);
    await idle(page);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(reader.width);
    await shoot(page, `imports-doubt-${lang}`);
    await page.click('[data-action=drop-import]');
    await page.waitForSelector('[data-import=form]');
  }, 120_000);

  it('is a building of another compound than its address says, and a gate in a file of walls', async () => {
    const { features } = await (await fetch(`${town.server.url}/ogc/collections/compound/items?limit=100&f=json`, { headers: { 'Accept-Language': 'zh' } })).json() as { readonly features: readonly { readonly properties: Grid['properties'] & { readonly parent: string }; readonly geometry: { readonly coordinates: readonly [readonly [Ring]] } }[] };
    const [one] = features;
    const two = features.find((it) => it !== one && it.properties.parent === one?.properties.parent);
    const ring = two?.geometry.coordinates[0][0] ?? [];
    const [lon, lat] = [0, 1].map((i) => ring.slice(1).reduce((sum, it) => sum + (it[i] ?? 0), 0) / (ring.length - 1));
    const page = await visit(desk, '#admin=imports&kind=building');
    await give(page, 'houses.csv', `编码,经度,纬度,小区\nN-905,${String(lon)},${String(lat)},${one?.properties.name ?? ''}\n`);
    await tryFile(page);
    const said = await page.textContent('[data-finding=doubt][data-reason=other_compound] .import-why') ?? '';
    expect([said.includes(one?.properties.code ?? '-'), said.includes(two?.properties.code ?? '-')]).toEqual([true, true]);
    expect(await kept(page, '[download="import-findings.geojson"]')).toContain('"finding":"other_compound"');
    await page.click('[data-action=drop-import]');
    await page.waitForSelector('[data-import=form]');
    await page.selectOption('[name=import-kind]', 'barrier');
    await page.selectOption('[name=import-layer]', 'wall');
    const line = (code: string, of: string): string => `${code},${of},"LINESTRING(119.92 38.64,119.9201 38.64)"\n`;
    await give(page, 'walls.csv', `code,kind,wkt\n${line('W-905', 'gate')}${line('W-906', 'wall')}`);
    await tryFile(page);
    expect(await page.textContent('[data-others]')).toContain('门 1 个');
    expect(await page.locator('.own-said').count()).toBe(0);
    await page.click('[data-action=drop-import]');
    await page.waitForSelector('[data-import=form]');
  }, 60_000);
});

describe('what stands in a workbook and is hardly meant so', () => {
  it.each([[desk, 'zh'], [phone, 'en']] as const)('is told: a second sheet, which was not read, and a building outside of the city: %#', async (reader, lang) => {
    const page = await visit(reader, '#admin=imports&kind=building');
    await give(page, '楼栋.xlsx', readFileSync(new URL('fixtures/two-sheets.xlsx', import.meta.url)));
    await tryFile(page);
    expect(await page.textContent('[data-sheets-unread]')).toContain(lang === 'zh' ? '没有读取的工作表：二期（3 行）' : 'Sheets that were not: 二期 (3 rows)');
    expect(await page.textContent('[data-count=doubt] dd')).toBe('1');
    const said = await page.textContent('[data-finding=doubt][data-reason=outside_city]') ?? '';
    expect([said.includes('N-921'), said.includes(lang === 'zh' ? '的范围之外：请核对是否属于本市' : 'it lies wholly outside of the layer')]).toEqual([true, true]);
    expect(await page.locator('.own-said').count()).toBe(0);
    expect(await kept(page, '[download="import-findings.geojson"]')).toContain('"finding":"outside"');
    await idle(page);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(reader.width);
    await shoot(page, `imports-beside-${lang}`);
    await page.click('[data-action=drop-import]');
    await page.waitForSelector('[data-import=form]');
  }, 60_000);
});

describe('rows that are not for everybody', () => {
  it.each([[desk, 'zh'], [phone, 'en']] as const)('are counted by their class, and written to what is open by a second answer alone: %#', async (reader, lang) => {
    const page = await visit(reader, '#admin=imports&kind=building');
    const row = (code: string, of: string): string => `${code}-${lang},119.92,38.64,${of}\n`;
    await give(page, 'houses.csv', `code,lon,lat,class.permission\n${row('N-911', 'internal')}${row('N-912', 'restricted')}${row('N-913', 'internal')}${row('N-914', '')}`);
    await tryFile(page);
    expect(await page.getAttribute('[data-classed-rows]', 'data-classed-rows')).toBe('3');
    expect(await page.locator('.own-said').count()).toBe(0);
    expect(await page.textContent('[data-classed-rows]')).toContain(lang === 'zh' ? '注明“内部”的 2 条、注明“受限”的 1 条要写入已对公众公开的楼栋' : '2 for internal use, 1 for restricted use would be written to what is open to the public (Buildings)');
    await page.click('[data-action=confirm-import]');
    await page.click('[data-action=confirm-import-sure]');
    await page.waitForSelector('[data-classed=import]');
    expect(await page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset['action'])).toBe('classed-no');
    await idle(page);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(reader.width);
    await shoot(page, `imports-classed-${lang}`);
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-import=judged] [data-action=confirm-import]');
    const there = async (): Promise<number> => (await fetch(`${town.server.url}/ogc/collections/building/items/N-911-${lang}?f=json`, { headers: { Cookie: town.signed } })).status;
    expect(await there()).toBe(404);
    await page.click('[data-action=confirm-import]');
    await page.click('[data-action=confirm-import-sure]');
    await page.click('[data-action=classed-yes]');
    await page.waitForSelector('[data-import=written] [data-revision]');
    await page.click('[data-action=undo-import]');
    await page.click('[data-action=undo-import-sure]');
    await page.waitForSelector('[data-import=undone]');
  }, 120_000);
});

describe('data that is not for everybody', () => {
  it('is not written to what is open, and its layer is opened by a second answer alone', async () => {
    const page = await visit(desk, '#admin=imports&kind=building');
    await page.selectOption('[name=permission]', 'restricted');
    await give(page, 'houses.csv', 'code,lon,lat\nN-903,119.92,38.64\n');
    await tryFile(page);
    expect(await page.getAttribute('[data-access]', 'data-access')).toBe('public');
    await page.click('[data-action=confirm-import]');
    await page.click('[data-action=confirm-import-sure]');
    await page.waitForSelector('[data-classed=import]');
    await page.click('[data-action=classed-no]');
    const open = async (body: object): Promise<Response> => await fetch(`${town.server.url}/api/v1/opened`, { method: 'POST', headers: { 'Content-Type': 'application/json', Cookie: town.signed, Origin: town.server.url }, body: JSON.stringify(body) });
    expect((await open({ close: ['building'] })).status).toBe(200);
    await page.click('[data-action=confirm-import]');
    await page.click('[data-action=confirm-import-sure]');
    await page.waitForSelector('[data-import=written] [data-revision]');
    expect((await open({ open: ['building'] })).status).toBe(409);
    await page.goto(`${town.server.url}/#admin=publish`);
    const at = '[data-openable=building] [data-action=switch-open]';
    await page.waitForSelector(`${at}[aria-checked=false]`);
    await page.click(at);
    await page.waitForSelector('[data-classed=building]');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'publish-classed');
    await page.click('[data-action=classed-no]');
    expect(await page.getAttribute(at, 'aria-checked')).toBe('false');
    await page.click(at);
    await page.click('[data-action=classed-yes]');
    await page.waitForSelector(`${at}[aria-checked=true]`);
    await town.close(/status of 409/); // the browser tells of the answer that was a no
  }, 120_000);
});

describe('what a copy or a table says and nobody reads', () => {
  it.each([[desk, 'zh'], [phone, 'en']] as const)('is told: an edit that is not taken with both values, and the columns of a table whose headings nobody knows: %#', async (reader, lang) => {
    const { features: [first] } = await (await fetch(`${town.server.url}/ogc/collections/red_sail_station/items?limit=1&f=json`, { headers: { 'Accept-Language': 'zh' } })).json() as { readonly features: readonly Pick<Grid, 'properties'>[] };
    const { code, name } = first?.properties ?? { code: '', name: '' };
    const copy = await town.server.copy('red_sail_station');
    const edited = Buffer.from(copy);
    for (let at = copy.indexOf(name); at > 0; at = copy.indexOf(name, at + 1)) {
      edited.fill(' ', at, at + Buffer.byteLength(name)); // a name that was emptied, of as many bytes
    }
    expect([name !== '', edited.equals(copy)]).toEqual([true, false]);
    const page = await visit(reader, '#admin=imports&kind=place&layer=red_sail_station');
    await give(page, 'copy.gpkg', edited);
    await tryFile(page);
    const said = await page.textContent('[data-finding=doubt][data-reason=edit_not_taken]') ?? '';
    expect([said.includes(code), said.includes(lang === 'zh' ? `导出时 ${name}，文件 （空）` : `exported ${name}, file (nothing)`)]).toEqual([true, true]);
    await idle(page);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(reader.width);
    await page.locator('[data-finding=doubt]').scrollIntoViewIfNeeded();
    await shoot(page, `imports-left-${lang}`);
    await page.click('[data-action=drop-import]');
    await page.waitForSelector('[data-import=form]');

    await page.selectOption('[name=import-kind]', 'building');
    await give(page, 'houses.csv', '物业台账\n序,唯一号,幢名,住家\n1,N-931,1幢,30\n');
    await page.click('[data-action=try-import]');
    await page.waitForSelector('[data-heading="唯一号"]');
    expect(await page.locator('[data-heading]').count()).toBe(4);
    expect(await page.evaluate(() => document.body.textContent)).toContain(lang === 'zh' ? '请在“列的对应关系”中说明各列是什么' : 'Say what its columns are');
    await idle(page);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(reader.width);
    await page.locator('[data-heading="唯一号"]').scrollIntoViewIfNeeded();
    await shoot(page, `imports-headings-${lang}`);
    await page.selectOption('[data-heading="唯一号"]', 'code'); // the next month the same table comes, and the page knows it
    await page.reload();
    await page.waitForSelector('[data-import=form]');
    await page.selectOption('[name=import-kind]', 'building');
    await give(page, 'houses.csv', '物业台账\n序,唯一号,幢名,住家\n1,N-931,1幢,30\n');
    await page.click('[data-action=try-import]');
    await page.click('[data-action=recall-mapping]');
    expect([await page.inputValue('[data-heading="唯一号"]'), await page.locator('[data-action=recall-mapping]').count()]).toEqual(['code', 0]);
  }, 120_000);
});
