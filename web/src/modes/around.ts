import type { Stage } from '../map/stage';
import { answering } from '../model/city';
import { outwards } from '../model/seen';
import { type InView, knownCity, type Session } from '../model/session';

/** What the map shows now: the areas of the layers whose labels this zoom draws, and the places of service. */
export function lookAround(session: Session, stage: Stage): InView {
  const city = knownCity(session);
  const { centre } = stage.camera();
  const hidden = session.hidden.peek();
  const layers = city === null ? [] : answering(city).filter((it) => it.areas > 0 && !hidden.has(it.key));
  const areas = layers
    .map((layer) => ({ layer: layer.key, seen: outwards(stage.visibleAreas(layer.key), centre) }))
    .filter(({ seen }) => seen.length > 0)
    .reverse();
  return { areas, places: outwards(stage.visiblePlaces(), centre), centre };
}
