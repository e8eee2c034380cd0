import { describe, expect, it } from 'vitest';

import { built, isArchive, isMapLibre, isScript, isSheet } from './built';
import { newerThanScripts, newerThanSheets } from './newer';

// MapLibre needs WebGL 2 and a browser for it; where it does not load the page shows the picture map.
// So it is with the reader of archives, a library for the most part: a page without a server has no picture map.
const own = built().filter((it) => !isMapLibre(it) && !isArchive(it));

describe('what is built, but for MapLibre, is what Chromium 87 and Safari 14 read', () => {
  it.each(own.filter(isScript))('$name', ({ text }) => {
    expect(newerThanScripts(text)).toEqual([]);
  });

  it.each(own.filter(isSheet))('$name', ({ text }) => {
    expect(newerThanSheets(text)).toEqual([]);
  });

  it('is there at all', () => {
    expect(own.filter(isScript).length).toBeGreaterThanOrEqual(2);
    expect(own.filter(isSheet).length).toBeGreaterThanOrEqual(1);
    expect(built().filter(isMapLibre).length).toBeGreaterThanOrEqual(2);
  });
});

describe('the judge of scripts', () => {
  it.each([
    'class A { static {} }', 'class A { #x = 1; has(o) { return #x in o; } }', 'await 1;', 'const x = /a/v;',
  ])('cannot read %s', (text) => {
    expect(() => newerThanScripts(text)).toThrow();
  });

  it.each([
    'a.at(-1)', 'a["findLast"](f)', 'Object.hasOwn(a, b)', 'structuredClone(a)', 'window.structuredClone(a)', 'AbortSignal.timeout(1)', 'new OffscreenCanvas(1, 1)',
    'dialog.showModal()', 'e.matches(":focus-visible")', 'matchMedia("(width < 640px)")', 'const x = /(?<=a)b/', 'a?.b(...c)', 'e.addEventListener("x", f, { signal })',
    'new Intl.ListFormat("zh")', 'new Intl.DateTimeFormat("zh", { dateStyle: "short" })', 'e.matches(`:has(b)`)',
  ])('names %s', (text) => {
    expect(newerThanScripts(text)).toHaveLength(1);
  });

  it.each([
    'a?.b ?? c', 'dialog.showModal?.()', 'a ??= 1_000', 'dialog.showModal && dialog.showModal()', 'if (typeof d.showModal === "function") { d.showModal(); }', '"at" in a ? a.at(1) : a[1]', 'typeof OffscreenCanvas === "function"', 'a.flatMap(f).replaceAll("a", "b")', 'const at = 1; f(at)',
    'try { e.matches(":focus-visible") } catch { }', 'Promise.any(a)', 'e.addEventListener("x", f, { passive: true })',
  ])('lets %s pass', (text) => {
    expect(newerThanScripts(text)).toEqual([]);
  });
});

describe('the judge of style sheets', () => {
  it.each([
    '@media (width < 640px) { a { color: red } }', '@media not (min-width:640px) { a { color: red } }', '@layer a { b { color: red } }', '@container (min-width: 1px) { a { color: red } }',
    'a:has(b) { color: red }', 'a, b:focus-visible { color: red }', 'a { & b { color: red } }', 'a { inset: 0 }', 'a { height: 100dvh }', 'a { color: color-mix(in srgb, red, blue) }',
    'a { aspect-ratio: 1 }', 'a { scale: 2 }',
  ])('names %s', (text) => {
    expect(newerThanSheets(text)).not.toEqual([]);
  });

  it.each([
    '@media not all and (min-width:640px) { a { color: red } }', 'a { height: 100vh; height: 100dvh }', 'a:focus-visible { outline: 2px solid }', 'a { clip-path: inset(50%); text-wrap: pretty }',
    '@media (prefers-reduced-motion: reduce) { a { transition: none } }',
  ])('lets %s pass', (text) => {
    expect(newerThanSheets(text)).toEqual([]);
  });
});
