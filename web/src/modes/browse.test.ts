import { afterEach, describe, expect, it, vi } from 'vitest';

import type { Client } from '../api/client';
import type { Listener } from '../map/stage';
import { newSession } from '../model/session';
import type { Address } from './address';
import { Browse } from './browse';

afterEach(() => { vi.unstubAllGlobals(); });

describe('a click on the sign of a station', () => {
  it('is for the planner where it was made, for others where the station stands', async () => {
    vi.stubGlobal('window', { addEventListener: () => undefined });
    const session = newSession('zh', 'light');
    const address = { state: () => ({}), asked: () => undefined } as unknown as Address;
    const browse = new Browse({ session, client: { city: () => new Promise(() => undefined) } as unknown as Client, address, base: '', speak: () => undefined });
    let listener: Listener | undefined;
    await browse.start({} as HTMLElement, (start) => {
      listener = start.listener;
      return Promise.reject(new Error('no map here'));
    });
    const [click, sign] = [{ lon: 119.8551, lat: 38.69 }, { lon: 119.855, lat: 38.6899 }];
    const taken: unknown[] = [];
    const parts = (name: string, takes: boolean): never => ({ take: (at: unknown) => {
      taken.push([name, at]);
      return takes;
    } }) as never;
    session.plan.value = parts('plan', false);
    session.tools.value = parts('tools', true);
    listener?.asked(click, 'pointer', { layer: 'red_sail_station', code: 'RS1', name: '', at: sign });
    expect(taken).toEqual([['plan', click], ['tools', sign]]);
  });
});
