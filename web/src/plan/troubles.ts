import type { PlanKey } from '../i18n/plan';
import type { Problem } from '../model/problem';

const words: Readonly<Record<string, PlanKey>> = {
  bad_network: 'badNetwork', no_siting: 'noSiting', scenario_conflict: 'conflict', shifted_streets: 'shifted', stage_order: 'stageOrder',
};

/** What the same question meets again, until the data or the question is another. */
const lasting: ReadonlySet<string> = new Set(['bad_network', 'no_siting', 'shifted_streets', 'stage_order']);

/** What only the planner's desk meets, in its own words: the key and what stands in it; undefined = the page's words for all serve. */
export function planProblem({ code, detail }: Problem): readonly [PlanKey, Readonly<Record<string, string>>] | undefined {
  const few = code === 'no_siting' ? /(\d+) sites? \w+ to open, there \w+ (\d+) candidate/.exec(detail) : null;
  if (few?.[1] !== undefined && few[2] !== undefined) {
    return ['fewCandidates', { n: few[1], of: few[2] }];
  }
  const key = Object.prototype.hasOwnProperty.call(words, code) ? words[code] : undefined;
  return key === undefined ? undefined : [key, {}];
}

/** Whether asking once more can help. */
export function mayPass({ code }: Problem): boolean {
  return !lasting.has(code);
}
