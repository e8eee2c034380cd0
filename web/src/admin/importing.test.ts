import { afterEach, expect, it, vi } from 'vitest';

import { Importing } from './importing';

const ended = { id: 'one', kind: 'area', dry_run: false, state: 'done', progress: 1, layers: [], fields: [], access: 'public' };

afterEach(() => { vi.unstubAllGlobals(); });

it('tells the server once that an import is over, and again only where that was not heard', async () => {
  const told: string[] = [];
  let heard = false;
  vi.stubGlobal('fetch', (url: URL, { method }: RequestInit): Promise<Response> => {
    if (method !== 'DELETE') {
      return Promise.resolve(Response.json({ imports: [ended], max_bytes: 1 }));
    }
    told.push(url.pathname);
    return heard ? Promise.resolve(new Response(null, { status: 204 })) : Promise.reject(new TypeError('no network'));
  });
  const importing = new Importing({ base: 'http://127.0.0.1:1/' });
  await importing.learn();
  heard = true;
  await Promise.all([importing.learn(), importing.learn()]);
  expect(told).toEqual(['/api/v1/imports/one', '/api/v1/imports/one']);
});
