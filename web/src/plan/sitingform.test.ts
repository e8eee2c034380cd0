import { describe, expect, it } from 'vitest';

import { bodyOf, emptyFields, faultsOf, type Own, pastedOf, wholeOf } from './sitingform';

const own = (some: Partial<Own> = {}): Own => ({ lon: 119.92, lat: 38.64, name: '', cost: '', mark: 'may', ...some });

describe('the form of siting', () => {
  it('reads whole numbers as people type them, and nothing else', () => {
    expect(['5', ' 1,000,000 ', '２０', '1，000'].map(wholeOf)).toEqual([5, 1_000_000, 20, 1000]);
    expect(['', '-3', '1.5', 'NaN', '1e3', 'Infinity', '九', '9999999999999999'].map(wholeOf)).toEqual(Array(8).fill(null));
  });

  it('says of each number what is wrong with it', () => {
    for (const count of ['0', '-3', '99999', 'NaN', '1.5', 'x']) {
      expect(faultsOf({ ...emptyFields, count }).new?.key, count).toBe('faultNew');
    }
    expect(faultsOf({ ...emptyFields, count: ' ' }).new?.key).toBe('faultNewMissing');
    expect(faultsOf({ ...emptyFields, count: '', budget: '100', cost: '10' })).toEqual({});
    expect(faultsOf({ ...emptyFields, count: '', closing: ['RS1'] })).toEqual({});
    expect(faultsOf({ ...emptyFields, model: 'lscp', count: 'x', budget: 'x' })).toEqual({});
    expect(faultsOf({ ...emptyFields, budget: '0', cost: '1' }).budget?.key).toBe('faultYuan');
    expect(faultsOf({ ...emptyFields, budget: '100' }).cost?.key).toBe('faultCostMissing');
    expect(faultsOf({ ...emptyFields, budget: '100', cost: '101' }).cost?.key).toBe('faultCostDear');
    expect(faultsOf({ ...emptyFields, budget: '100', source: 'store' })).toEqual({});
    expect(['24', '5001', 'x', '200'].map((spacing) => faultsOf({ ...emptyFields, spacing }).spacing?.key)).toEqual(['faultSpacing', 'faultSpacing', 'faultSpacing', undefined]);
  });

  it('wants candidates of the reader\'s own that may open, and no more required than open', () => {
    const of = (...list: Own[]) => faultsOf({ ...emptyFields, count: '1', source: 'own', own: list }).own?.key;
    expect([of(), of(own({ mark: 'never' })), of(own({ cost: 'dear' })), of(own({ mark: 'must' }), own({ mark: 'must', lat: 1 })), of(own())]).toEqual(['faultOwnNone', 'faultOwnNone', 'faultOwnCost', 'faultOwnMust', undefined]);
  });

  it('is the body that the server takes', () => {
    expect(bodyOf(emptyFields)).toEqual({ model: 'mclp', new: 5 });
    expect(bodyOf({ ...emptyFields, count: '', budget: '900,000', cost: '300000', spacing: '100' })).toEqual({ model: 'mclp', budget: 900_000, cost: 300_000, spacing_m: 100 });
    expect(bodyOf({ ...emptyFields, budget: '900000', cost: '5', spacing: '100', source: 'store', closing: ['RS1'] })).toEqual({ model: 'mclp', new: 5, budget: 900_000, from: 'store', may_close: ['RS1'] });
    expect(bodyOf({ ...emptyFields, model: 'lscp', budget: '9', cost: '9', source: 'own', own: [own({ name: '东门', cost: '380000', mark: 'must' }), own({ mark: 'never' })] })).toEqual({
      model: 'lscp', candidates: [{ lon: 119.92, lat: 38.64, name: '东门', cost: 380_000, required: true }, { lon: 119.92, lat: 38.64, forbidden: true }],
    });
  });

  it('reads pasted lines, and names those that are none', () => {
    const { good, bad } = pastedOf('经度,纬度\n119.92, 38.64\n\n119.93，38.65，东门，380000\n119.94\t38.66\n119.95 38.67\n38.64,119.92\nNaN,1\n200,1\n119,38,x,dear');
    expect(good).toEqual([own(), own({ lon: 119.93, lat: 38.65, name: '东门', cost: '380000' }), own({ lon: 119.94, lat: 38.66 }), own({ lon: 119.95, lat: 38.67 })]);
    expect(bad).toEqual([7, 8, 9, 10]);
  });
});
