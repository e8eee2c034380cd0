import { describe, expect, it } from 'vitest';

import { WallClock } from './clock';
import { ageWords } from './tour';

const day = 86_400_000;
const noon = Date.parse('2026-11-30T04:00:00Z');

/** A clock whose count and machine a test turns. */
function made(machine: number): { readonly clock: WallClock; readonly go: (ms: number) => void; readonly turn: (ms: number) => void } {
  let [count, own] = [1_000, machine];
  const clock = new WallClock(() => count, () => own);
  return {
    clock,
    go: (ms) => {
      count += ms;
      own += ms;
      clock.tick();
    },
    turn: (ms) => {
      own += ms;
      clock.tick();
    },
  };
}

describe('the clock of a wall', () => {
  it('goes by the server where the machine is wrong by a day, and says by how much', () => {
    const { clock, go } = made(noon + day);
    expect(clock.off.value).toBe(0); // nothing is known yet
    expect(clock.time.value).toBe(noon + day);
    clock.set(new Date(noon).toUTCString());
    expect(Math.abs(clock.time.value - noon)).toBeLessThan(1_000);
    expect(Math.round(clock.off.value / day)).toBe(1);
    go(10_000);
    expect(Math.abs(clock.time.value - noon - 10_000)).toBeLessThan(1_000);
    expect(clock.age.value).toBe(10_000);
    const slow = made(noon - day);
    slow.clock.set(new Date(noon).toUTCString());
    expect(Math.round(slow.clock.off.value / day)).toBe(-1);
  });

  it('knows its age whatever is done to the clock of the machine meanwhile', () => {
    const { clock, go, turn } = made(noon);
    clock.set(new Date(noon).toUTCString());
    clock.hear();
    go(3_000);
    turn(-day);
    expect(clock.age.value).toBe(3_000);
    turn(3 * day);
    expect(clock.age.value).toBe(3_000);
    expect(Math.round(clock.off.value / day)).toBe(2);
    expect(clock.hear()).toBe(3_000);
    expect(clock.age.value).toBe(0);
  });

  it('does not stumble over the part of a second that an answer leaves out, nor over one without a time', () => {
    const { clock, go } = made(noon);
    clock.set(new Date(noon).toUTCString());
    const before = clock.time.value;
    go(900);
    clock.set(new Date(noon).toUTCString()); // the same second still
    clock.set(null);
    clock.set('soon');
    expect(clock.time.value).toBe(before + 900);
    expect(clock.off.value).toBe(0);
    go(60_000);
    clock.set(new Date(noon + 90_000).toUTCString()); // the server was set right
    expect(Math.abs(clock.time.value - noon - 90_000)).toBeLessThan(1_000);
  });

  it('says days where hours would be many', () => {
    expect([ageWords(47 * 3_600_000), ageWords(49 * 3_600_000)]).toEqual([['hours', 47], ['days', 2]]);
  });
});
