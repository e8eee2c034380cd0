/** The two looks of the page. */
export type Theme = 'light' | 'dark';

/**
 * A border line: CSS pixels, and dash lengths in line widths. A border that two
 * areas share is drawn once for each of them, and two rows of dashes out of step
 * look like a full line: so only borders that are not shared are dashed.
 */
export interface Stroke {
  readonly colour: string;
  readonly width: number;
  readonly dash?: readonly [number, number];
}

/** Every colour of the map, and of the legend that must match it. */
export interface Palette {
  readonly ground: string;
  readonly land: string;
  readonly halo: string;
  /** Borders of partition layers, widest first; layers below the last share it. */
  readonly borders: readonly [Stroke, ...Stroke[]];
  /** Borders of free layers, which nest in nothing. */
  readonly free: Stroke;
  readonly freeFill: string;
  /** Labels of partition layers, widest first. */
  readonly labels: readonly [string, ...string[]];
  /** The one accent: selected, here. */
  readonly selected: string;
  readonly casing: string;
}

const light: Palette = {
  ground: '#e9e6df',
  land: '#f7f5f1',
  halo: '#f7f5f1',
  borders: [
    { colour: '#3d4854', width: 2.4 },
    { colour: '#66717d', width: 1.5 },
    { colour: '#8a95a1', width: 1.2 },
    { colour: '#c0c5cc', width: 0.9 },
  ],
  free: { colour: '#3b779c', width: 1.2, dash: [2, 2] },
  freeFill: '#9fc3d6',
  labels: ['#222b36', '#38434f', '#515d69', '#616c78'],
  selected: '#c8102e',
  casing: '#ffffff',
};

const dark: Palette = {
  ground: '#0f1620',
  land: '#16202c',
  halo: '#16202c',
  borders: [
    { colour: '#c3ccd7', width: 2.2 },
    { colour: '#8f9bab', width: 1.4 },
    { colour: '#66738a', width: 1.1 },
    { colour: '#3f4b5a', width: 0.9 },
  ],
  free: { colour: '#6a9fbd', width: 1.2, dash: [2, 2] },
  freeFill: '#2a6b7c',
  labels: ['#e8edf3', '#cdd6e0', '#b3bfcc', '#a0adbb'],
  selected: '#ff5a6e',
  casing: '#0f1620',
};

export function palette(theme: Theme): Palette {
  return theme === 'dark' ? dark : light;
}

/** Takes the entry for a rank, the last one for ranks beyond. */
export function ranked<T>(list: readonly [T, ...T[]], rank: number): T {
  return list[Math.min(rank, list.length - 1)] ?? list[0];
}
