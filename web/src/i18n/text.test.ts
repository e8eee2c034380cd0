import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { en } from './en';
import { isKey, text } from './text';
import { zh } from './zh';

const keys = Object.keys(zh) as (keyof typeof zh)[];

function placeholders(words: string): string[] {
  return [...words.matchAll(/\{(\w+)\}/g)].map((it) => it[1] ?? '').sort();
}

describe('the dictionaries', () => {
  it('have the same keys', () => {
    expect(Object.keys(en).sort()).toEqual([...keys].sort());
  });

  it.each(keys)('%s has the same placeholders in both', (key) => {
    expect(placeholders(en[key])).toEqual(placeholders(zh[key]));
  });

  it.each(keys.filter((key) => key !== 'card.listComma'))('%s is said in both, without loose space', (key) => {
    for (const words of [zh[key], en[key]]) {
      expect(words).not.toBe('');
      expect(words.trim()).toBe(words);
    }
  });

  it('keep Han out of English and half-width punctuation out of Chinese', () => {
    for (const key of keys) {
      expect(en[key], key).not.toMatch(/\p{Script=Han}/u);
      expect(zh[key], key).not.toMatch(/\p{Script=Han}[,;:?!]/u);
    }
  });
});

describe('text', () => {
  it('fills in', () => {
    expect(text('zh', 'unit.m', { value: 12 })).toBe('12米');
    expect(text('en', 'border.across', { distance: '12 m', name: 'A' })).toBe('12 m from the border; across it is A');
  });

  it('takes a value as it is, braces, dollars and markup included', () => {
    expect(text('en', 'card.copy', { code: '{code} $& <b>' })).toBe('Copy code {code} $& <b>');
  });

  it('knows its own keys only', () => {
    expect(isKey('problem.internal')).toBe(true);
    expect(isKey('problem.nonsense')).toBe(false);
    expect(isKey('toString')).toBe(false);
  });
});

describe('the sources', () => {
  const src = fileURLToPath(new URL('..', import.meta.url));
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .map((name) => join(src, name))
    .filter((name) => /\.(tsx?|css)$/.test(name) && !/(\.test|\bkit)\.ts$/.test(name));

  it('are found', () => {
    expect(files.length).toBeGreaterThan(20);
  });

  // The labels take names apart as the data writes them: patterns, not words of the page.
  const patterns = ['map/labels.ts'];

  it.each(files.map((name) => relative(src, name)).filter((name) => !name.startsWith('i18n') && !patterns.includes(name)))('%s has no words of its own', (name) => {
    const code = readFileSync(join(src, name), 'utf8');
    expect(code).not.toMatch(/\p{Script=Han}/u);
  });

  it.each(files.map((name) => relative(src, name)))('%s makes no markup out of text', (name) => {
    const code = readFileSync(join(src, name), 'utf8');
    expect(code).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|dangerouslySetInnerHTML|\beval\(/);
  });
});
