import { describe, expect, it } from 'vitest';

import { desk, shoot } from './browser';
import { demoTown } from './demotown';

const town = demoTown('demo-keeper');

/** Drops a file of 50 MB where files are dropped, in the page: rings of 400 corners, one beside the other. */
function dropLarge(): void {
  const parts = ['{"type":"FeatureCollection","features":['];
  for (let [n, size] = [0, 0]; size < 5e7; n++) {
    const [x, y] = [119.6 + (n % 700) * 0.0008, 38.5 + Math.floor(n / 700) * 0.0008];
    const ring = Array.from({ length: 401 }, (_, i) => [x + 0.0003 * Math.cos((i % 400) / 200 * Math.PI), y + 0.0003 * Math.sin((i % 400) / 200 * Math.PI)]);
    const feature = JSON.stringify({ type: 'Feature', properties: { code: `3720010019${String(n).padStart(5, '0')}` }, geometry: { type: 'Polygon', coordinates: [ring] } });
    parts.push(n === 0 ? feature : `,${feature}`);
    size += feature.length;
  }
  const data = new DataTransfer();
  data.items.add(new File([...parts, ']}'], 'big.geojson'));
  document.querySelector('.import-drop')?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
}

describe('a file of areas', () => {
  it('is of 50 MB: how far it has gone is told, the page stays at hand, it can be called off, and one over the limit is not sent', async () => {
    const page = await town.visit('admin=imports&kind=area&layer=grid', desk);
    await page.waitForSelector('[data-import=form]');
    await page.evaluate(dropLarge);
    expect(await page.textContent('.import-name')).toContain('big.geojson，47.7 MB');
    const wire = await page.context().newCDPSession(page);
    const slow = async (bytes: number): Promise<void> => { await wire.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes }); };
    await wire.send('Network.enable');
    await slow(4e6);
    await page.click('[data-action=try-import]');
    await page.waitForFunction(() => { const it = document.querySelector<HTMLProgressElement>('.import-progress progress'); return it !== null && it.max > 5e7 && it.value > 1e6 && it.value < it.max; });
    expect(await page.textContent('.import-progress label')).toMatch(/正在上传：\d+(\.\d+)? MB \/ 47\.7 MB/);
    await page.click('[data-action=cancel-import]');
    await page.waitForSelector('[data-import=form]');
    expect(await page.textContent('.import-name')).toContain('big.geojson'); // what was chosen stays
    const list = async (): Promise<unknown> => await (await fetch(`${town.server.url}/api/v1/imports`, { headers: { Cookie: town.signed } })).json();
    expect(await list()).toMatchObject({ imports: [] });
    await slow(-1);
    await page.evaluate(() => {
      let last = performance.now();
      setInterval(() => {
        document.body.dataset['gap'] = String(Math.max(Number(document.body.dataset['gap'] ?? 0), performance.now() - last));
        last = performance.now();
      }, 50);
    });
    await page.click('[data-action=try-import]');
    await page.waitForFunction(() => document.querySelector('.import-progress label')?.textContent.startsWith('正在试算：') === true);
    await page.waitForSelector('[data-import=judged]', { timeout: 120_000 });
    expect(Number(await page.getAttribute('body', 'data-gap'))).toBeLessThan(3_000); // of a machine that draws and reads beside
    await shoot(page, 'imports-large');
    await page.route('**/api/v1/imports', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...await answer.json() as object, max_bytes: 40 * 2 ** 20 } });
    });
    await page.reload();
    await page.waitForSelector('.import-drop:has-text("最大 40 MB")');
    await page.evaluate(dropLarge);
    expect(await page.textContent('[data-misfit=large]')).toMatch(/文件有 47\.7 MB，超过上限 40 MB，没有发送/);
    expect(await page.getAttribute('[data-action=try-import]', 'aria-disabled')).toBe('true');
    await page.locator('[data-action=drop-waiting]').click();
    await expect.poll(list).toMatchObject({ imports: [] });
  });
});
