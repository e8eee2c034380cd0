import { type RefusalKey, refusalWords } from '../i18n/refusals';
import type { Lang } from '../model/lang';
import type { Problem } from '../model/problem';

// What the server says of control points, and of what cannot end, in the reader's language. A test holds the forms against the server's source.

/** A point as the server calls it: "row 3 (K2)". */
const point = String.raw`row \d+(?: \(.*?\))?`;

/** The sentences on control points, with the words of the message that stand in them. */
const controls: readonly (readonly [RegExp, RefusalKey, readonly string[]])[] = [
  [/(\d+) control points, (\d+) to (\d+) are needed/, 'few', ['n', 'least', 'most']],
  [/more than (\d+) control points/, 'many', ['most']],
  [new RegExp(`(${point}) and (${point}) are only ([\\d.]+) m apart, less than ([\\d.]+) m`), 'near', ['a', 'b', 'size', 'least']],
  [/are at most ([\d.]+) m apart; points ([\d.]+) m apart or more are needed/, 'heap', ['size', 'least']],
  [/lie on a line: their spread is ([\d.]+) m along it and ([\d.]+) m across/, 'line', ['along', 'across']],
  [/lie on a line in the drawing, but not on the ground/, 'lineDrawn', []],
  [/the other way round they fit within ([\d.]+) m/, 'swapped', ['within']],
  [new RegExp(`(${point}): x and y are not within`), 'far', ['point']],
  [new RegExp(`(${point}): (\\w+) is no number: "((?:[^"\\\\]|\\\\.)*)"`), 'noNumber', ['point', 'column', 'text']],
  [new RegExp(`(${point}): its system is `), 'otherSystem', ['point']],
  [/row \d+: two columns are (\w+)/, 'twice', ['column']],
  [/lon, lat and easting, northing both/, 'both', []],
  [/(?:there are no columns|the columns) x, y/, 'columns', []],
  [/by their column, but in .* by --crs/, 'contradict', []],
  [/easting and northing need their system/, 'noSystem', []],
  [/is not a system of the columns that the points have/, 'otherPlane', []],
  [new RegExp(`(${point}): `), 'badPoint', ['point']], // what is left of a row is where it is known to be
];

/** What is wrong with control points; null where it is not known, or told otherwise. */
function controlText(lang: Lang, detail: string): string | null {
  for (const [form, key, names] of controls) {
    const found = form.exec(detail);
    if (found !== null) {
      const values = Object.fromEntries(names.map((name, i) => [name, pointWords(lang, found[i + 1] ?? '')]));
      return refusalWords(lang, key === 'few' && Number(values.n) > Number(values.most) ? 'many' : key, values);
    }
  }
  return null;
}

/** That x and y of the points are exchanged; null where they are not. */
export function swappedText(lang: Lang, { detail }: Pick<Problem, 'detail'>): string | null {
  const [, within] = /the other way round they fit within ([\d.]+) m/.exec(detail) ?? [];
  return within === undefined ? null : refusalWords(lang, 'swapped', { within });
}

function pointWords(lang: Lang, said: string): string {
  const [, n, name] = /^row (\d+)(?: \((.*)\))?$/.exec(said) ?? [];
  return n === undefined ? said : name === undefined ? refusalWords(lang, 'point', { n }) : refusalWords(lang, 'pointNamed', { n, name });
}

/** Why something cannot end: what still names it, and from when on; null where the message does not say it. */
function endText(lang: Lang, detail: string): string | null {
  const [, what = '', day = '', by] = /(?:^|: )([\w-]+\/.+?) cannot end: on (the beginning|[\d-]+) ([\w-]+\/.+?) still names it/.exec(detail) ?? [];
  return by === undefined ? null : refusalWords(lang, 'hasChildren', { what, by, day: day === 'the beginning' ? refusalWords(lang, 'beginning') : day });
}

/** The sentence that names what stands in the way; null where there is no such. */
export function refusalText(lang: Lang, { code, detail }: Pick<Problem, 'code' | 'detail'>): string | null {
  if (code === 'has_children') {
    return endText(lang, detail);
  }
  return code === 'bad_control' || (code === 'bad_file' && detail.startsWith('bad_control: ')) ? controlText(lang, detail) : null;
}
