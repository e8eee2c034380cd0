import './account/people.css';
import './work/work.css';

import type { JSX } from 'preact';

import type { Stage } from './map/stage';
import type { Session } from './model/session';
import manifest from './work/mine.webmanifest?url';
import { WorkDesk } from './work/desk';
import { WorkPanel } from './work/panel';

/** What the page takes of the grid worker's desk. */
export interface Work {
  readonly desk: WorkDesk;
  readonly Panel: (panel: { readonly close: () => void }) => JSX.Element | null;
}

/** Brings the grid worker's page. A browser may offer to keep it as an app. */
export function openWork(session: Session, base: string, stage: Stage): Work {
  const desk = new WorkDesk(session, base, stage, window);
  desk.start();
  const link = document.createElement('link');
  link.rel = 'manifest';
  link.href = manifest;
  document.head.append(link);
  return { desk, Panel: ({ close }) => (desk.open.value ? <WorkPanel desk={desk} close={close} /> : null) };
}
