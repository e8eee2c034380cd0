import { describe, expect, it } from 'vitest';

import { byZoom } from './expression';
import { says } from './kit';
import { nameIn, shortName } from './labels';
import { sizeAt } from './look';

describe('the name on the map', () => {
  it.each([
    ['安居社区第6网格', '第6网格'], ['第一社区第12网格', '第12网格'], ['柳湾村第3网格', '第3网格'], ['望海商场专属网格', '望海商场专属网格'], ['第6网格', '第6网格'], ['', ''],
  ])('of %j is %j on a close map', (name, short) => {
    expect(says(shortName('zh'), { name })).toBe(short);
    expect(says(shortName('zh'), { name }, 14)).toBe(name);
  });

  it('is short in English too', () => {
    expect(says(shortName('en'), { name: '汐宁社区第1网格', name_en: 'Xining Community Grid 1' })).toBe('Grid 1');
    expect(says(shortName('en'), { name: '汐宁社区第1网格' })).toBe('汐宁社区第1网格');
  });

  it('is in the reader’s language where there is one', () => {
    expect(says(nameIn('en'), { name: '惠桥路', name_en: 'Huiqiao Road' })).toBe('Huiqiao Road');
    expect(says(nameIn('en'), { name: '惠桥路' })).toBe('惠桥路');
    expect(says(nameIn('zh'), { name: '惠桥路', name_en: 'Huiqiao Road' })).toBe('惠桥路');
  });
});

it('sizes on the map are those of the table', () => {
  const stops = [[10, 2], [12, 6], [16, 7]] as const;
  for (const zoom of [8, 10, 11, 12, 13.5, 16, 20]) {
    expect(says(byZoom(stops), {}, zoom)).toBeCloseTo(sizeAt(stops, zoom), 6);
  }
});
