import type { Edit, Scenario } from './answers';

/** An edit that is wanted and not in force: it cannot be done, or waits for the reader to say whether. */
export interface LeftOut {
  readonly edit: Edit;
  /** Why, as of a problem of the server. */
  readonly code: string;
  readonly detail: string;
  /** So many edits in force stand in front of it. */
  readonly after: number;
}

/** Whether the reader can have it done all the same: it puts a place on ground where none is proposed. */
export function asks({ code }: LeftOut): boolean {
  return code === 'refused_ground';
}

/** The edits in force and those that are not, each where it stood. */
export function together(force: readonly Edit[], left: readonly LeftOut[]): readonly Edit[] {
  const before = (n: number): Edit[] => left.filter(({ after }) => Math.min(after, force.length) === n).map(({ edit }) => edit);
  return [...force.flatMap((it, n) => [...before(n), it]), ...before(force.length)];
}

/** What the server left out of the edits that it was asked for. */
export function leftOf(asked: readonly Edit[], { left_out: left }: Pick<Scenario, 'left_out'>): readonly LeftOut[] {
  return left.flatMap(({ edit: at, code, detail }, n) => {
    const edit = asked[at];
    return edit === undefined ? [] : [{ edit, code, detail, after: at - n }];
  });
}
