import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { unreachable } from '../model/problem';
import type { Load } from '../plan/load';
import { Loaded, type SectionProps } from './kit';

/** The section of imports, which comes when it is opened. */
export function LateImports(props: SectionProps): JSX.Element {
  const [part, setPart] = useState<Load<ComponentType<SectionProps>>>({ kind: 'loading' });
  const fetchPart = (): void => {
    setPart({ kind: 'loading' });
    void import('./imports').then(({ ImportsSection }) => { setPart({ kind: 'ready', value: ImportsSection }); }, () => { setPart({ kind: 'failed', problem: unreachable }); });
  };
  useEffect(fetchPart, []);
  return <Loaded lang={props.lang} load={part} again={fetchPart}>{(Part) => <Part {...props} />}</Loaded>;
}
