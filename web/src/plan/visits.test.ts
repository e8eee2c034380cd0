import { describe, expect, it } from 'vitest';

import { monthOf, textOf, visitsOf } from './visits';

describe('a table of visits', () => {
  it('is read by the names of its columns, in any order and with any separator', () => {
    const wanted = [{ code: 'RS1', month: '2026-03', visits: 412 }, { code: 'RS,2', month: '2026-12', visits: 0 }];
    expect(visitsOf('\ufeff编码,月份,人次\r\nRS1,2026-03,412\r\n"RS,2",2026年12月,0\r\n')).toEqual(wanted);
    expect(visitsOf('name\tVisits\tcode\tmonth\nx\t412\tRS1\t2026/3\ny\t0\tRS,2\t202612')).toEqual(wanted);
    expect(visitsOf('code,month,visits\nRS1,2026-03,"1,412"')).toEqual([{ code: 'RS1', month: '2026-03', visits: 1412 }]);
  });

  it('leaves out rows that say nothing', () => {
    expect(visitsOf('code,month,visits\nRS1,2026-03,\nRS2,2026-03,5')).toEqual([{ code: 'RS2', month: '2026-03', visits: 5 }]);
    expect(visitsOf('code,month,visits\nRS1,2026-03,')).toEqual({ what: 'empty' });
  });

  it('names the column, or the line and the cell, that is wrong', () => {
    expect(visitsOf('')).toEqual({ what: 'empty' });
    expect(visitsOf('code,month\nRS1,2026-03')).toEqual({ what: 'column', column: 'visits' });
    expect(visitsOf('code,month,visits\nRS1,2026-13,5')).toEqual({ what: 'month', line: 2, cell: '2026-13' });
    expect(visitsOf('code,month,visits\nRS1,2026-01,5\n,2026-01,5')).toEqual({ what: 'code', line: 3, cell: '' });
    for (const cell of ['-1', '1.5', 'many', '1e13', ' - ']) {
      expect(visitsOf(`code,month,visits\nRS1,2026-01,${cell}`)).toEqual({ what: 'visits', line: 2, cell: cell.trim() });
    }
    expect(visitsOf(`code,month,visits\n${'a,2026-01,1\n'.repeat(200_001)}`)).toEqual({ what: 'many' });
  });

  it('knows the months that people write', () => {
    expect(['2026-03', '2026/3', '2026.03', '202603', '2026年3月', '2026-00', '2026-13', '26-03', 'March'].map(monthOf)).toEqual(['2026-03', '2026-03', '2026-03', '2026-03', '2026-03', '', '', '', '']);
  });

  it('comes as UTF-8 or GBK', () => {
    expect(textOf(new TextEncoder().encode('编码').buffer)).toBe('编码');
    expect(textOf(new Uint8Array([0xb1, 0xe0, 0xc2, 0xeb]).buffer)).toBe('编码');
    expect(textOf(new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]).buffer)).toBeNull();
  });
});
