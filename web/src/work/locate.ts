import { batch, computed, signal } from '@preact/signals';

import { inDatum } from '../model/datum';
import type { Position } from '../model/position';
import type { Fix } from './verdict';

/** How the search for the phone's position goes. */
export type Seeking =
  | 'off'
  /** The phone is asked. */
  | 'asking'
  /** There is a position. */
  | 'found'
  /** Ten seconds without one: the worker may tap. */
  | 'slow'
  /** The worker, or the phone, said no. */
  | 'denied'
  /** Browsers give pages over plain HTTP no position. */
  | 'insecure'
  /** This browser has none to give. */
  | 'missing';

/** After so long without a position the worker may tap where they stand. */
export const patience = 10_000;

/** What a tap on the map is good for, in metres. */
const tapAccuracy = 5;

/** The system in which a phone gives its position: some makers shift it. */
export type PhoneDatum = 'wgs84' | 'gcj02';

const memory = 'redsail.phone-datum';

/** Undoes the shift of GCJ-02: the published formula has no inverse, so it is found by steps, to less than a centimetre. */
export function fromGcj(at: Position): Position {
  let guess = at;
  for (let i = 0; i < 6; i++) {
    const there = inDatum(guess, 'gcj02');
    guess = { lon: guess.lon + at.lon - there.lon, lat: guess.lat + at.lat - there.lat };
  }
  return guess;
}

/** Where the phone is. A position never leaves this object but to the page: nothing here asks a server. */
export class Whereabouts {
  readonly seeking = signal<Seeking>('off');
  /** Null where nobody has looked whether the dot is right. */
  readonly datum = signal<PhoneDatum | null>(null);
  private readonly raw = signal<Fix | null>(null);
  /** The position in the system of the map. */
  readonly fix = computed<Fix | null>(() => {
    const raw = this.raw.value;
    return raw === null || raw.tapped || this.datum.value !== 'gcj02' ? raw : { ...raw, ...fromGcj(raw) };
  });
  private watch: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly window: Pick<Window, 'isSecureContext' | 'localStorage' | 'navigator'>) {
    this.datum.value = remembered(window);
  }

  /** Asks the phone, and goes on asking. */
  start(): void {
    this.stop();
    const { isSecureContext, navigator } = this.window;
    if (!isSecureContext) {
      this.seeking.value = 'insecure';
      return;
    }
    if (!('geolocation' in navigator)) {
      this.seeking.value = 'missing';
      return;
    }
    this.seeking.value = 'asking';
    this.timer = setTimeout(() => {
      if (this.seeking.peek() === 'asking') {
        this.seeking.value = 'slow';
      }
    }, patience);
    this.watch = navigator.geolocation.watchPosition(
      ({ coords, timestamp }) => { this.got({ lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy, tapped: false, at: timestamp }); },
      ({ code }) => {
        if (code === 1) {
          this.stop();
          this.seeking.value = 'denied';
        } else if (this.raw.peek() === null) {
          this.seeking.value = 'slow';
        }
      },
      { enableHighAccuracy: true, maximumAge: 2000 },
    );
  }

  private got(fix: Fix): void {
    if (![fix.lon, fix.lat, fix.accuracy].every(Number.isFinite)) {
      return;
    }
    batch(() => {
      this.raw.value = fix;
      this.seeking.value = 'found';
    });
  }

  /** The worker tapped where they stand; the phone is asked no more until it is asked again. */
  tap(at: Position): void {
    this.stop();
    batch(() => {
      this.raw.value = { ...at, accuracy: tapAccuracy, tapped: true, at: Date.now() };
      this.seeking.value = 'found';
    });
  }

  /** The worker looked whether the dot is right. */
  choose(datum: PhoneDatum): void {
    this.datum.value = datum;
    try {
      this.window.localStorage.setItem(memory, datum);
    } catch { /* a full or forbidden store: asked again the next time */ }
  }

  stop(): void {
    clearTimeout(this.timer);
    if (this.watch !== null) {
      this.window.navigator.geolocation.clearWatch(this.watch);
      this.watch = null;
    }
  }

  /** Stops, and forgets where the phone was. */
  forget(): void {
    this.stop();
    batch(() => {
      this.raw.value = null;
      this.seeking.value = 'off';
    });
  }
}

function remembered({ localStorage }: Pick<Window, 'localStorage'>): PhoneDatum | null {
  try {
    const kept = localStorage.getItem(memory);
    return kept === 'wgs84' || kept === 'gcj02' ? kept : null;
  } catch {
    return null;
  }
}
