import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';

import { binary } from './redsail';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml',
};

/** A host of files with a site on it. */
export interface Files {
  readonly url: string;
  /** What was asked for: path, status, and bytes of the body. */
  readonly log: readonly { readonly path: string; readonly status: number; readonly bytes: number }[];
  stop(): Promise<void>;
}

/** Makes the smallest demo city into a site; who asks removes it. */
export async function site(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const top = await mkdtemp(join(tmpdir(), 'redsail-site-'));
  const run = promisify(execFile);
  await run(binary(), ['demo', '--size', 'tiny', '--store', join(top, 'city.gpkg'), '--no-serve']);
  await run(binary(), ['export', '--store', join(top, 'city.gpkg'), '--format', 'site', '--out', join(top, 'site')]);
  return { folder: join(top, 'site'), remove: () => rm(top, { recursive: true, force: true }) };
}

/** Serves a folder as a plain host does; one without `ranges` sends the whole file for a part of it. */
export async function host(folder: string, ranges: boolean): Promise<Files> {
  const log: { path: string; status: number; bytes: number }[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://files').pathname;
    const name = normalize(path.endsWith('/') ? `${path}index.html` : path);
    void readFile(join(folder, name)).then((whole) => {
      const [, from, to] = (ranges ? /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') : null) ?? [];
      const part = from === undefined ? whole : whole.subarray(Number(from), Number(to) + 1);
      const status = from === undefined ? 200 : 206;
      log.push({ path, status, bytes: part.length });
      response.writeHead(status, { 'Content-Type': types[extname(name)] ?? 'application/octet-stream', 'Content-Length': part.length });
      response.end(part);
    }, () => {
      log.push({ path, status: 404, bytes: 0 });
      response.writeHead(404).end();
    });
  });
  await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', ready); });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, log, stop: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => { server.close(() => { done(); }); });
}
