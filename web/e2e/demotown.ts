import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

import { desk, launch, open, type Reader, type Watched } from './browser';
import { ready } from './planning';
import { type Redsail, serve } from './redsail';

/** A server of the demo town for the tests of a file, with somebody signed in, and the page that a test has open. */
export class DemoTown {
  browser!: Browser;
  server!: Redsail;
  /** The cookie of the one who is signed in. */
  signed = '';
  private opened: Watched | null = null;

  /** What may be told of as wrong in all tests: a refusal that a test asks for. */
  constructor(private readonly refusals?: RegExp) {}

  /** Opens a page, in the place of the one that was open. */
  async visit(hash: string, reader: Reader = desk): Promise<Page> {
    await this.close();
    this.opened = await open(this.browser, reader, `${this.server.url}/#${hash}`, this.signed);
    return this.opened.page;
  }

  /** Opens the desk of the planner, and waits until it has all that it asked for. */
  async plan(link: string, reader?: Reader): Promise<Page> {
    const page = await this.visit(`plan=${link}`, reader);
    await page.waitForSelector('.plan');
    await ready(page);
    return page;
  }

  /** Closes the page that is open: nothing may have gone wrong in it, but for refusals. */
  async close(refusals = this.refusals): Promise<void> {
    const wrong = this.opened?.wrong ?? [];
    await this.opened?.close();
    this.opened = null;
    expect(wrong.filter((it) => refusals?.test(it) !== true)).toEqual([]);
  }
}

/** Begins one before all tests of the file and ends it after them, each test with the page that it opened. */
export function demoTown(account: string, refusals?: RegExp): DemoTown {
  const town = new DemoTown(refusals);
  beforeAll(async () => {
    [town.browser, town.server] = await Promise.all([launch(), serve('town', [], { demo: true })]);
    town.signed = await town.server.signIn(account);
  });
  afterEach(async () => { await town.close(); });
  afterAll(async () => { await Promise.all([town.browser.close(), town.server.stop()]); });
  return town;
}
