import { addProtocol } from 'maplibre-gl';
import { PMTiles } from 'pmtiles';

import type { Client } from '../api/client';
import { ArchiveClient } from './client';
import { FileSource } from './source';

/** The address under which the map asks for tiles of the archive. */
const scheme = 'redsail';

/** Opens the archive of a page that has no server: who answers in its stead, and what the addresses of tiles begin with. */
export function openArchive(page: string, name: string): { client: Client; base: string } {
  document.documentElement.dataset['archive'] = ''; // no place is kept for what a server would say
  const tiles = new PMTiles(new FileSource(new URL(name, page).href));
  addProtocol(scheme, async ({ url }, { signal }) => {
    const [z, x, y] = (/(\d+)\/(\d+)\/(\d+)\.mvt$/.exec(url) ?? []).slice(1).map(Number);
    const tile = z === undefined || x === undefined || y === undefined ? undefined : await tiles.getZxy(z, x, y, signal);
    return { data: tile?.data ?? new ArrayBuffer(0) };
  });
  return { client: new ArchiveClient(page, tiles), base: `${scheme}://archive/` };
}
