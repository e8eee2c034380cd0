import { readFile } from 'node:fs/promises';

import type { Page } from 'playwright-core';

// What the tests of imports do with a file on the page.

export type Ring = [number, number][];

export interface Grid {
  readonly properties: { readonly code: string; readonly name: string };
  readonly geometry: { readonly coordinates: readonly [readonly [Ring]] };
}

/** Chooses a file. */
export async function give(page: Page, name: string, text: string | Buffer): Promise<void> {
  await page.setInputFiles('[name=import-file]', { name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });
}

/** Saves a file, and reads it. */
export async function kept(page: Page, selector: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.click(selector)]);
  return await readFile(await file.path(), 'utf8');
}

/** Tries the file that was chosen, until it is judged. */
export async function tryFile(page: Page): Promise<void> {
  await page.click('[data-action=try-import]');
  await page.waitForSelector('[data-import=judged] [data-status]');
}
