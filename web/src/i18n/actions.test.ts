import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { actionKeys, actionText } from './actions';

const root = resolve(import.meta.dirname, '../../..');

/** The sources of a folder of the server, without its tests. */
function sources(folder: string): string {
  return readdirSync(resolve(root, folder)).filter((it) => it.endsWith('.go') && !it.endsWith('_test.go')).map((it) => readFileSync(resolve(root, folder, it), 'utf8')).join('\n');
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((it) => it[1] ?? '');
}

describe('the words of actions', () => {
  const actions = matches(readFileSync(resolve(root, 'internal/access/action.go'), 'utf8'), /^\t\{"([a-z.]+)", /gm);
  const all = ['internal/access', 'internal/httpapi', 'internal/store/gpkg', 'internal/store/postgis', 'cmd/redsail'].map(sources).join('\n');
  const verbs = [...matches(all, /Entry\{\s*Action:\s*"([a-z.]+)"/g), ...matches(all, /\.(?:did|failed|audited|ended|actOn)\([^"\n]*"([a-z.]+\.[a-z]+)"/g), ...matches(all, /"(audit\.[a-z]+)"/g)];

  it('are there for every action of the table of rights and every verb of the audit', () => {
    expect(actions.length).toBeGreaterThan(35);
    expect(verbs).toEqual(expect.arrayContaining(['changes.write', 'account.password', 'persons.search', 'persons.export', 'audit.trim']));
    expect([...new Set([...actions, ...verbs])].filter((it) => !actionKeys.includes(it))).toEqual([]);
  });

  it.each(actionKeys)('of %s are in both languages', (key) => {
    expect(actionText('zh', key)).toMatch(/\p{Script=Han}/u);
    expect(actionText('en', key)).toMatch(/^[A-Z][\x20-\x7e]+$/);
  });

  it('are the key where there are none', () => {
    expect(actionText('en', 'never.heard')).toBe('never.heard');
  });
});
