import type { City, Layer } from '../model/city';
import { madeCity, madeLayer } from '../model/kit';
import table from './demolayers.json';

// The demo city for tests of the map: its layers as a test of the server holds them to be.

interface DemoLayer extends Omit<Layer, 'name' | 'kinds' | 'show'> {
  readonly show: { readonly border: number; readonly label: number; readonly label_end: number };
}

const layers = (table as unknown as readonly DemoLayer[]).map(({ show: { border, label, label_end }, ...rest }) =>
  madeLayer(rest.key, rest.depth, { ...rest, show: { border, label, labelEnd: label_end } }));

const kinds = ['red_sail_station', 'landmark', 'service_centre', 'service_station', 'police_post', 'mediation_room', 'activity_venue', 'volunteer_station', 'resident_unit'];

export const demoCity: City = madeCity(layers, {
  bounds: [119.6, 38.5, 120.2, 38.95],
  places: kinds.map((key) => ({ key, name: { zh: key, en: key }, count: 9 })),
  lines: ['road', 'path', 'rail', 'river', 'wall'].map((key) => ({ key, count: 99 })),
  buildings: 999,
});
