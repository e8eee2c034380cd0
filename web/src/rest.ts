import { openTools, type ToolParts } from './tools';
import { openUnder } from './under';
import { openAccount } from './who';

/** Opens what comes after the first map, where there is a server: the account, the tools, the choice of base maps and who is responsible. */
export function openRest(parts: ToolParts): void {
  const { session, address, base, stage } = parts;
  openAccount(session, address, base, stage);
  openTools(parts);
  openUnder(session, address, base).then((it) => { session.underParts.value = it; }, () => undefined);
}
