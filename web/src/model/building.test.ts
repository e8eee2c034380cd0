import { expect, it } from 'vitest';

import { type Building, stands } from './building';

const building: Building = {
  code: 'B1', name: '7号楼', names: { zh: '7号楼', en: '' }, address: '', use: 'home', storeys: 6, bounds: [117, 36, 117.001, 36.0005], source: '', dataDate: '',
};

it('a building stands where its box is, and anywhere when that is not known', () => {
  expect([117.0005, 117.0014, 117.002, 116.99].map((lon) => stands(building, { lon, lat: 36.0002 }))).toEqual([true, true, false, false]);
  expect(stands(building, { lon: 117.0005, lat: 36.002 })).toBe(false);
  expect(stands({ ...building, bounds: null }, { lon: 0, lat: 0 })).toBe(true);
});
