import { describe, expect, it } from 'vitest';

import type { LinkState } from '../model/hash';
import { followLinks } from './pasted';

describe('a link put into the page', () => {
  it('opens the desk of the planner where it names it, and nothing else does', () => {
    const page = new EventTarget();
    const turn = (): boolean => page.dispatchEvent(new Event('hashchange'));
    let state: LinkState = {};
    let opened = 0;
    followLinks(page as Window, { state: () => state }, () => { opened++; });
    turn();
    expect(opened).toBe(0);
    state = { plan: 'balance.10.grid' };
    expect(opened).toBe(0);
    turn();
    expect(opened).toBe(1);
    followLinks(page as Window, { state: () => state }, () => { opened += 10; });
    expect(opened).toBe(11); // it came before anybody listened
  });
});
