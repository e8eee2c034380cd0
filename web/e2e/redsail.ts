import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { expect } from 'vitest';

const web = fileURLToPath(new URL('..', import.meta.url));
const tiny = resolve(web, '../data/tiny');

/** The layers of the tiny made-up coverage, in the order in which parents come before children. */
const layers = ['district', 'street', 'community', 'compound', 'grid', 'overlay'] as const;

/** A file of areas whose names try to be markup, to turn the text around, or to fill the page. */
export const hostile = join(web, 'e2e/fixtures/hostile.geojson');

/** A file with one small area more. */
export const added = join(web, 'e2e/fixtures/added.geojson');

/** A server under test, with a store of its own. */
export interface Redsail {
  readonly url: string;
  /** Signs in to an account of the made-up city, as the page does by one click; gives the cookie. */
  signIn(account: string): Promise<string>;
  /** Imports a file into a layer while the server runs. */
  take(layer: string, file: string): Promise<void>;
  /** A layer as a GeoPackage that can be edited and comes back as a change. */
  copy(layer: string): Promise<Buffer>;
  /** Makes a token for a wall of an area, LAYER/CODE, with some layers. */
  wall(area: string, layers: string): Promise<{ readonly token: string; drop(): Promise<void> }>;
  /** Stops the process where it is: its port still takes connections, and nothing answers. */
  pause(): void;
  resume(): void;
  /** What the server wrote to its log, line by line. */
  said(): readonly string[];
  /** Ends the server, and starts it again at the same address. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** The binary under test. */
export function binary(): string {
  const path = resolve(web, process.env['REDSAIL_BIN'] ?? '../bin/redsail');
  if (!existsSync(path)) {
    throw new Error(`no redsail at ${path}: run "make build" first, or name it in REDSAIL_BIN`);
  }
  return path;
}

/** How the server is started. */
export interface Way {
  /** By `redsail demo`: its accounts are signed in to by one click. */
  readonly demo?: boolean;
  /** Nothing is open to strangers, as at the first start. */
  readonly closed?: boolean;
  /** Another binary than the one under test. */
  readonly by?: string;
}

/**
 * Serves the tiny made-up coverage, when `hostile` with areas of hostile names, the demo city, when `town` the smallest
 * one, or, when `empty`, a scheme without areas. `more` are flags of serve.
 */
export async function serve(kind: Kind, more: readonly string[] = [], way: Way = {}): Promise<Redsail> {
  const program = way.by ?? binary();
  const folder = await mkdtemp(join(tmpdir(), 'redsail-e2e-'));
  const store = join(folder, 'city.gpkg');
  await make(kind, store, way);
  const command = way.demo === true ? ['demo', '--size', kind === 'demo' ? 'city' : 'tiny'] : ['serve'];
  const start = (listen: string): ChildProcess => spawn(program, [...command, '--store', store, '--listen', listen, ...more], { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  let child = start('127.0.0.1:0');
  const url = await address(child, said);
  return {
    url,
    said: () => said,
    pause: () => { child.kill('SIGSTOP'); },
    resume: () => { child.kill('SIGCONT'); },
    down: () => stopped(child),
    up: async () => {
      child = start(new URL(url).host);
      expect(await address(child, said)).toBe(url);
    },
    signIn: async (account) => {
      const answer = await fetch(`${url}/api/v1/session/demo`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ account }) });
      expect(answer.status).toBe(200);
      return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    },
    take: async (layer, file) => { await promisify(execFile)(program, ['import', '--store', store, '--layer', layer, file]); },
    copy: async (layer) => {
      const file = join(folder, `copy-${layer}.gpkg`);
      await promisify(execFile)(program, ['export', '--store', store, '--layer', layer, '--format', 'gpkg', '--out', file]);
      return await readFile(file);
    },
    wall: async (area, layers) => {
      const run = async (...more: string[]): Promise<string> => {
        const { stdout, stderr } = await promisify(execFile)(program, ['token', ...more.slice(0, 1), '--store', store, ...more.slice(1)]);
        return stdout + stderr;
      };
      const said = await run('add', '--wall', '--area', area, '--layers', layers, 'a wall');
      const token = /rs_[\w-]{43}/.exec(said)?.[0] ?? '';
      const id = /token ([0-9a-f]+) ends/.exec(said)?.[1] ?? '';
      return { token, drop: async () => { await run('drop', id); } };
    },
    stop: async () => {
      await stopped(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Kind = 'tiny' | 'hostile' | 'demo' | 'town' | 'empty';

/** Makes the store, and opens what it holds to strangers unless that is not wanted. */
async function make(kind: Kind, store: string, { closed = false, by: program = binary() }: Way): Promise<void> {
  const run = promisify(execFile);
  if (kind === 'demo' || kind === 'town') {
    await run(program, ['demo', '--size', kind === 'demo' ? 'city' : 'tiny', '--store', store, '--no-serve']);
    return; // the made-up city is open
  }
  await run(program, ['init', '--store', store, '--scheme', join(tiny, 'scheme.yaml')]);
  for (const layer of kind === 'empty' ? [] : layers) {
    await run(program, ['import', '--store', store, '--layer', layer, join(tiny, `${layer}.geojson`)]);
  }
  if (kind === 'hostile') {
    await run(program, ['import', '--store', store, '--layer', 'overlay', hostile]);
  }
  if (!closed) {
    await run(program, ['publish', '--store', store, '--layer', 'all']);
  }
}

/** Waits for the line that says where the server listens. */
export async function address(child: ChildProcess, said: string[]): Promise<string> {
  return await new Promise<string>((found, failed) => {
    const late = setTimeout(() => { failed(new Error(`redsail serve said no address within 60 s:\n${said.join('\n')}`)); }, 60_000);
    child.once('exit', (code) => { failed(new Error(`redsail serve ended with ${String(code)}:\n${said.join('\n')}`)); });
    if (child.stderr === null) {
      failed(new Error('redsail serve has no stderr'));
      return;
    }
    // The lines are read to the end: a full pipe would stop the server.
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      const url = /^listening (http:\/\/\S+)$/.exec(line)?.[1];
      if (url !== undefined) {
        clearTimeout(late);
        found(url);
      }
    });
  });
}

export async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const ended = new Promise<void>((done) => { child.once('exit', () => { done(); }); });
  child.kill('SIGCONT');
  child.kill('SIGTERM');
  const late = setTimeout(() => { child.kill('SIGKILL'); }, 10_000);
  await ended;
  clearTimeout(late);
}
