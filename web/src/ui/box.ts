import { useEffect, useRef, useState } from 'preact/hooks';

import { type Hit, stepped } from '../model/search';
import type { Session, Via } from '../model/session';
import type { Panel } from './context';
import { hitsOf, optionId } from './results';

/** What the search box holds, and what the page does with it. */
export interface Box {
  readonly typed: string;
  readonly open: boolean;
  /** Which of the results the arrows stand on; -1 for none. */
  readonly active: number;
  readonly put: (words: string) => void;
  readonly show: () => void;
  readonly leave: () => void;
  readonly left: (event: FocusEvent) => void;
  readonly choose: (hit: Hit, via: Via) => void;
  readonly pressed: (event: KeyboardEvent) => void;
}

/** What was pressed while an answer is waited for: steps in the list that is to come, and whether to open what they lead to. */
interface Ahead {
  readonly steps: number;
  readonly enter: boolean;
}

/** Where it is kept from one drawing to the next. */
interface Kept {
  current: Ahead;
}

const nothing: Ahead = { steps: 0, enter: false };

/** What the box holds, and what keys and choices make of it. */
export function useBox({ session, actions }: Panel, box: { readonly current: HTMLInputElement | null }): Box {
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const ahead = useRef(nothing);
  const put = (words: string): void => {
    setTyped(words);
    setOpen(true);
    ahead.current = nothing;
    actions.search(words);
  };
  const show = (shown: boolean): void => {
    setOpen(shown);
    if (!shown) {
      ahead.current = nothing;
    }
  };
  const leave = (): void => {
    show(false);
    box.current?.blur();
  };
  const choose = (hit: Hit, via: Via): void => {
    leave();
    if (hit.run !== undefined) {
      put('');
      setOpen(false);
      hit.run();
      return;
    }
    put(hit.kind === 'coordinate' ? typed : hit.name);
    setOpen(false);
    actions.openHit(hit, via);
  };
  useEffect(() => { setActive(-1); }, [session.search.value, open]);
  useEffect(() => { document.getElementById(optionId(active))?.scrollIntoView({ block: 'nearest' }); }, [active]);
  useArrival(session, ahead, choose, setActive);
  const escape = (): boolean => {
    if (typed === '') {
      leave();
    } else {
      put('');
    }
    return true;
  };
  const { move, enter } = moves(session, ahead, { open, active, choose, step: (to) => { setOpen(true); setActive(to); } });
  const acts: Readonly<Record<string, () => boolean>> = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: enter, Escape: escape };
  return {
    typed, open, active, put, leave, choose,
    show: () => { show(true); },
    left: (event) => { show(stays(event)); },
    pressed: (event) => {
      // Enter and arrows belong to the input method while it composes.
      if (!event.isComposing && acts[event.key]?.() === true) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
  };
}

/** Does, when the answer is there, what was pressed before. */
function useArrival(session: Session, ahead: Kept, choose: Box['choose'], setActive: (to: number) => void): void {
  const search = session.search.value;
  useEffect(() => {
    if (search.kind === 'waiting') {
      return;
    }
    const { steps, enter } = ahead.current;
    ahead.current = nothing;
    const hits = hitsOf(session);
    const at = stepped(steps, hits.length);
    const chosen = enter ? hits[Math.max(at, 0)] : undefined;
    if (chosen !== undefined) {
      choose(chosen, 'keyboard');
    } else if (at >= 0) {
      setActive(at);
    }
  }, [search]);
}

interface Standing extends Pick<Box, 'open' | 'active' | 'choose'> {
  readonly step: (to: number) => void;
}

/** What arrows and Enter do; while an answer is waited for they are kept for it. True when the box took the key. */
function moves(session: Session, ahead: Kept, { open, active, choose, step }: Standing): { move: (by: number) => boolean; enter: () => boolean } {
  // The session is asked when a key is pressed: what was drawn last may be older.
  const move = (by: number): boolean => {
    if (session.search.peek().kind === 'waiting') {
      ahead.current = { ...ahead.current, steps: ahead.current.steps + by };
      return true;
    }
    const { length } = hitsOf(session);
    if (length > 0) {
      step(active < 0 && by < 0 ? length - 1 : (active + by + length) % length);
    }
    return length > 0;
  };
  const enter = (): boolean => {
    const { kind } = session.search.peek();
    if (kind === 'waiting') {
      ahead.current = { ...ahead.current, enter: true };
      return true;
    }
    const chosen = open && (kind === 'found' || active >= 0) ? hitsOf(session)[Math.max(active, 0)] : undefined;
    if (chosen !== undefined) {
      choose(chosen, 'keyboard');
    }
    return chosen !== undefined;
  };
  return { move, enter };
}

/** Whether the focus stays within what it leaves. */
function stays({ relatedTarget, currentTarget }: FocusEvent): boolean {
  return relatedTarget instanceof Node && currentTarget instanceof Node && currentTarget.contains(relatedTarget);
}
