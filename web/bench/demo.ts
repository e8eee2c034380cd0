import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `make demo`, run to a served page. Times in seconds, size in bytes. */
export interface Demo {
  readonly url: string;
  /** From the command to a page that answers: set-up, build, city, server. */
  readonly served: number;
  /** Making the city, as the command itself says. */
  readonly made: number;
  readonly size: number;
  stop(): void;
}

/** Runs it with a store of its own, so that the city is made anew. */
export async function makeDemo(): Promise<Demo> {
  const folder = mkdtempSync(join(tmpdir(), 'redsail-bench-'));
  const store = join(folder, 'city.gpkg');
  const began = performance.now();
  // Vitest says that this is a test, and the page would be built as one: larger, and not what readers get.
  const env = { ...process.env };
  delete env['NODE_ENV'];
  const child = spawn('make', ['--no-print-directory', 'demo', `ARGS=--store ${store} --listen 127.0.0.1:0`], { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = (): void => {
    // make and what it runs are one group.
    if (child.pid !== undefined && child.exitCode === null) {
      process.kill(-child.pid, 'SIGTERM');
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const said: string[] = [];
  let made = NaN;
  const url = await new Promise<string>((found, failed) => {
    child.once('exit', (code) => { failed(new Error(`make demo ended with ${String(code)}:\n${said.join('\n')}`)); });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line);
        made = Number(/made the demo city \(size city\) in ([\d.]+) s/.exec(line)?.[1] ?? made);
        const address = /http:\/\/[\d.]+:\d+/.exec(line)?.[0];
        if (address !== undefined) {
          found(address);
        }
      });
    }
  });
  const response = await fetch(url);
  await response.text();
  return { url, served: (performance.now() - began) / 1000, made, size: statSync(store).size, stop };
}
