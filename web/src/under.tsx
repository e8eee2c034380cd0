import { fetchDuty } from './api/decode_duty';
import type { AskDuty, DutySection } from './model/duty';
import type { Session } from './model/session';
import type { UnderParts } from './model/under';
import type { Address } from './modes/address';
import { UnderMode } from './modes/under';
import { Responsible } from './ui/duty';
import { reply } from './ui/reply';
import { Chooser, Credit } from './ui/under';

/**
 * Brings what comes after the first map: who is responsible for a spot, and the choice of base maps, which there is none of where the
 * server draws the map: that has the city's own streets under it.
 */
export async function openUnder(session: Session, address: Address, base: string): Promise<UnderParts> {
  const ask: AskDuty = (at, stop) => fetchDuty(base, at, session.asOf.peek(), stop);
  const Duty: DutySection = (props) => <Responsible {...props} ask={ask} />;
  if (document.querySelector('.maplibregl-canvas') === null) {
    return { Chooser: () => null, Credit: () => null, Duty, reply };
  }
  const mode = new UnderMode(session, address, base);
  await mode.load();
  return { Chooser: (panel) => <Chooser {...panel} under={mode} />, Credit: (panel) => <Credit {...panel} under={mode} />, Duty, reply };
}
