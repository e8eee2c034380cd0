import { describe, expect, it } from 'vitest';

import { Address } from './address';

/** As much of a window as an address bar needs. */
function bar(hash: string): { window: Window; hash: () => string; entries: () => number } {
  const location = { hash, pathname: '/', search: '?a=b' };
  const history = {
    state: null,
    length: 1,
    replaceState: (_state: unknown, _title: string, to: string) => { location.hash = to.startsWith('#') ? to : ''; },
  };
  return { window: { location, history } as unknown as Window, hash: () => location.hash, entries: () => history.length };
}

const camera = { centre: { lon: 117, lat: 36 }, zoom: 12 };

describe('the address', () => {
  it('holds nothing that the user did not set', () => {
    const { window, hash } = bar('');
    const address = new Address(window);
    address.moved(camera, false);
    expect(hash()).toBe('');
    address.moved(camera, true);
    expect(hash()).toBe('#z=12.00/36.00000/117.00000');
  });

  it('follows the camera once the user chose one', () => {
    const { window, hash } = bar('#z=3/0/0');
    const address = new Address(window);
    address.moved(camera, false);
    expect(hash()).toBe('#z=12.00/36.00000/117.00000');
  });

  it('adds and drops the point, and keeps the rest', () => {
    const { window, hash } = bar('#lang=en');
    const address = new Address(window);
    address.asked({ lon: 117.5, lat: 36.25 });
    expect(hash()).toBe('#lang=en&p=117.5,36.25');
    address.asked(null);
    expect(hash()).toBe('#lang=en');
    address.spoken('zh');
    expect(hash()).toBe('#lang=zh');
  });
});
