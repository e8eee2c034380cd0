import { replyText } from '../i18n/reply';
import { text } from '../i18n/text';
import { type Coverage, type Station, stationKind } from '../model/answer';
import { called } from '../model/area';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import type { Reply } from '../model/reply';
import { borderSentence, distance, inSentence, instant, layerName, nameAndCode, nearestSentence, noneOpen, openWords, placeKindName } from './words';

type Line = 'station' | 'stationOpen' | 'stationNearer';

/** The answer as plain text, one thing a line, for a work order or a message. */
export function reply(it: Reply): string {
  const { lang, city, answer, at, address, link } = it;
  const lines = [
    replyText(lang, 'title'),
    replyText(lang, 'point', { lon: at.lon.toFixed(6), lat: at.lat.toFixed(6) }),
    ...(address === '' ? [] : [replyText(lang, 'address', { address })]),
    ...answer.areas.map((area) => replyText(lang, 'area', { layer: layerName(lang, city, area.layer), name: nameAndCode(lang, called(lang, area), area.code) })),
    ...borderLines(it),
    ...stationLines(it),
    replyText(lang, 'data', { revision: answer.revision, time: instant(answer.at) }),
    link,
    ...(city?.demo === true ? [replyText(lang, 'demo')] : []),
  ];
  // A name with line breaks must not look like lines of the answer.
  return lines.map((line) => line.replace(/\s+/g, ' ')).join('\n');
}

function borderLines({ lang, city, answer: { areas, border }, neighbourName }: Reply): string[] {
  if (areas.length === 0) {
    return [text(lang, 'outside.title'), nearestSentence(lang, city, border, neighbourName)];
  }
  return border === null ? [] : [borderSentence(lang, city, border, neighbourName)];
}

/** The nearest station that is open, a nearer one that is not, and whether the spot is in the service circle. */
function stationLines({ lang, city, answer: { stations, coverage } }: Reply): string[] {
  const lines = stations === null || (stations.length === 0 && coverage === null) ? [] : nearestLines(lang, city, stations);
  return coverage === null ? lines : [...lines, covered(lang, coverage)];
}

function nearestLines(lang: Lang, city: City | null, stations: readonly Station[]): string[] {
  const [nearest] = stations;
  const open = stations.find((it) => it.open === true);
  const none = noneOpen(lang, city, nearest?.kind ?? stationKind, stations);
  const line = (key: Line, it: Station): string => stationLine(lang, city, key, it);
  if (nearest === undefined || open === undefined) {
    return [...(none === null ? [] : [none]), ...(nearest === undefined ? [] : [line('station', nearest)])];
  }
  return open === nearest ? [line('station', open)] : [line('stationOpen', open), line('stationNearer', nearest)];
}

function stationLine(lang: Lang, city: City | null, key: Line, it: Station): string {
  const minutes = Math.max(1, Math.round(it.walkSeconds / 60));
  return replyText(lang, key, {
    kind: placeKindName(lang, city, it.kind),
    name: called(lang, it),
    walk: replyText(lang, it.method === 'estimate' ? 'walkEstimate' : 'walk', { minutes, distance: inSentence(lang, distance(lang, it.distanceMetres)) }),
    open: inSentence(lang, openWords(lang, it.kind, it.open)),
  });
}

function covered(lang: Lang, { within, method }: Coverage): string {
  const words = text(lang, within ? 'card.covered' : 'card.uncovered');
  return method === 'estimate' ? replyText(lang, 'estimate', { words }) : words;
}
