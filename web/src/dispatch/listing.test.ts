import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';

import { guessed, Listing, mostBytes } from './listing';

describe('what a pasted list holds', () => {
  it('is guessed by the names of its columns, else by its first row', () => {
    expect(guessed(['id', '地址'], ['1', '柳舟路1号'])).toMatchObject({ kind: 'address', address: 1 });
    expect(guessed(['id', '纬度', '经度'], ['1', '38.69', '119.86'])).toMatchObject({ kind: 'point', lon: 2, lat: 1 });
    expect(guessed([], ['119.8612', '38.6912'])).toMatchObject({ kind: 'point', lon: 0, lat: 1 });
    expect(guessed([], ['柳舟路1号'])).toMatchObject({ kind: 'address', address: 0 });
  });

  it('is put with its head, and refused where it is no text or too large', () => {
    const list = new Listing({ asOf: signal('') }, 'http://127.0.0.1:1/');
    list.put('序号,地址\n1,柳舟路1号\n2,柳舟路2号\n');
    expect([list.hasHead.value, list.rows.value, list.columns.value]).toEqual([true, 2, ['序号', '地址']]);
    list.put('柳舟路1号\n柳舟路2号');
    expect([list.hasHead.value, list.rows.value]).toEqual([false, 2]);
    list.put('\ufffd\ufffd');
    expect([list.fault.value, list.text.value]).toEqual(['notText', '']);
    list.put('x'.repeat(mostBytes + 1));
    expect(list.fault.value).toBe('tooLarge');
  });

  it('drops what came back of another date, and keeps the list', () => {
    const asOf = signal('');
    const list = new Listing({ asOf }, 'http://127.0.0.1:1/');
    const end = list.start();
    list.put('柳舟路1号\n柳舟路2号');
    const done = { kind: 'done', text: 'x', rows: 2, bad: 0, first: [] } as const;
    list.run.value = done;
    asOf.value = '2026-01-01';
    expect([list.run.value.kind, list.rows.value]).toEqual(['none', 2]);
    end();
    list.run.value = done;
    asOf.value = '';
    expect(list.run.value.kind).toBe('done');
  });
});
