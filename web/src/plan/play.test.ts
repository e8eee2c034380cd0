import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { newSession } from '../model/session';
import type { Edit } from './answers';
import type { Desk, Whom } from './desk';
import { Play } from './play';

const counts = { covered: 1, uncovered: 1, estimated: 0, total: 2 };
const none = { gained: 0, lost: 0, gained_estimated: 0, lost_estimated: 0, gained_buildings: 0, lost_buildings: 0, by: [] };

/** What was asked of the server: the method, the path, and how many edits came with it. */
let asked: (readonly [string, string, number])[];

/** A server that makes a scenario of any edits. */
function served(input: URL, { method = 'GET', body }: RequestInit): Promise<Response> {
  const { edits = [] } = JSON.parse(typeof body === 'string' ? body : '{}') as { edits?: readonly Edit[] };
  asked.push([method, input.pathname, edits.length]);
  const state = { id: `S${String(asked.length)}`, revision: 1, minutes: 10, edits, undone: 0, places: [], before: counts, after: counts, share: [0.5, 0.5], p90_s: [null, null], change: none, last: null };
  return Promise.resolve(new Response(JSON.stringify(state), { status: 200, headers: { 'Content-Type': 'application/json' } }));
}

beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', served);
});

afterEach(() => { vi.unstubAllGlobals(); });

function played(edits: readonly Edit[]): Play {
  const desk = { base: 'http://city.test/', session: newSession('zh', 'light'), minutes: signal(10), instant: signal(''), home: signal(false), whom: signal<Whom>({ profile: 'adult', policy: false }) };
  return new Play(desk as unknown as Desk, edits);
}

const settled = async (play: Play): Promise<void> => { await vi.waitFor(() => { expect(play.busy.value).toBe(false); }); };

const close = (n: number): Edit => ({ op: 'close', place: `RS0000${String(n)}` });

describe('a scenario', () => {
  it('that is begun anew comes back by one step, and what was done meanwhile is not lost either', async () => {
    const play = played([close(1), close(2)]);
    play.again();
    await settled(play);
    play.clear();
    await settled(play);
    expect([play.wanted.value, play.aside.value]).toEqual([[], [close(1), close(2)]]);
    play.put([close(3)]);
    play.bringBack();
    await settled(play);
    expect([play.state.value?.edits, play.aside.value]).toEqual([[close(1), close(2)], [close(3)]]);
  });

  it('that stands again is not put aside too', async () => {
    const play = played([close(1)]);
    play.clear();
    play.bringBack();
    await settled(play);
    expect([play.state.value?.edits, play.aside.value]).toEqual([[close(1)], []]);
  });

  it('does a step that meets a changed city, and leaves out what cannot be done on it', async () => {
    const play = played([close(1)]);
    play.again();
    await settled(play);
    vi.stubGlobal('fetch', (input: URL, how: RequestInit) => (
      input.pathname.endsWith('/edits')
        ? Promise.resolve(new Response(JSON.stringify({ code: 'scenario_conflict', title: 'Conflict', detail: 'edit 1 (close) cannot be done' }), { status: 409, headers: { 'Content-Type': 'application/problem+json' } }))
        : served(input, how)));
    play.edit(close(2));
    await settled(play);
    expect([play.wanted.value, play.problem.value]).toEqual([[close(1), close(2)], null]);
    expect(asked.filter(([method]) => method === 'POST')).toEqual([['POST', '/api/v1/scenarios', 1], ['POST', '/api/v1/scenarios', 2]]);
  });

  it('takes what siting chose in one question, and has it in the link before the answer', async () => {
    const play = played([close(9)]);
    play.addAll([close(1), close(2), close(3)]);
    expect(play.wanted.value).toHaveLength(4);
    play.open(10, { profile: 'adult', policy: false }, '', false);
    await settled(play);
    expect(asked).toEqual([['POST', '/api/v1/scenarios', 4]]);
    expect(play.state.value?.edits).toEqual([close(9), close(1), close(2), close(3)]);
  });
});
