import { describe, expect, it } from 'vitest';

import { leftOutText } from './work';

describe('what a pack is without', () => {
  it('is said in words, and by its key where there is none', () => {
    const left = [{ what: 'buildings_elsewhere', count: 1200 }, { what: 'roads', count: 3 }];
    expect(leftOutText('en', left)).toBe('Not on this page: 1,200 buildings of other grids; roads 3');
    expect(leftOutText('zh', left)).toBe('本页不含：1,200 栋别的网格的楼栋；roads 3');
  });
});
