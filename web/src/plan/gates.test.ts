import { afterEach, describe, expect, it, vi } from 'vitest';

import { newSession } from '../model/session';
import type { Desk } from './desk';
import { Gates } from './gates';

afterEach(() => { vi.unstubAllGlobals(); });

/** Gates of a map at a zoom, of a server that answers with so many, or (null) is away. */
function gatesAt(zoom: number, many: number | null): Gates {
  const feature = { geometry: { coordinates: [[[119.9, 38.6]]] }, properties: { code: 'G1', name: '' } };
  vi.stubGlobal('fetch', () => (many === null ? Promise.reject(new TypeError('away')) : Promise.resolve(new Response(JSON.stringify({ features: Array.from({ length: many }, () => feature) })))));
  const session = newSession('zh', 'light');
  session.zoom.value = zoom;
  return new Gates({ base: 'http://city.test/', session, stage: { camera: () => ({ centre: { lon: 119.9, lat: 38.6 }, zoom }) } } as unknown as Desk);
}

describe('the list of gates', () => {
  it('asks for a closer zoom only where the map is too far out', () => {
    expect(gatesAt(12.9, 1).prompt()).toBe('hintGateZoom');
    expect(gatesAt(14.57, 1).prompt()).toBe('gatesWait');
  });

  it('says what came of the question', async () => {
    const prompts = [2, 0, null].map(async (many) => {
      const gates = gatesAt(14.57, many);
      await gates.look();
      return gates.prompt();
    });
    expect(await Promise.all(prompts)).toEqual(['chooseGate', 'gatesNone', 'gatesFailed']);
  });
});
