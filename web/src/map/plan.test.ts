import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import type { StyleSpecification } from 'maplibre-gl';
import { describe, expect, it } from 'vitest';

import { madeLayer } from '../model/kit';
import { mostFeatures } from './few';
import { madeLook } from './kit';
import { overlaying, type Overlay } from './plan';
import { buildStyle } from './style';

const at = { lon: 119.5, lat: 38.5 };
const ring = [[[119.5, 38.5], [119.6, 38.5], [119.6, 38.6], [119.5, 38.5]]];
const overlay: Overlay = {
  hatched: [], tints: { layer: madeLayer('street', 1, { zoom: [7, 16] }), of: [{ colour: '#b2182b', codes: ['1', '2'] }, { colour: '#3f8f78', codes: [] }] },
  spots: [{ at, look: 'chosen', label: '1' }, { at, look: 'gained' }, { at, look: 'gate' }],
  bands: [{ type: 'Polygon', coordinates: ring, colour: '#1d6b57' }],
  box: [119.5, 38.5, 119.6, 38.6], theme: 'light', base: madeLook.base, bounds: [119, 38, 120, 39],
};

function dressed(of: Overlay): StyleSpecification {
  return overlaying(of).dress(buildStyle(madeLook));
}

describe('what the desk puts over the city', () => {
  it.each(['light', 'dark'] as const)('is a style that MapLibre takes, in %s', (theme) => {
    expect(validateStyleMin(dressed({ ...overlay, theme }))).toEqual([]);
    expect(validateStyleMin(dressed({ ...overlay, theme, tints: null, spots: [], bands: [], box: null }))).toEqual([]);
  });

  it('lies over the ground and under the names of the city, its points over all', () => {
    const ids = dressed(overlay).layers.map((it) => it.id);
    const tint = ids.indexOf('plan-areas');
    expect(ids.map((id, i) => [id, i] as const).filter(([id, i]) => i < tint && !/-land$|^base-|^ground$/.test(id)).map(([id]) => id).filter((id) => !id.endsWith('-fill'))).toEqual([]);
    expect(tint).toBeGreaterThan(0);
    expect(ids.slice(-3)).toEqual(['plan-box', 'plan-spots', 'plan-labels']);
  });

  it('asks for tiles of the layer from its first zoom on, and tints no class without areas', () => {
    const style = dressed(overlay);
    expect(style.sources['plan-areas-street']).toMatchObject({ tiles: ['http://127.0.0.1:1/x/tiles/street/{z}/{x}/{y}.mvt'], minzoom: 7, maxzoom: 16 });
    expect(JSON.stringify(style.layers.find((it) => it.id === 'plan-areas'))).not.toContain('#3f8f78');
    expect(dressed({ ...overlay, tints: null }).layers.some((it) => it.id === 'plan-areas')).toBe(false);
  });

  it('never holds more points than a source may, and says how many are left out', () => {
    const { dress, left } = overlaying({ ...overlay, spots: Array.from({ length: mostFeatures + 7 }, () => ({ at, look: 'lost' }) as const) });
    expect(left).toBe(7);
    expect(JSON.stringify(dress(buildStyle(madeLook)).sources['plan-spots']).match(/"type":"Feature"/g)).toHaveLength(mostFeatures);
  });
});
