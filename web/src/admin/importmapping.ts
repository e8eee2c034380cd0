import * as v from 'valibot';

// What the columns of tables meant the last time, by kind of table: an office sends the same table each month.

type Mapping = Readonly<Record<string, string>>;

const mappingSchema = v.record(v.string(), v.string());

function keyOf(kind: string): string {
  return `redsail.columns.${kind}`;
}

/** Keeps what the columns of a table of the kind mean. */
export function rememberMapping(window: { readonly localStorage: Pick<Storage, 'setItem'> }, kind: string, mapping: Mapping): void {
  try {
    window.localStorage.setItem(keyOf(kind), JSON.stringify(mapping));
  } catch {
    // Storage is switched off or full: the mapping lasts as long as the page.
  }
}

/** What was kept, where the table has each of its columns and something in it would change; else null. */
export function recallMapping(window: { readonly localStorage: Pick<Storage, 'getItem'> }, kind: string, now: Mapping): Mapping | null {
  let kept: v.SafeParseResult<typeof mappingSchema>;
  try {
    kept = v.safeParse(mappingSchema, JSON.parse(window.localStorage.getItem(keyOf(kind)) ?? '{}'));
  } catch {
    return null;
  }
  const columns = kept.success ? Object.entries(kept.output) : [];
  const fits = columns.every(([heading, means]) => means === '' || now[heading] !== undefined);
  const there = columns.filter(([heading]) => now[heading] !== undefined);
  return fits && there.some(([heading, means]) => now[heading] !== means) ? Object.fromEntries(there) : null;
}
