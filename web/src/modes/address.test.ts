import { describe, expect, it } from 'vitest';

import { spot } from '../model/subject';
import { Address } from './address';

/** As much of a window as an address bar needs. */
function bar(hash: string): { window: Window; hash: () => string; entries: () => number } {
  const location = { hash, pathname: '/', search: '?a=b' };
  const past: { state: unknown; hash: string }[] = [];
  const history = {
    state: null as unknown,
    replaceState: (state: unknown, _title: string, to?: string) => {
      history.state = state;
      location.hash = to === undefined ? location.hash : to.startsWith('#') ? to : '';
    },
    pushState: (state: unknown, title: string, to: string) => {
      past.push({ state: history.state, hash: location.hash });
      history.replaceState(state, title, to);
    },
    back: () => {
      const before = past.pop();
      history.state = before?.state;
      location.hash = before?.hash ?? 'left the page';
    },
  };
  return { window: { location, history } as unknown as Window, hash: () => location.hash, entries: () => past.length + 1 };
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
    address.asked(spot({ lon: 117.5, lat: 36.25 }));
    expect(hash()).toBe('#lang=en&p=117.5,36.25');
    address.asked(null);
    expect(hash()).toBe('#lang=en');
    address.keep({ lang: 'zh' });
    expect(hash()).toBe('#lang=zh');
  });

  it('makes a step in the history of each question, and of nothing else', () => {
    const { window, hash, entries } = bar('');
    const address = new Address(window);
    address.moved(camera, true);
    address.keep({ lang: 'en' });
    address.keep({ theme: 'dark' });
    address.hid(new Set(['road']));
    expect(entries()).toBe(1);
    address.asked(spot({ lon: 117.5, lat: 36.25 }));
    address.asked(spot({ lon: 117.5, lat: 36.25 }));
    expect(entries()).toBe(2);
    address.asked({ what: 'area', area: { layer: 'grid', code: '1' } });
    expect(entries()).toBe(3);
    address.back();
    expect(hash()).toContain('p=117.5,36.25');
    expect(address.reread().subject).toEqual(spot({ lon: 117.5, lat: 36.25 }));
  });

  it('never steps back out of the page', () => {
    const { window, hash } = bar('#lang=en');
    new Address(window).back();
    expect(hash()).toBe('#lang=en');
  });
});
