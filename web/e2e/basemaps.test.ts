import { createServer, type Server } from 'node:http';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

import { type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { desk, idle, launch, open, pixels, type Reader, shoot, violations } from './browser';
import { type Redsail, serve } from './redsail';

const key = 'e2e-s3cret-key';

/** A map service that the test starts itself: WMTS and XYZ, one colour for each layer. */
class Maker {
  down = false;
  readonly asked: string[] = [];
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://maker');
      if (url.searchParams.get('REQUEST') === 'GetCapabilities') {
        response.end(capabilities(url.pathname.includes('_c') ? 'c' : 'w', url.pathname.includes('cva') ? 'cva' : 'vec'));
        return;
      }
      this.asked.push(request.url ?? '');
      response.statusCode = this.down || url.searchParams.get('tk') !== key ? 503 : 200;
      response.end(response.statusCode === 200 ? png(url.searchParams.get('LAYER') ?? 'img') : '');
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => { this.server.listen(0, '127.0.0.1', done); });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => { this.server.close(done); });
  }
}

function capabilities(set: 'w' | 'c', layer: string): string {
  const corner = set === 'w' ? '20037508.3427892 -20037508.3427892' : '90.0 -180.0';
  const matrices = Array.from({ length: 18 }, (_, i) => `<TileMatrix><Identifier>${i + 1}</Identifier><ScaleDenominator>${295829355.4545656 / 2 ** i}</ScaleDenominator>`
    + `<TopLeftCorner>${corner}</TopLeftCorner><TileWidth>256</TileWidth><TileHeight>256</TileHeight><MatrixWidth>${2 ** (i + 1)}</MatrixWidth></TileMatrix>`).join('');
  return `<Capabilities version="1.0.0"><Contents><Layer><Identifier>${layer}</Identifier><Style><Identifier>default</Identifier></Style><Format>tiles</Format>
    <TileMatrixSetLink><TileMatrixSet>${set}</TileMatrixSet></TileMatrixSetLink></Layer>
    <TileMatrixSet><Identifier>${set}</Identifier><SupportedCRS>urn:ogc:def:crs:EPSG::${set === 'w' ? 900913 : 4490}</SupportedCRS>${matrices}</TileMatrixSet></Contents></Capabilities>`;
}

/** A tile of 256 pixels: the map in one colour, its names a bar, the imagery a chequered dark green. */
function png(layer: string): Buffer {
  const rows: number[] = [];
  for (let y = 0; y < 256; y++) {
    rows.push(0);
    for (let x = 0; x < 256; x++) {
      const bar = y > 120 && y < 132 && x > 60 && x < 200;
      rows.push(...(layer === 'vec' ? [225, 235, 250, 255] : layer === 'cva' ? [90, 40, 120, bar ? 255 : 0] : ((x >> 5) + (y >> 5)) % 2 === 0 ? [40, 70, 40, 255] : [60, 85, 50, 255]));
    }
  }
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc(body));
    return Buffer.concat([size, body, check]);
  };
  const head = Buffer.from([0, 0, 1, 0, 0, 0, 1, 0, 8, 6, 0, 0, 0]);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.from(rows))), chunk('IEND', Buffer.alloc(0))]);
}

function crc(bytes: Buffer): number {
  let c = ~0;
  for (const byte of bytes) {
    c ^= byte;
    for (let i = 0; i < 8; i++) {
      c = (c >>> 1) ^ (0xedb88320 & -(c & 1));
    }
  }
  return ~c >>> 0;
}

let browser: Browser;
let maker: Maker;
let folder: string;
let made: string;

