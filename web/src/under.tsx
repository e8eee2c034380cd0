import { fetchAreaDuty, fetchDuty } from './api/decode_duty';
import type { AskDuty, DutySection } from './model/duty';
import type { Session } from './model/session';
import type { UnderParts } from './model/under';
import type { Address } from './modes/address';
import { UnderMode } from './modes/under';
import { Responsible } from './ui/duty';
import { Asked } from './ui/dutyasked';
import { Brief } from './ui/dutybrief';
import { History } from './ui/history';
import { reply } from './ui/reply';
import { Chooser, Credit } from './ui/under';

/**
 * Brings what comes after the first map: who is responsible for a spot or an area, the versions of an area, and the choice of base
 * maps, which there is none of where the server draws the map: that has the city's own streets under it.
 */
export function openUnder(session: Session, address: Address, base: string): UnderParts {
  const ask: AskDuty = (of, at, stop) => ('lon' in of ? fetchDuty(base, of, at, stop) : fetchAreaDuty(base, of, at, stop));
  const asked = new Asked(ask, session.asOf);
  const Duty: DutySection = ({ brief = false, ...props }) => (brief ? <Brief {...props} asked={asked} /> : <Responsible {...props} asked={asked} />);
  const parts = { Duty, History, reply };
  if (document.querySelector('.maplibregl-canvas') === null) {
    return { Chooser: () => null, Credit: () => null, ...parts };
  }
  const mode = new UnderMode(session, address, base);
  void mode.load(); // nobody has to wait for the list of base maps to be told who is responsible
  return { Chooser: (panel) => <Chooser {...panel} under={mode} />, Credit: (panel) => <Credit {...panel} under={mode} />, ...parts };
}
