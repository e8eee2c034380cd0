import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { isWalk } from './link';
import type { Page } from './parts';

/** The walks that are offered; any other up to the longest can be typed. */
export const walks = [5, 10, 15] as const;

/** For how long people walk. */
export function Minutes({ desk, say }: Page): JSX.Element {
  const { value: now } = desk.minutes;
  const other = !walks.some((n) => n === now);
  const [typing, setTyping] = useState(false);
  const [text, setText] = useState(String(now));
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => { setText(String(now)); }, [now]);
  useEffect(() => {
    if (typing) {
      field.current?.select(); // and focuses it
    }
  }, [typing]);
  const wrong = !isWalk(text);
  return (
    <>
      <div class="plan-choice" role="group" aria-label={say('minutes')}>
        <span class="plan-label" aria-hidden="true">{say('minutes')}</span>
        <span class="chips">
          {walks.map((n) => (
            <button key={n} type="button" class="chip" aria-pressed={n === now} data-action={`walk-${n}`} onClick={() => {
              setTyping(false);
              setText(String(n));
              desk.minutes.value = n;
            }}>{say('minutesOf', { n })}</button>
          ))}
          <button type="button" class="chip" aria-pressed={other} data-action="walk-other" onClick={() => { setTyping(!typing); }}>{other ? say('minutesOf', { n: now }) : say('minutesOther')}</button>
        </span>
      </div>
      {(typing || other) && (
        <>
          <label class="plan-field">
            <span>{say('minutesTyped')}</span>
            <input ref={field} type="text" inputMode="numeric" autoComplete="off" maxLength={3} value={text} data-field="minutes" aria-invalid={wrong} aria-describedby={wrong ? 'fault-minutes' : undefined} onInput={(event) => { setText(event.currentTarget.value); }} onChange={(event) => {
              if (isWalk(event.currentTarget.value)) {
                desk.minutes.value = Number(event.currentTarget.value);
              }
            }} />
          </label>
          {wrong && <p class="plan-fault" id="fault-minutes" role="status" data-fault="minutes">{say('minutesFault')}</p>}
        </>
      )}
    </>
  );
}
