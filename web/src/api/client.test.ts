import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { ProblemError } from '../model/problem';
import { Client } from './client';

const never = new AbortController().signal;
const body = { at: '2026-11-21T10:00:00+08:00', revision: 1, areas: [], border: null };
let server: Server | undefined;

async function serving(listener: RequestListener, asOf?: { peek(): string }): Promise<Client> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((done) => { started.listen(0, '127.0.0.1', done); });
  return new Client(`http://127.0.0.1:${(started.address() as AddressInfo).port}/city/`, asOf);
}

async function code(answer: Promise<unknown>): Promise<string> {
  const error: unknown = await answer.then(() => 'no error', (it: unknown) => it);
  return error instanceof ProblemError ? error.problem.code : String(error);
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('the client', () => {
  it('asks under the page’s own path, the position in the body only', async () => {
    const seen: string[] = [];
    const client = await serving((request, response) => {
      request.on('data', (data: Buffer) => { seen.push(String(data)); });
      request.on('end', () => {
        seen.push(request.method ?? '', request.url ?? '');
        response.end(JSON.stringify(body));
      });
    });
    await client.locate({ lon: 116.58, lat: 35.41 }, never);
    expect(seen).toEqual(['{"lon":116.58,"lat":35.41,"fields":"areas,border,stations,coverage"}', 'POST', '/city/api/v1/locate']);
  });

  it('asks about the chosen date, but of the layers about now', async () => {
    const seen: string[] = [];
    const then = await serving((request, response) => {
      request.on('data', (data: Buffer) => { seen.push(String(data)); });
      request.on('end', () => {
        seen.push(request.url ?? '');
        response.end('{}');
      });
    }, { peek: () => '2025-07-01' });
    const spot = { lon: 116.58, lat: 35.41 };
    await Promise.all([then.layers(never), then.area({ layer: 'grid', code: 'G1' }, never), then.children('C1', 'grid', never)].map((it) => it.catch(() => null)));
    await then.locate(spot, never).catch(() => null);
    expect(seen.slice(0, 3).sort()).toEqual(['/city/api/v1/areas/grid/G1?at=2025-07-01', '/city/api/v1/areas?layer=grid&parent=C1&limit=200&at=2025-07-01', '/city/api/v1/layers']);
    expect(JSON.parse(seen[3] ?? '')).toMatchObject({ ...spot, at: '2025-07-01' });
  });

  it('searches in the body only', async () => {
    const seen: string[] = [];
    const client = await serving((request, response) => {
      request.on('data', (data: Buffer) => { seen.push(String(data)); });
      request.on('end', () => {
        seen.push(request.url ?? '');
        response.end('{"revision":1,"query_kind":"text","results":[]}');
      });
    });
    expect(await client.search('柳舟', { lon: 1, lat: 2 }, 5, never)).toEqual({ revision: 1, hits: [] });
    expect(seen).toEqual(['{"q":"柳舟","limit":5,"lon":1,"lat":2}', '/city/api/v1/search']);
  });

  it('writes names and codes into paths so that they stay one part of them', async () => {
    const seen: string[] = [];
    const client = await serving((request, response) => {
      seen.push(request.url ?? '');
      response.writeHead(404).end();
    });
    await code(client.area({ layer: 'grid', code: 'a/b?c#d' }, never));
    await code(client.place({ kind: 'x', code: '../..' }, never));
    expect(seen).toEqual(['/city/api/v1/areas/grid/a%2Fb%3Fc%23d', '/city/api/v1/places/..%2F..?kind=x']);
  });

  it('tells whether the server is there', async () => {
    const client = await serving((request, response) => { response.writeHead(request.url === '/city/livez' ? 200 : 404).end(); });
    expect(await client.alive()).toBe(true);
    server?.close();
    server?.closeAllConnections();
    expect(await client.alive()).toBe(false);
  });

  it('carries the server’s problem', async () => {
    const client = await serving((_, response) => {
      response.writeHead(400, { 'Content-Type': 'application/problem+json' });
      response.end('{"code":"invalid_parameter","title":"t","detail":"lon"}');
    });
    expect(await code(client.locate({ lon: 0, lat: 0 }, never))).toBe('invalid_parameter');
  });

  it.each([[200, '{'], [200, '{}'], [502, '<html>'], [500, '']])('finds %d with %s unreadable', async (status, text) => {
    const client = await serving((_, response) => { response.writeHead(status).end(text); });
    expect(await code(client.layers(never))).toBe('unreadable');
  });

  it('finds a stopped server, and a body cut off, unreachable', async () => {
    const cut = await serving((_, response) => {
      response.writeHead(200, { 'Content-Length': '1000' });
      response.write('{', () => { response.destroy(); });
    });
    expect(await code(cut.layers(never))).toBe('unreachable');
    server?.close();
    server?.closeAllConnections();
    expect(await code(cut.layers(never))).toBe('unreachable');
  });

  it('stops when told to', async () => {
    const client = await serving(() => undefined);
    const stop = new AbortController();
    const asked = client.layers(stop.signal);
    stop.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });
});
