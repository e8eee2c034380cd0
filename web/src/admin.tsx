import './admin/admin.css';
import './admin/paper.css';

import type { ComponentProps, JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';

import type { Identity } from './account/identity';
import { Desk } from './admin/desk';
import { AdminPanel } from './admin/panel';
import type { Stage } from './map/stage';

type Props = Omit<ComponentProps<typeof AdminPanel>, 'desk'> & { readonly identity: Identity; readonly stage: Pick<Stage, 'fit' | 'camera'> };

/** The administration: what is open, accounts, tokens, the audit. What it was told is gone when it is put away. */
export function Admin({ identity, stage, ...panel }: Props): JSX.Element {
  const desk = useMemo(() => new Desk(identity, stage), [identity, stage]);
  useEffect(() => () => { desk.clear(); }, [desk]);
  return <AdminPanel {...panel} desk={desk} />;
}
