import type { DataDrivenPropertyValueSpecification, ExpressionSpecification, FilterSpecification } from 'maplibre-gl';

import type { ByZoom } from './look';

/** A size that follows the zoom as `sizeAt` does, changed by `add` pixels and multiplied. */
export function byZoom(stops: ByZoom, { add = 0, times = 1 } = {}): DataDrivenPropertyValueSpecification<number> & ExpressionSpecification {
  const flat = stops.flatMap(([zoom, pixels]) => [zoom, round(pixels * times + add)]);
  return ['interpolate', ['linear'], ['zoom'], ...flat] as unknown as DataDrivenPropertyValueSpecification<number> & ExpressionSpecification;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Features whose attribute is one of the values; all when there are none to choose from. */
export function among(attribute: string, values: readonly string[] | undefined): { readonly filter?: FilterSpecification } {
  if (values === undefined) {
    return {};
  }
  return { filter: ['in', ['get', attribute], ['literal', [...values]]] };
}

/** True where the feature has this state. */
export function stateIs(state: string): ExpressionSpecification {
  return ['boolean', ['feature-state', state], false];
}
