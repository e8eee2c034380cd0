import type { Map as MapLibre } from 'maplibre-gl';

import type { AreaName } from '../model/answer';

/** An area with the source that has it. */
export interface Placed extends AreaName {
  readonly source: string;
}

/** One area of the map that stands out in one way: selected, or under the pointer. */
export class Mark {
  private now: Placed | null = null;

  constructor(private readonly map: MapLibre, private readonly state: 'selected' | 'hover') {}

  set(area: Placed | null): void {
    if (area?.layer === this.now?.layer && area?.code === this.now?.code && area?.source === this.now?.source) {
      return;
    }
    this.put(this.now, false);
    this.now = area;
    this.put(area, true);
  }

  private put(area: Placed | null, on: boolean): void {
    if (area !== null && this.map.getSource(area.source) !== undefined) {
      this.map.setFeatureState({ source: area.source, sourceLayer: area.layer, id: area.code }, { [this.state]: on });
    }
  }
}
