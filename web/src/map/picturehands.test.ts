import { beforeEach, describe, expect, it, vi } from 'vitest';

import { type Hands, PictureHands } from './picturehands';

class Surface extends EventTarget {
  readonly style = { touchAction: '' };
  getBoundingClientRect(): { left: number; top: number } { return { left: 100, top: 50 }; }
  setPointerCapture(): void { /* Node has no pointers. */ }

  send(type: string, init: object): Event {
    const event = Object.assign(new Event(type, { cancelable: true }), { pointerId: 1, pointerType: 'touch', button: 0, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }, init);
    this.dispatchEvent(event);
    return event;
  }

  pointer(type: string, x: number, y: number, pointerId = 1): void {
    this.send(`pointer${type}`, { clientX: x + 100, clientY: y + 50, pointerId });
  }
}

let surface: Surface;
let done: string[];

beforeEach(() => {
  surface = new Surface();
  done = [];
  const round = (v: number): number => Math.round(v * 100) / 100;
  const hands: Hands = {
    drag: ({ x, y }) => { done.push(`drag ${x},${y}`); },
    zoom: (steps, { x, y }) => { done.push(`zoom ${round(steps)} at ${round(x)},${round(y)}`); },
    zoomMiddle: (steps) => { done.push(`zoom ${steps}`); },
    rest: () => { done.push('rest'); },
    tap: ({ x, y }) => { done.push(`tap ${x},${y}`); },
    enter: () => { done.push('enter'); },
  };
  new PictureHands(surface as unknown as HTMLElement, hands);
});

describe('hands on the picture map', () => {
  it('tap with a hand that trembles', () => {
    surface.pointer('down', 10, 10);
    surface.pointer('move', 12, 11);
    surface.pointer('up', 12, 11);
    expect(done).toEqual(['tap 12,11']);
  });

  it('drag', () => {
    surface.pointer('down', 10, 10);
    surface.pointer('move', 30, 10);
    surface.pointer('move', 31, 12);
    surface.pointer('up', 31, 12);
    expect(done).toEqual(['drag 20,0', 'drag 1,2', 'rest']);
  });

  it('pinch with two fingers, which is no tap', () => {
    surface.pointer('down', 0, 0, 1);
    surface.pointer('down', 100, 0, 2);
    surface.pointer('move', 200, 0, 2);
    surface.pointer('up', 200, 0, 2);
    surface.pointer('up', 0, 0, 1);
    expect(done).toEqual(['drag 50,0', 'zoom 1 at 100,0', 'rest']);
  });

  it('let go when the browser takes the pointer, and use only the main button', () => {
    surface.pointer('down', 0, 0);
    surface.pointer('cancel', 0, 0);
    surface.send('pointerdown', { clientX: 100, clientY: 50, pointerType: 'mouse', button: 2 });
    surface.pointer('up', 0, 0);
    expect(done).toEqual([]);
  });

  it('turn the wheel, whatever it counts in, and rest after the last turn', () => {
    vi.useFakeTimers();
    surface.send('wheel', { deltaY: -150, deltaMode: 0, clientX: 110, clientY: 60 });
    const event = surface.send('wheel', { deltaY: 3, deltaMode: 1, clientX: 110, clientY: 60 });
    surface.send('wheel', { deltaY: 99, deltaMode: 2, clientX: 110, clientY: 60 });
    vi.advanceTimersByTime(500);
    vi.useRealTimers();
    expect(event.defaultPrevented).toBe(true);
    expect(done).toEqual(['zoom 0.5 at 10,10', 'zoom -0.4 at 10,10', 'zoom -1 at 10,10', 'rest']);
  });

  it('zoom by a double click', () => {
    surface.send('dblclick', { clientX: 110, clientY: 60 });
    surface.send('dblclick', { clientX: 110, clientY: 60, shiftKey: true });
    expect(done).toEqual(['zoom 1 at 10,10', 'rest', 'zoom -1 at 10,10', 'rest']);
  });

  it.each([
    ['ArrowLeft', ['drag 100,0', 'rest']], ['ArrowRight', ['drag -100,0', 'rest']], ['ArrowUp', ['drag 0,100', 'rest']], ['ArrowDown', ['drag 0,-100', 'rest']],
    ['+', ['zoom 1', 'rest']], ['=', ['zoom 1', 'rest']], ['-', ['zoom -1', 'rest']], ['Enter', ['enter']], ['a', []],
  ])('press %s', (key, want) => {
    const event = surface.send('keydown', { key });
    expect(done).toEqual(want);
    expect(event.defaultPrevented).toBe(want.length > 0);
  });

  it('leave the browser its own keys', () => {
    expect(surface.send('keydown', { key: '+', ctrlKey: true }).defaultPrevented).toBe(false);
    expect(done).toEqual([]);
  });
});
