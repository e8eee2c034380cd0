import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { digits } from './officer';
import { address, binary, stopped } from './redsail';

const run = promisify(execFile);

/** A server of a store of its own in which nothing is. */
export interface Store {
  readonly url: string;
  /** The first password of its keeper. */
  readonly password: string;
  /** The hash of what it holds. */
  contentHash(): Promise<string>;
  /** Another program writes areas of a layer into it. */
  take(layer: string, file: string): Promise<void>;
  stop(): Promise<void>;
}

/** Makes an empty store with an account for its keeper, and serves it; `init` are flags of `redsail init`. */
export async function serveNew(init: readonly string[]): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'redsail-new-'));
  const store = join(folder, 'new.gpkg');
  await run(binary(), ['init', '--store', store, ...init]);
  const { stdout } = await run(binary(), ['user', 'add', '--store', store, 'li', '--role', 'keeper', '--whole-city']);
  const child: ChildProcess = spawn(binary(), ['serve', '--store', store, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const url = await address(child, []);
  return {
    url,
    password: stdout.trim(),
    contentHash: async () => {
      const checked = await run(binary(), ['check', '--store', store, '--json'], { maxBuffer: 2 ** 26 }).catch((error: unknown) => error as { readonly stdout: string }); // findings are no failure here
      return (JSON.parse(checked.stdout) as { readonly content_hash: string }).content_hash;
    },
    take: async (layer, file) => { await run(binary(), ['import', '--store', store, '--layer', layer, file]); },
    stop: async () => {
      await stopped(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Signs the keeper in for the first time, with a password of their own and a second factor; gives the cookie. */
export async function keeperOf({ url, password }: Store): Promise<string> {
  let cookie = '';
  const post = async (path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${url}/api/v1/session${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', Cookie: cookie }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const told: unknown = await answer.json();
    if (answer.status !== 200) {
      throw new Error(JSON.stringify(told));
    }
    cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return told;
  };
  await post('', { name: 'li', password });
  await post('/password', { old: password, new: 'a pass phrase of my own' });
  const { secret } = await post('/factor') as { readonly secret: string };
  await post('/factor/confirm', { code: digits(secret, Date.now()) });
  return cookie;
}
