import { computed, signal } from '@preact/signals';

/** A machine whose clock differs from the server's by more is told of it, in milliseconds. */
const tolerance = 60_000;

/** An answer says its second, not the part of it; and it took a while to come: by less the clock is not set anew. */
const jitter = 2_000;

/**
 * The clock of a wall. What has gone by is counted by a clock that nobody sets, and what time it is the server says: the
 * machine behind a wall may be wrong by a day, or be set right while the wall is shown.
 */
export class WallClock {
  /** What has gone by since the page began, in milliseconds. */
  readonly gone;
  /** When the server was last heard of, on the same count. */
  readonly heard;
  /** What the server's clock said as the count began, since 1970; null while it said nothing. */
  private readonly begun = signal<number | null>(null);
  private readonly own;

  constructor(private readonly count = (): number => performance.now(), private readonly machine = (): number => Date.now()) {
    this.gone = signal(count());
    this.heard = signal(count());
    this.own = signal(machine());
  }

  /** Goes on; once a second. */
  tick(): void {
    this.own.value = this.machine();
    this.gone.value = this.count();
  }

  /** How long nothing was heard of the server, in milliseconds. */
  readonly age = computed(() => Math.max(0, this.gone.value - this.heard.value));
  /** What time it is, since 1970: by the server's clock, by the machine's where the server's is not known. */
  readonly time = computed(() => (this.begun.value === null ? this.own.value : this.begun.value + this.gone.value));
  /** What the machine's clock is fast by, negative where it is slow; 0 where that is little. */
  readonly off = computed(() => {
    const by = this.begun.value === null ? 0 : this.own.value - this.time.value;
    return Math.abs(by) > tolerance ? by : 0;
  });

  /** The server was heard of; gives how long it was silent before. */
  hear(): number {
    this.tick();
    const silent = this.age.peek();
    this.heard.value = this.gone.peek();
    return silent;
  }

  /** Takes the time of an answer, as its head `Date` says it. */
  set(date: string | null): void {
    const said = Date.parse(date ?? '') + 500;
    const begun = said - this.count();
    if (!Number.isNaN(said) && Math.abs(begun - (this.begun.peek() ?? Infinity)) > jitter) {
      this.begun.value = begun;
    }
  }
}
