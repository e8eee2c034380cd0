import { expect, it } from 'vitest';

import { type Body, groundsOf } from './bodies';

it('tells the area that an organisation is of and those that it looks after, each once', () => {
  const body: Body = {
    code: 'O1', name: '', kind: 'branch', layer: 'compound', area: 'X1', area_name: '甲', phone: '',
    covers: [{ layer: 'compound', code: 'X1', name: '甲' }, { layer: 'compound', code: 'X2', name: '乙' }, { layer: 'grid', code: 'X1', name: '丙' }],
  };
  expect(groundsOf(body).map((of) => `${of.layer} ${of.code} ${of.name}`)).toEqual(['compound X1 甲', 'compound X2 乙', 'grid X1 丙']);
  expect(groundsOf({ ...body, layer: '', area: '', covers: [] })).toEqual([]);
});
