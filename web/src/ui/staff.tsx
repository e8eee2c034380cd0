import type { ComponentProps, JSX } from 'preact';

import type { DutySection } from '../model/duty';

/** Who answers for what a card is about, once the code for that has come; until then the line on top keeps its place. */
export function Staff(props: ComponentProps<DutySection>): JSX.Element {
  const Duty = props.session.underParts.value?.Duty;
  return Duty === undefined ? <div class={props.brief ? 'brief' : ''} /> : <Duty {...props} />;
}
