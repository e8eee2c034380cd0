import type { Polygon } from '../model/across';
import type { Position } from '../model/position';
import { corners, distanceTo, edges, lattice, owns, type Point, type Ring } from './ground';
import type { Pack, PackArea } from './pack';

/** A grid with its ground. */
interface Grid {
  readonly area: PackArea;
  readonly rings: readonly Ring[];
  readonly box: readonly [number, number, number, number];
  /** Twice the area in steps of the lattice. */
  readonly size: number;
}

/** An edge of the outline of the worker's grids, and the grid on the other side. */
interface Edge {
  readonly ends: readonly [number, number, number, number];
  readonly own: string;
  readonly other: string;
}

/** Where a spot lies. */
export interface Spot {
  /** The code of the grid that owns it; empty = none of the pack does. */
  readonly grid: string;
  /** It is one of the worker's. */
  readonly own: boolean;
  /** Metres to the outline of the worker's grids, and who lies on the other side there; empty = nobody. */
  readonly metres: number;
  readonly neighbour: string;
}

/** What a pack says of spots: asked on the phone, by nobody else. */
export class PackCity {
  private readonly grids: readonly Grid[];
  private readonly outline: readonly Edge[];
  private readonly areas: ReadonlyMap<string, PackArea>;

  constructor(readonly pack: Pack) {
    this.areas = new Map(pack.areas.map((it) => [`${it.layer}/${it.code}`, it]));
    this.grids = pack.areas.filter((it) => it.layer === pack.grid && it.ground.length > 0).map(gridOf);
    this.outline = outlineOf(this.grids, new Set(pack.own));
  }

  area(layer: string, code: string): PackArea | undefined {
    return this.areas.get(`${layer}/${code}`);
  }

  grid(code: string): PackArea | undefined {
    return this.area(this.pack.grid, code);
  }

  /** The area above one, by the parents that the data names. */
  above(area: PackArea): PackArea | undefined {
    const layer = this.pack.layers.find((it) => it.key === area.layer);
    return layer === undefined || area.parent === '' ? undefined : this.area(layer.parent, area.parent);
  }

  /** Where a position lies. */
  spot({ lon, lat }: Position): Spot {
    const point: Point = [lattice(lon), lattice(lat)];
    const grid = this.owner(point);
    const own = grid !== '' && this.pack.own.includes(grid);
    let [metres, neighbour] = [Infinity, ''];
    for (const { ends, other } of this.outline) {
      const far = distanceTo(point, ...ends);
      if (far < metres) {
        [metres, neighbour] = [far, other];
      }
    }
    return { grid, own, metres, neighbour };
  }

  /** In an overlap the smaller area owns, then the lower code. */
  private owner(point: Point): string {
    let best: Grid | null = null;
    for (const it of this.grids) {
      if (inBox(it, point) && owns(it.rings, point) && (best === null || it.size < best.size || (it.size === best.size && it.area.code < best.area.code))) {
        best = it;
      }
    }
    return best?.area.code ?? '';
  }

  /** The ground of the worker's grids in degrees, as maps want it. */
  ownShapes(): (readonly Polygon[])[] {
    return this.grids.filter((it) => this.pack.own.includes(it.area.code)).map(({ area }) => area.ground.map((polygon) => corners([polygon]).map(closed)));
  }
}

function inBox({ box: [west, south, east, north] }: Grid, [x, y]: Point): boolean {
  return x >= west && x <= east && y >= south && y <= north;
}

function closed(ring: Ring): readonly (readonly [number, number])[] {
  const out: [number, number][] = [];
  for (let i = 0; i + 1 < ring.length; i += 2) {
    out.push([(ring[i] ?? 0) / 1e7, (ring[i + 1] ?? 0) / 1e7]);
  }
  const [first] = out;
  return first === undefined ? out : [...out, first];
}

function gridOf(area: PackArea): Grid {
  const rings = corners(area.ground);
  let [west, south, east, north, twice] = [Infinity, Infinity, -Infinity, -Infinity, 0];
  const [x, y] = [rings[0]?.[0] ?? 0, rings[0]?.[1] ?? 0]; // about a corner, so that the products stay exact
  edges(rings, (ax, ay, bx, by) => {
    [west, south, east, north] = [Math.min(west, bx), Math.min(south, by), Math.max(east, bx), Math.max(north, by)];
    twice += (ax - x) * (by - y) - (bx - x) * (ay - y);
  });
  return { area, rings, box: [west, south, east, north], size: Math.abs(twice) };
}

/** The edges of the worker's grids that no two of them share. Neighbours have the same corners, so an edge is the other's turned round. */
function outlineOf(grids: readonly Grid[], own: ReadonlySet<string>): readonly Edge[] {
  const of = new Map<string, string>();
  for (const { area, rings } of grids) {
    edges(rings, (ax, ay, bx, by) => { of.set(`${ax},${ay},${bx},${by}`, area.code); });
  }
  const out: Edge[] = [];
  for (const { area, rings } of grids.filter((it) => own.has(it.area.code))) {
    edges(rings, (ax, ay, bx, by) => {
      const other = of.get(`${bx},${by},${ax},${ay}`) ?? '';
      if (!own.has(other)) {
        out.push({ ends: [ax, ay, bx, by], own: area.code, other });
      }
    });
  }
  return out;
}
