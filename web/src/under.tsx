import type { Session } from './model/session';
import type { UnderParts } from './model/under';
import type { Address } from './modes/address';
import { UnderMode } from './modes/under';
import { Chooser, Credit } from './ui/under';

/** Brings the choice of base maps to the page; null where the server draws the map, which has the city's own streets under it. */
export async function openUnder(session: Session, address: Address, base: string): Promise<UnderParts | null> {
  if (document.querySelector('.maplibregl-canvas') === null) {
    return null;
  }
  const mode = new UnderMode(session, address, base);
  await mode.load();
  return { Chooser: (panel) => <Chooser {...panel} under={mode} />, Credit: (panel) => <Credit {...panel} under={mode} /> };
}
