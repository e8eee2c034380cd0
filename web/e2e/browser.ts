import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/**
 * What the browser is to leave alone: of lists given twice the last wins, so Playwright's own stands here, and after it the pages for the
 * address bar, which a browser without one makes for each window beside the page under test.
 */
const features = [
  'AvoidCorsURLLoaderRestartOnRedirect', 'AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades', 'LensOverlay', 'MediaRouter', 'NetworkTimeServiceQuerying', 'OptimizationHints', 'PaintHolding', 'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
  'PreloadTopChromeWebUI', 'PreloadTopChromeWebUILessNavigations', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup', 'WebUIOmniboxPopup',
];
const shots = fileURLToPath(new URL('shots/', import.meta.url));

/** Starts Debian's Chromium, drawing WebGL in software or not at all. A machine without it fails: the page would go untested. */
export async function launch({ webGL = true } = {}): Promise<Browser> {
  if (!existsSync(chromiumPath)) {
    throw new Error(`no browser at ${chromiumPath}: install the package chromium`);
  }
  mkdirSync(shots, { recursive: true });
  return await chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--headless=new', '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
      '--disable-sync', `--disable-features=${features.join(',')}`, ...(webGL ? ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'] : ['--disable-3d-apis']),
    ],
  });
}

/** How a reader's browser is set. */
export interface Reader {
  readonly width: number;
  readonly height: number;
  readonly locale: 'zh-CN' | 'en-US';
  readonly colorScheme: 'light' | 'dark';
  /** Where the reader is; without it where the machine is. */
  readonly timezoneId?: string;
}

export const desk: Reader = { width: 1280, height: 800, locale: 'zh-CN', colorScheme: 'light' };

/** A page that remembers everything that should not have happened on it. */
export interface Watched {
  readonly page: Page;
  /** Console errors and warnings, uncaught errors, CSP reports, requests to other hosts. */
  readonly wrong: readonly string[];
  close(): Promise<void>;
}

/** `cookie` is that of a session, for a page of somebody who is signed in. */
export async function open(browser: Browser, reader: Reader, url: string, cookie = ''): Promise<Watched> {
  const { width, height, ...rest } = reader;
  const options: BrowserContextOptions = { ...rest, viewport: { width, height }, reducedMotion: 'reduce' };
  const context = await browser.newContext(options);
  context.setDefaultTimeout(60_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  if (cookie !== '') {
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url: new URL(url).origin, httpOnly: true, sameSite: 'Lax' }]);
  }
  const page = await context.newPage();
  const wrong: string[] = [];
  const { host } = new URL(url);
  page.on('console', (message) => {
    // Chromium asks by itself for the icon of an address that is no page, such as /livez.
    const icon = message.location().url.endsWith('/favicon.ico');
    if (!icon && ['error', 'warning', 'assert'].includes(message.type())) {
      wrong.push(`console ${message.type()}: ${message.text()} ${message.location().url}`.trimEnd());
    }
  });
  page.on('pageerror', (error) => { wrong.push(`uncaught: ${error.message}`); });
  page.on('dialog', (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (asked.protocol.startsWith('http') && asked.host !== host) {
      wrong.push(`foreign request: ${request.url()}`);
    }
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      setTimeout(() => { throw new Error(`CSP ${event.effectiveDirective}: ${event.blockedURI}`); });
    });
  });
  await page.goto(url);
  return { page, wrong, close: () => context.close() };
}

/** Waits until the map has drawn all that it has. */
export async function idle(page: Page): Promise<void> {
  await page.waitForSelector('html[data-map="idle"] main[data-city="ready"]', { state: 'attached' });
}

/** Every rule that axe knows, on the page as it is now. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const results = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  return results.violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.html).join(' | ')}`);
}

export async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${shots}${name}.png` });
}

/** Counts the pixels of a colour, by red, green and blue, in what the reader sees of an element. */
export async function pixels(page: Page, selector: string, colour: readonly [number, number, number]): Promise<number> {
  const shot = await page.locator(selector).screenshot();
  return await page.evaluate(async ({ png, rgb }) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    if (context === null) {
      throw new Error('no 2d canvas');
    }
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let found = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i] === rgb[0] && data[i + 1] === rgb[1] && data[i + 2] === rgb[2]) {
        found++;
      }
    }
    return found;
  }, { png: shot.toString('base64'), rgb: colour });
}

/** Asks the server itself about the place that the page's address names. */
export async function asked(page: Page): Promise<Answer> {
  const point = new URLSearchParams(new URL(page.url()).hash.slice(1)).get('p');
  const [lon, lat] = point?.split(',').map(Number) ?? [];
  const response = await fetch(new URL('/api/v1/locate', page.url()), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ lon, lat }),
  });
  expect(response.status).toBe(200);
  return await response.json() as Answer;
}

/** The answer as the contract writes it. */
export interface Answer {
  readonly revision: number;
  readonly areas: readonly { readonly layer: string; readonly code: string; readonly name: string }[];
  readonly border: { readonly distance_m: number; readonly layer: string; readonly neighbour: string | null } | null;
}
