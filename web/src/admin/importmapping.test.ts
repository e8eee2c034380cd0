import { expect, it } from 'vitest';

import { recallMapping, rememberMapping } from './importmapping';

function shelf(): { readonly localStorage: Pick<Storage, 'getItem' | 'setItem'> } {
  const kept = new Map<string, string>();
  return { localStorage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => { kept.set(key, value); } } };
}

it('keeps what columns mean by the kind of table, and offers it for a table that has them', () => {
  const storage = shelf();
  const asRead = { 唯一号: '', 住家: '', 序: '', 东经: 'lon' };
  expect(recallMapping(storage, 'building', asRead)).toBeNull();
  rememberMapping(storage, 'building', { 唯一号: 'code', 住家: 'households', 备注: '' });
  expect(recallMapping(storage, 'building', asRead)).toEqual({ 唯一号: 'code', 住家: 'households' });
  expect(recallMapping(storage, 'building', { ...asRead, 唯一号: 'code', 住家: 'households' })).toBeNull(); // it is so already
  expect(recallMapping(storage, 'building', { 唯一号: '', 东经: 'lon' })).toBeNull(); // another table
  expect(recallMapping(storage, 'place', asRead)).toBeNull();
});

it('goes on where nothing can be kept, or what is kept is none', () => {
  const broken = { localStorage: { getItem: () => '{"a":1}', setItem: () => { throw new Error('full'); } } };
  const off = { get localStorage(): Storage { throw new Error('off'); } };
  rememberMapping(broken, 'building', { a: 'code' });
  expect([recallMapping(broken, 'building', { a: '' }), recallMapping({ localStorage: { getItem: () => '{' } }, 'building', { a: '' }), recallMapping(off, 'building', { a: '' })]).toEqual([null, null, null]);
});
