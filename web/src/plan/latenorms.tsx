import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { unreachable } from '../model/problem';
import type { Load } from './load';
import { type Page, Trouble, Waiting } from './parts';

/** The page of norms, which comes when it is opened. */
export function LateNorms(page: Page): JSX.Element {
  const [part, setPart] = useState<Load<ComponentType<Page>>>({ kind: 'loading' });
  const fetchPart = (): void => {
    setPart({ kind: 'loading' });
    void import('./normspage').then(({ NormsPage }) => { setPart({ kind: 'ready', value: NormsPage }); }, () => { setPart({ kind: 'failed', problem: unreachable }); });
  };
  useEffect(fetchPart, []);
  switch (part.kind) {
    case 'ready': return <part.value {...page} />;
    case 'failed': return <Trouble page={page} problem={part.problem} retry={fetchPart} />;
    case 'none':
    case 'loading': return <Waiting {...page} />;
  }
}
