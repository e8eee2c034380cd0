import { fetchWords } from './i18n/text';
import type { Browse } from './modes/browse';
import { followLinks } from './plan/pasted';
import { openTools, type ToolParts } from './tools';
import { openUnder } from './under';
import { openAccount } from './who';

export interface RestParts extends Omit<ToolParts, 'open'> {
  readonly browse: Browse;
}

/** Opens what comes after the first map, where there is a server: the account, the tools, the choice of base maps and who is responsible. */
export function openRest({ browse, ...parts }: RestParts): void {
  const { session, address, base, stage } = parts;
  void fetchWords(session.lang.peek() === 'zh' ? 'en' : 'zh').catch(() => undefined); // else the button asks again
  openAccount(session, address, base, stage);
  openTools({ ...parts, open: (subject, via) => { browse.open(subject, via, false); } });
  followLinks(window, address, () => { void import('./plan').then((it) => { it.openPlan(session, address, base, stage); }, () => undefined); });
  session.underParts.value = openUnder(session, address, base);
}
