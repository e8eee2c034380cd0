import type { PlanKey } from '../i18n/plan';
import type { Position } from '../model/position';

/** What a run of siting aims at. */
export const models = ['mclp', 'pmedian', 'lscp'] as const;
export type Model = (typeof models)[number];

/** Where the candidates are from: made along the streets, the records of the store, or the reader's own. */
export const sources = ['made', 'store', 'own'] as const;
export type Source = (typeof sources)[number];

/** What may become of a candidate of the reader's own: it may open, it must, it must not. */
export const marks = ['may', 'must', 'never'] as const;
export type Mark = (typeof marks)[number];

/** A candidate of the reader's own; `cost` is as it was typed, in whole yuan. */
export interface Own extends Position {
  readonly name: string;
  readonly cost: string;
  readonly mark: Mark;
}

/** What the form holds: numbers as they were typed. */
export interface Fields {
  readonly model: Model;
  readonly count: string;
  readonly budget: string;
  readonly source: Source;
  readonly cost: string;
  readonly spacing: string;
  readonly own: readonly Own[];
  /** Codes of the stations that may be given up. */
  readonly closing: readonly string[];
}

export const emptyFields: Fields = { model: 'mclp', count: '5', budget: '', source: 'made', cost: '', spacing: '', own: [], closing: [] };

/** Bounds of what is taken: as many new places and own candidates as the map draws, and the server's. */
export const mostNew = 500;
export const mostOwn = 500;
export const spacings = [25, 5000] as const;
const mostYuan = 2 ** 40;

/** A field that can be wrong. */
export type Field = 'new' | 'budget' | 'cost' | 'spacing' | 'own';

/** What is wrong with it, in words. */
export interface Fault {
  readonly key: PlanKey;
  readonly values?: Readonly<Record<string, number>>;
}

/** The whole number that a text is, as people type it in either script and with commas; null = it is none. */
export function wholeOf(text: string): number | null {
  const plain = text.normalize('NFKC').replace(/[\s,]/g, '');
  return /^\d{1,15}$/.test(plain) ? Number(plain) : null;
}

/** What is wrong with the form; an empty answer = nothing. */
export function faultsOf(of: Fields): Partial<Record<Field, Fault>> {
  const found: Partial<Record<Field, Fault>> = {};
  if (of.model !== 'lscp') {
    count(of, found);
    budget(of, found);
  }
  if (of.source === 'made') {
    const metres = wholeOf(of.spacing);
    if (of.spacing.trim() !== '' && (metres === null || metres < spacings[0] || metres > spacings[1])) {
      found.spacing = { key: 'faultSpacing', values: { least: spacings[0], most: spacings[1] } };
    }
  }
  if (of.source === 'own') {
    own(of, found);
  }
  return found;
}

/** The number may be left out where the budget bounds it, or where stations only move. */
function count({ count: text, budget, closing }: Fields, found: Partial<Record<Field, Fault>>): void {
  if (text.trim() === '') {
    if (budget.trim() === '' && closing.length === 0) {
      found.new = { key: 'faultNewMissing' };
    }
    return;
  }
  const n = wholeOf(text);
  if (n === null || n < 1 || n > mostNew) {
    found.new = { key: 'faultNew', values: { most: mostNew } };
  }
}

/** A budget needs to know what a place costs: what is made costs the same each, the others bring their own. */
function budget(of: Fields, found: Partial<Record<Field, Fault>>): void {
  const yuan = wholeOf(of.budget);
  const asked = of.budget.trim() !== '';
  if (asked && (yuan === null || yuan < 1 || yuan > mostYuan)) {
    found.budget = { key: 'faultYuan' };
  }
  const cost = of.source === 'made' ? costFault(of.cost, asked, yuan) : null;
  if (cost !== null) {
    found.cost = { key: cost };
  }
}

function costFault(text: string, budgeted: boolean, budget: number | null): PlanKey | null {
  const each = wholeOf(text);
  if (text.trim() === '') {
    return budgeted ? 'faultCostMissing' : null;
  }
  if (each === null || each < 1 || each > mostYuan) {
    return 'faultYuan';
  }
  return budget !== null && each > budget ? 'faultCostDear' : null;
}

function own({ own: list, count: text, model }: Fields, found: Partial<Record<Field, Fault>>): void {
  const must = list.filter(({ mark }) => mark === 'must').length;
  const n = wholeOf(text);
  if (list.every(({ mark }) => mark === 'never')) {
    found.own = { key: 'faultOwnNone' };
  } else if (list.some(({ cost }) => cost.trim() !== '' && (wholeOf(cost) ?? mostYuan + 1) > mostYuan)) {
    found.own = { key: 'faultOwnCost' };
  } else if (model !== 'lscp' && n !== null && must > n) {
    found.own = { key: 'faultOwnMust', values: { must, n } };
  }
}

/** The body of the question, of a form without faults. */
export function bodyOf(of: Fields): Record<string, unknown> {
  const free = of.model !== 'lscp';
  const given = (key: string, text: string, on = true): Record<string, number> => {
    const n = wholeOf(text);
    return on && n !== null ? { [key]: n } : {};
  };
  const made = of.source === 'made';
  return {
    model: of.model, ...given('new', of.count, free), ...given('budget', of.budget, free), ...given('cost', of.cost, free && made), ...given('spacing_m', of.spacing, made),
    ...(of.source === 'store' ? { from: 'store' } : {}),
    ...(of.source === 'own' ? { candidates: of.own.map(candidate) } : {}),
    ...(of.closing.length > 0 ? { may_close: of.closing } : {}),
  };
}

function candidate({ lon, lat, name, cost, mark }: Own): Record<string, unknown> {
  const yuan = wholeOf(cost);
  return { lon, lat, ...(name === '' ? {} : { name }), ...(yuan === null ? {} : { cost: yuan }), ...(mark === 'must' ? { required: true } : {}), ...(mark === 'never' ? { forbidden: true } : {}) };
}

const longestName = 60;

/** Reads pasted lines `lon, lat, name, cost`, the last two of which may be left out; `bad` are the numbers of lines that are none. */
export function pastedOf(text: string): { readonly good: readonly Own[]; readonly bad: readonly number[] } {
  const good: Own[] = [];
  const bad: number[] = [];
  text.split(/\r?\n/).forEach((line, i) => {
    if (line.trim() === '') {
      return;
    }
    const [lon = '', lat = '', name = '', cost = ''] = cells(line.normalize('NFKC').trim());
    if (isDegrees(lon, 180) && isDegrees(lat, 90) && (cost === '' || wholeOf(cost) !== null)) {
      good.push({ lon: Number(lon), lat: Number(lat), name: name.slice(0, longestName), cost, mark: 'may' });
    } else if (i > 0 || /\d/.test(lon)) { // else it names the columns
      bad.push(i + 1);
    }
  });
  return { good, bad };
}

/** The cells of a line: parted as a table is, else by spaces. */
function cells(line: string): readonly string[] {
  return (/[,;\t]/.test(line) ? line.split(/[,;\t]/) : line.split(/\s+/)).map((it) => it.trim());
}

function isDegrees(text: string, most: number): boolean {
  return /^[-+]?\d{1,3}(\.\d+)?$/.test(text) && Math.abs(Number(text)) <= most;
}
