import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { type Redsail, serve } from './redsail';

const web = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** A build knows nothing of the test that runs it, whose NODE_ENV Vite would take for the mode of the page, and fetches nothing. */
const env = { ...process.env, NODE_ENV: 'production', GOPROXY: 'off', GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false -trimpath' };

/** The smallest demo city as it was served when references were made last. */
export interface Before extends Redsail {
  readonly commit: string;
}

/** So many commits are tried, from that at which references were made on: a commit on the way may be one that does not build. */
const mostTried = 5;

/**
 * Builds the program of the commit at which references were made last, in a folder of its own, with the packages of this tree and without
 * network, and serves the smallest demo city by it; `stop` takes the folder away too. Where that commit does not build, the next one is taken.
 * Fails where none of them can be had or built.
 */
export async function serveBefore(): Promise<Before> {
  const commits = await sinceRenewed();
  const folder = await mkdtemp(join(tmpdir(), 'redsail-before-'));
  const drop = async (): Promise<void> => { await rm(folder, { recursive: true, force: true }); };
  try {
    const { commit, program } = await firstBuilt(commits, folder);
    const town = await serve('town', [], { demo: true, by: program });
    return { ...town, commit, stop: async () => { await town.stop().finally(drop); } };
  } catch (error) {
    await drop();
    throw error;
  }
}

/** The commit at which references were made last, and some that came after it. The oldest commit of a shallow clone seems to have made everything: it tells nothing. */
async function sinceRenewed(): Promise<readonly string[]> {
  const git = async (...words: string[]): Promise<string> => (await run('git', words, { cwd: web })).stdout.trim();
  const [commit = '', ...parents] = (await git('log', '-1', '--format=%H %P', '--', 'e2e/references')).split(' ');
  if (commit === '' || (parents.length === 0 && await git('rev-parse', '--is-shallow-repository') === 'true')) {
    throw new Error('git has no commit that changed web/e2e/references; a shallow clone has it after "git fetch --unshallow"');
  }
  const later = await git('rev-list', '--reverse', '--ancestry-path', `${commit}..HEAD`);
  return [commit, ...later.split('\n').filter((it) => it !== '')].slice(0, mostTried);
}

/** The first of some commits that builds; fails as the first where none does. */
async function firstBuilt(commits: readonly string[], folder: string): Promise<{ readonly commit: string; readonly program: string }> {
  const failed: unknown[] = [];
  for (const commit of commits) {
    const own = join(folder, commit);
    await mkdir(own);
    try {
      return { commit, program: await build(commit, own) };
    } catch (error) {
      failed.push(error);
    }
  }
  throw failed[0];
}

/** Builds a commit; gives the path of its program. It is taken out of the repository as an archive: nothing is left there, whatever happens. */
async function build(commit: string, folder: string): Promise<string> {
  const [archive, tree, program] = [join(folder, 'tree.tar'), join(folder, 'tree'), join(folder, 'redsail')];
  await run('git', ['archive', '--format=tar', `--output=${archive}`, commit], { cwd: join(web, '..') });
  await mkdir(tree);
  await run('tar', ['-xf', archive, '-C', tree]);
  await symlink(join(web, 'node_modules'), join(tree, 'web/node_modules'));
  await run('npm', ['run', 'build'], { cwd: join(tree, 'web'), env });
  await run('go', ['build', '-o', program, './cmd/redsail'], { cwd: tree, env });
  return program;
}
