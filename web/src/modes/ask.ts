import type { Client } from '../api/client';
import type { Answer, AreaName } from '../model/answer';
import type { Named, Neighbour } from '../model/area';
import { type Building, stands } from '../model/building';
import { layerOf } from '../model/city';
import { type Problem, ProblemError, unreachable } from '../model/problem';
import { type Content, knownCity, type Question, type Session, type Via } from '../model/session';
import { sameSubject, spot, type Subject } from '../model/subject';

/** Of so many areas before and after another the names are asked for. */
const mostKin = 24;

type Answered = Extract<Question, { kind: 'answered' }>;

/** Asks the server about one subject after the other; a question still open when the next is put is dropped. */
export class Asker {
  private asking = new AbortController();
  private side = new AbortController();

  constructor(
    private readonly session: Session,
    private readonly client: Client,
    /** The answer is there. */
    private readonly answered: (subject: Subject, content: Content) => void,
  ) {}

  /** Asks. `quiet` keeps the card that stands until the new answer is there. */
  async ask(subject: Subject, via: Via, quiet = false): Promise<void> {
    const { session } = this;
    this.stop();
    const { signal } = this.asking;
    if (!quiet) {
      session.question.value = { kind: 'waiting', subject, via };
    }
    try {
      const content = await this.content(subject, signal);
      if (signal.aborted) {
        return;
      }
      session.question.value = { kind: 'answered', subject, via, content };
      this.answered(subject, content);
      void this.complete(subject, content, signal);
    } catch (error) {
      if (!signal.aborted && !quiet) {
        session.question.value = { kind: 'failed', subject, via, problem: problemOf(error) };
      }
    }
  }

  /** Drops what is still asked, and what belongs to the card. */
  stop(): void {
    this.asking.abort();
    this.side.abort();
    this.asking = new AbortController();
    this.side = new AbortController();
    this.session.nearby.value = null;
    this.session.children.value = null;
  }

  private async content(subject: Subject, signal: AbortSignal): Promise<Content> {
    const { client } = this;
    switch (subject.what) {
      case 'point':
        return { what: 'point', answer: await client.locate(subject.at, signal), neighbour: null, building: null };
      case 'area':
        return { what: 'area', area: await client.area(subject.area, signal), neighbours: null, history: null, kin: {} };
      case 'place':
        return { what: 'place', place: await client.place(subject.place, signal), answer: null };
    }
  }

  /** Adds what the card can do without; what cannot be had stays away. */
  private async complete(subject: Subject, content: Content, signal: AbortSignal): Promise<void> {
    const { client } = this;
    switch (content.what) {
      case 'point': {
        const { border } = content.answer;
        await Promise.all([
          border?.neighbour != null && this.add(subject, client.area({ layer: border.layer, code: border.neighbour }, signal), (it, now) =>
            ({ ...now, neighbour: it })),
          subject.what === 'point' && subject.building !== '' && this.add(subject, this.building(subject, signal), (building, now) => ({ ...now, building })),
        ]);
        return;
      }
      case 'area': {
        const name = { layer: content.area.layer, code: content.area.code };
        await Promise.all([
          this.add(subject, this.neighbours(name, signal), (neighbours, now) => ({ ...now, neighbours })),
          this.add(subject, client.history(name, signal), (history, now) => ({ ...now, history })),
          ...[...content.area.successors, ...content.area.predecessors].slice(0, mostKin).map((code) =>
            this.add(subject, client.area({ layer: name.layer, code }, signal), (it, now) => ({ ...now, kin: { ...now.kin, [code]: it } }))),
        ]);
        return;
      }
      case 'place':
        await this.add(subject, client.locate(content.place.point, signal), (answer: Answer, now) => ({ ...now, answer }));
    }
  }

  /** The building of a spot; none where a link names one that stands elsewhere. */
  private async building({ at, found, building }: Extract<Subject, { what: 'point' }>, signal: AbortSignal): Promise<Building | null> {
    const it = await this.client.building(building, signal);
    return found !== null || stands(it, at) ? it : null;
  }

  /** The neighbours of an area; the areas of a free layer share no borders. */
  private async neighbours(name: AreaName, signal: AbortSignal): Promise<readonly Neighbour[] | null> {
    const city = knownCity(this.session);
    return city !== null && layerOf(city, name.layer)?.partition === false ? null : await this.client.neighbours(name, signal);
  }

  private async add<T>(subject: Subject, asked: Promise<T>, put: (it: T, now: Content & { readonly kin?: Readonly<Record<string, Named>> }) => object): Promise<void> {
    const it = await asked.catch(() => null);
    const now = this.current(subject);
    if (it !== null && now !== null) {
      this.session.question.value = { ...now, content: put(it, now.content) as Content };
    }
  }

  /** The card of a subject, when it is still the one that is shown. */
  private current(subject: Subject): Answered | null {
    const now = this.session.question.peek();
    return now.kind === 'answered' && sameSubject(now.subject, subject) ? now : null;
  }

  /** The spot on the other side of the border of the card; null when there is nothing. */
  async otherSide(): Promise<Subject | null> {
    const now = this.session.question.peek();
    if (now.kind !== 'answered' || now.content.what !== 'point' || now.subject.what !== 'point') {
      return null;
    }
    const { border } = now.content.answer;
    if (border?.neighbour == null) {
      return null;
    }
    const shape = await this.client.shape({ layer: border.layer, code: border.neighbour }, this.side.signal).catch(() => null);
    const there = shape === null ? null : (await import('../model/across')).across(now.subject.at, shape);
    return there === null ? null : spot(there);
  }

  /** Asks for the places of another kind near the spot of the card. */
  async nearby(kind: string): Promise<void> {
    const { session } = this;
    const now = session.question.peek();
    const at = now.kind === 'answered' && now.subject.what === 'point' ? now.subject.at : null;
    if (at === null) {
      return;
    }
    this.side.abort();
    this.side = new AbortController();
    const { signal } = this.side;
    session.nearby.value = { kind: 'waiting', of: kind };
    try {
      session.nearby.value = { kind: 'ready', of: kind, stations: await this.client.near(at, kind, signal) };
    } catch (error) {
      if (!signal.aborted) {
        session.nearby.value = { kind: 'failed', of: kind, problem: problemOf(error) };
      }
    }
  }

  /** Lists the areas of a layer below the area of the card; null closes the list. */
  async children(layer: string | null): Promise<void> {
    const { session } = this;
    const now = session.question.peek();
    this.side.abort();
    this.side = new AbortController();
    const { signal } = this.side;
    if (layer === null || now.kind !== 'answered' || now.content.what !== 'area') {
      session.children.value = null;
      return;
    }
    session.children.value = { kind: 'waiting', layer };
    try {
      session.children.value = { kind: 'ready', layer, ...(await this.client.children(now.content.area.code, layer, signal)) };
    } catch (error) {
      if (!signal.aborted) {
        session.children.value = { kind: 'failed', layer, problem: problemOf(error) };
      }
    }
  }
}

export function problemOf(error: unknown): Problem {
  return error instanceof ProblemError ? error.problem : unreachable;
}