beforeAll(async () => {
  [browser, folder] = await Promise.all([launch(), mkdtemp(join(tmpdir(), 'redsail-maps-'))]);
  await writeFile(join(folder, 'tk'), key, { mode: 0o600 });
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

/** A list of a WMTS with two layers and of an XYZ. */
function list(set: 'w' | 'c'): string {
  return `basemaps:
- id: tianditu
  name: {zh: 天地图, en: Tianditu}
  kind: wmts
  datum: cgcs2000
  key_file: tk
  key_param: tk
  attribution: 国家地理信息公共服务平台
  approval: GS（2024）0650号
  layers:
  - {id: vec, url: "${made}/vec_${set}/wmts"}
  - {id: cva, url: "${made}/cva_${set}/wmts", role: names}
- id: imagery
  name: {zh: 本市影像, en: City imagery}
  kind: xyz
  datum: cgcs2000
  look: imagery
  max_zoom: 17
  key_file: tk
  url: "${made}/{z}/{x}/{y}?tk={key}"
  attribution: 市自然资源局
`;
}

describe('base maps', () => {
  let redsail: Redsail | null = null;

  beforeAll(async () => {
    maker = new Maker();
    made = await maker.start();
  });

  afterEach(async () => {
    maker.down = false;
    await redsail?.stop();
    redsail = null;
  });

  afterAll(async () => { await maker.stop(); });

  async function begin(set: 'w' | 'c' = 'w'): Promise<string> {
    const file = join(folder, 'maps.yaml');
    await writeFile(file, list(set));
    redsail = await serve('town', ['--basemaps', file]);
    return redsail.url;
  }

  async function choose(page: Page, id: string): Promise<void> {
    await page.locator(`input[name="under"][value="${id}"]`).check();
    await idle(page);
  }

  it('are chosen in the panel, remembered, credited, and never show the key', async () => {
    const url = await begin();
    const watched = await open(browser, desk, url);
    const { page } = watched;
    const seen: string[] = [];
    page.on('response', (response) => {
      seen.push(response.url(), JSON.stringify(response.headers()));
      if (!response.url().includes('/basemaps/')) {
        void response.text().then((text) => { seen.push(text); }, () => undefined);
      }
    });
    await idle(page);
    expect(await page.locator('[data-credit]').count()).toBe(0);
    await choose(page, 'tianditu');
    expect(await page.locator('.credit').textContent()).toBe('国家地理信息公共服务平台审图号： GS（2024）0650号');
    expect(await pixels(page, '.map', [225, 235, 250])).toBeGreaterThan(20_000);
    expect(new URL(page.url()).hash).toContain('base=tianditu');
    expect(maker.asked.some((it) => it.includes('LAYER=cva')) && maker.asked.some((it) => it.includes('LAYER=vec'))).toBe(true);
    expect(await violations(page)).toEqual([]);
    await page.goto(url);
    await idle(page);
    await page.waitForSelector('[data-credit="tianditu"]');
    await choose(page, 'none');
    expect(await page.locator('[data-credit]').count()).toBe(0);
    await choose(page, 'own');
    expect(seen.join('\n')).not.toContain(key);
    expect(seen.join('\n')).not.toContain(made.replace('http://', ''));
    expect(redsail?.said().join('\n')).not.toContain(key);
    expect(watched.wrong).toEqual([]);
    await watched.close();
  });

  const readers: readonly (readonly [string, Reader])[] = [
    ['zh-light', desk], ['en-dark', { ...desk, locale: 'en-US', colorScheme: 'dark' }], ['zh-phone', { ...desk, width: 360, height: 740 }],
  ];
  it.each(readers)('look right: %s', async (name, reader) => {
    const url = await begin();
    for (const id of ['tianditu', 'imagery']) {
      const watched = await open(browser, reader, `${url}/#base=${id}`);
      await idle(watched.page);
      await watched.page.waitForSelector(`[data-credit="${id}"]`);
      await idle(watched.page);
      await watched.page.waitForTimeout(500);
      await shoot(watched.page, `basemap-${id}-${name}`);
      const box = await watched.page.locator('.credit').boundingBox();
      expect(box !== null && box.x < 40 && box.y > reader.height / 2).toBe(true);
      expect(watched.wrong).toEqual([]);
      await watched.close();
    }
  });

  it('go missing alone: the city stays, the reader is told and may try again', async () => {
    const url = await begin();
    maker.down = true;
    const watched = await open(browser, desk, `${url}/#base=imagery`);
    const { page } = watched;
    await page.waitForSelector('.credit-failed');
    expect(await page.locator('[data-notice="tiles"]').count()).toBe(0);
    expect(await page.locator('.credit-failed').textContent()).toContain('底图暂时取不到');
    await shoot(page, 'basemap-down');
    // That tiles are missing is on the browser's console, and nothing of their maker.
    expect(watched.wrong.filter((it) => !it.includes('503')).join('\n')).toBe('');
    expect(watched.wrong.join('\n')).not.toContain(key);
    await watched.close();
  });

  it('cut in degrees stop the start with the reason', async () => {
    const said = await begin('c').then(() => 'it started', (error: unknown) => String(error));
    expect(said).toContain('EPSG:4490');
    expect(said).not.toContain(key);
    expect(await readFile(join(folder, 'tk'), 'utf8')).toBe(key);
  });
});
