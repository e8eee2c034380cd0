import type { Client } from '../api/client';
import { layerOf } from '../model/city';
import type { AreaName } from '../model/answer';
import { closest } from '../model/answer';
import type { Position } from '../model/position';
import { knownCity, type Session, type Via } from '../model/session';
import { spot, type Subject } from '../model/subject';
import { beyond, ways, within } from './walk';

/** Walks from the card's area to its neighbours by the arrow keys, and back. */
export class Walker {
  private asking = new AbortController();
  /** What was walked through, the last one last: Escape goes back along it. */
  private trail: Subject[] = [];
  private at: Subject | null = null;

  constructor(
    private readonly session: Session,
    private readonly client: Client,
    private readonly open: (subject: Subject, at: Position, via: Via) => void,
    private readonly nothing: () => void,
  ) {}

  /** Takes an arrow key; false where there is no area to walk from. */
  walk(key: string, via: Via): boolean {
    const way = ways[key];
    const now = this.session.question.peek();
    const from = this.standing();
    if (way === undefined || from === null || now.kind !== 'answered') {
      return false;
    }
    if (this.at !== now.subject) {
      this.trail = []; // the reader asked about something else meanwhile
    }
    void this.step(now.subject, from, way, via);
    return true;
  }

  /** Goes back a step; false where none was walked. */
  back(): boolean {
    const now = this.session.question.peek();
    const before = this.at !== null && now.kind !== 'none' && now.subject === this.at ? this.trail.pop() : undefined;
    if (before === undefined) {
      this.trail = [];
      return false;
    }
    this.asking.abort();
    this.go(before, before.what === 'point' ? before.at : this.from, 'keyboard');
    return true;
  }

  private from: Position = { lon: 0, lat: 0 };

  private go(subject: Subject, at: Position, via: Via): void {
    this.at = subject;
    this.open(subject, at, via);
  }

  /** The spot and the area that a walk begins in. */
  private standing(): { readonly at: Position; readonly area: AreaName } | null {
    const now = this.session.question.peek();
    const city = knownCity(this.session);
    if (now.kind !== 'answered' || city === null) {
      return null;
    }
    if (now.content.what === 'area') {
      const { layer, code, label } = now.content.area;
      return layerOf(city, layer)?.partition === true ? { at: label, area: { layer, code } } : null;
    }
    if (now.content.what === 'point' && now.subject.what === 'point') {
      const area = closest({ ...now.content.answer, areas: now.content.answer.areas.filter((it) => layerOf(city, it.layer)?.partition === true) }, city);
      return area === undefined ? null : { at: now.subject.at, area: { layer: area.layer, code: area.code } };
    }
    return null;
  }

  private async step(subject: Subject, { at, area }: { readonly at: Position; readonly area: AreaName }, way: readonly [number, number], via: Via): Promise<void> {
    this.asking.abort();
    const { signal } = this.asking = new AbortController();
    const stopped = (): boolean => signal.aborted;
    try {
      const edge = beyond(at, await this.client.shape(area, signal), way);
      const answer = edge === null ? null : await this.client.locate(edge, signal);
      const next = answer?.areas.find((it) => it.layer === area.layer);
      if (stopped()) {
        return;
      }
      if (edge === null || next === undefined) {
        this.nothing();
        return;
      }
      const name = { layer: next.layer, code: next.code };
      const there = within(edge, await this.client.shape(name, signal), way);
      if (!stopped()) {
        this.trail.push(subject);
        this.from = at;
        this.go(subject.what === 'area' ? { what: 'area', area: name } : spot(there), there, via);
      }
    } catch {
      if (!stopped()) {
        this.nothing();
      }
    }
  }
}
