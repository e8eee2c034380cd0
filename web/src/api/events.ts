import * as v from 'valibot';

import { allTiles, type Renewal } from '../model/renewal';
import { count, decoded, parsed } from './parts';

/** What the server tells by itself. */
export interface Hearing {
  /** The server was heard of. */
  heard(): void;
  /** The connection was lost; the browser tries again by itself. */
  lost(): void;
  /** The city has this revision; `first` when nothing was heard before. */
  revision(revision: number, first: boolean): void;
  /** Tiles are other ones now. */
  tiles(renewal: Renewal): void;
}

const revisionSchema = v.object({ revision: count });

/** Listens to `GET api/v1/events` until the function that it gives is called. */
export function listen(base: string, hearing: Hearing): () => void {
  let source: EventSource | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;
  let first = true;
  /** A stream was opened anew, and nobody tells what came in between. */
  let missed = false;
  const open = (): void => {
    const opened = new EventSource(new URL('api/v1/events', base));
    source = opened;
    opened.onopen = () => { hearing.heard(); };
    opened.addEventListener('alive', () => { hearing.heard(); });
    opened.addEventListener('revision', (event: MessageEvent<string>) => {
      hearing.heard();
      const told = decoded(revisionSchema, parsed(event.data));
      if (told !== null) {
        hearing.revision(told.revision, first);
      }
      first = false;
      if (missed) {
        missed = false;
        hearing.tiles(allTiles);
      }
    });
    opened.addEventListener('tiles', (event: MessageEvent<string>) => {
      const told = parsed(event.data) as Renewal | null;
      hearing.tiles(Array.isArray(told?.layers) ? told : allTiles);
    });
    opened.onerror = () => {
      hearing.lost();
      // After an answer that is no stream the browser gives up; a server that starts anew gives such answers.
      if (opened.readyState === EventSource.CLOSED) {
        missed = true;
        again = setTimeout(open, 5000);
      }
    };
  };
  open();
  return () => {
    clearTimeout(again);
    source?.close();
  };
}
