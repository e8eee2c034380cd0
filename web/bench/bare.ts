import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const types: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.mjs': 'text/javascript' };

/** A page with MapLibre, a background and nothing else, to hold ours against. */
export interface Bare {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves it from memory, packed as ours is. */
export async function serveBare(): Promise<Bare> {
  const library = dirname(createRequire(import.meta.url).resolve('maplibre-gl/dist/maplibre-gl.css'));
  const files = new Map([['/', fileURLToPath(new URL('bare.html', import.meta.url))]]);
  for (const name of ['maplibre-gl.css', 'maplibre-gl.mjs', 'maplibre-gl-shared.mjs', 'maplibre-gl-worker.mjs']) {
    files.set(`/${name}`, join(library, name));
  }
  const packed = new Map([...files].map(([path, file]) => [path, { type: types[extname(file)] ?? '', body: gzipSync(readFileSync(file)) }]));
  const server = createServer((request, response) => {
    const found = packed.get(request.url ?? '');
    if (found === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': found.type, 'Content-Encoding': 'gzip' }).end(found.body);
  });
  await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, stop: () => closed(server) };
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((done) => { server.close(() => { done(); }); });
}
