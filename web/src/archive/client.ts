import type { PMTiles } from 'pmtiles';

import { Client } from '../api/client';
import { decodeCity } from '../api/decode';
import { needsServer } from '../i18n/archive';
import type { Answer, AreaEntry } from '../model/answer';
import { answering, type City, type Layer } from '../model/city';
import type { Position } from '../model/position';
import { ProblemError, unreadable } from '../model/problem';
import { type Feature, holds, readTile } from './mvt';

/** What only a server knows. */
function serverOnly(): ProblemError {
  const title = needsServer[document.documentElement.lang.startsWith('zh') ? 'zh' : 'en'];
  return new ProblemError({ code: 'needs_server', title, detail: '' });
}

/** Answers from the tiles of an archive what can be read from them, and says of all else that it takes a server. */
export class ArchiveClient extends Client {
  private city: City | null = null;
  override tilesOnly = true;
  /** Whose data it is: YYYY-MM-DD. */
  private date = '';

  constructor(private readonly page: string, private readonly tiles: PMTiles) {
    super(page);
    const never = (): Promise<never> => Promise.reject(serverOnly());
    this.area = this.place = this.building = this.near = this.search = this.neighbours = this.history = this.children = this.shape = never;
  }

  override async layers(signal: AbortSignal): Promise<City> {
    const response = await fetch(new URL('city.json', this.page), { signal, credentials: 'same-origin' });
    const body: unknown = response.ok ? await response.json() : null;
    const city = decodeCity(body);
    if (city === null) {
      throw new ProblemError(unreadable);
    }
    this.city = city;
    const { date } = body as { date?: unknown };
    this.date = typeof date === 'string' ? date : '';
    return city;
  }

  /** The areas drawn at a spot; drawn borders may be off by some decimetres, and nothing else is known. */
  override async locate(at: Position): Promise<Answer> {
    const { city } = this;
    if (city === null) {
      throw serverOnly();
    }
    const deepest = (await this.tiles.getHeader()).maxZoom;
    const areas: AreaEntry[] = [];
    for (const layer of answering(city).filter((it) => it.areas > 0)) {
      const zoom = Math.min(layer.zoom[1], deepest);
      const { layers, x, y } = await this.around(at, zoom);
      for (const { texts } of (layers.get(layer.key) ?? []).filter((it) => holds(it, x, y))) {
        const code = texts['code'] ?? '';
        areas.push({
          layer: layer.key, code, name: texts['name'] ?? code, nameEn: await this.english(layer, code, at),
          parent: texts['parent'] ?? '', agrees: true, contested: [],
        });
      }
    }
    return { at: this.date, revision: city.revision, areas, border: null, stations: null, coverage: null };
  }

  /** The English name stands with the label alone, which is in one tile of each zoom: in one around that of the spot, at the first zoom. */
  private async english(layer: Layer, code: string, at: Position): Promise<string> {
    const zoom = Math.max(layer.zoom[0], (await this.tiles.getHeader()).minZoom);
    for (const [dx, dy] of [[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [1, -1], [-1, 1], [-1, -1]] as const) {
      const { layers } = await this.around(at, zoom, dx, dy);
      const label = layers.get(`${layer.key}_label`)?.find(({ texts }) => texts['code'] === code);
      if (label !== undefined) {
        return label.texts['name_en'] ?? '';
      }
    }
    return '';
  }

  /** The layers of the tile of a spot, and the spot in units of the tile. */
  private async around({ lon, lat }: Position, zoom: number, dx = 0, dy = 0): Promise<{ layers: Map<string, Feature[]>; x: number; y: number }> {
    const side = 2 ** zoom;
    const x = ((lon + 180) / 360) * side;
    const y = ((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * side;
    const inside = [x + dx, y + dy].every((it) => it >= 0 && it < side);
    const tile = !inside ? undefined : await this.tiles.getZxy(zoom, Math.floor(x) + dx, Math.floor(y) + dy);
    const unit = (of: number): number => (of - Math.floor(of)) * 4096;
    return { layers: tile === undefined ? new Map<string, Feature[]>() : readTile(new Uint8Array(tile.data)), x: unit(x), y: unit(y) };
  }
}
