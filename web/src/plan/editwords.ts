import type { Edit, Scenario } from './answers';
import type { Page } from './parts';

/** What a place is called in the city, else in the scenario. */
export function named(desk: Page['desk'], place: string, { places }: Scenario): string {
  return [desk.nameOf(place), places.find(({ code }) => code === place)?.name ?? '', place].find((it) => it !== '') ?? '';
}

/** Whether an edit opens a station again that the city has closed. */
function reopens({ shut }: Page['desk'], { place, lon }: Edit): boolean {
  return lon === undefined && shut.value.some(({ code }) => code === place);
}

/** An edit in the words of the reader. */
export function editWords({ say, desk }: Page, it: Edit, state: Scenario): string {
  const place = it.place ?? '';
  const name = it.name ?? named(desk, place, state);
  switch (it.op) {
    case 'open': return say(reopens(desk, it) ? 'editReopen' : 'editOpen', { name });
    case 'move': return say('editMove', { name });
    case 'close': return say('editClose', { name });
    case 'gate': return say(it.closed === true ? 'editGate' : 'editGateOpen', { name: it.line ?? '' });
    case 'hours': return say('editHours', { name, hours: (it.daily ?? []).map((span) => span.join('–')).join(', ') });
  }
}
