/** Which tiles are other ones than before. */
export interface Renewal {
  /** Any may be. */
  readonly all?: boolean;
  readonly layers: readonly RenewedLayer[];
}

/** A layer of the tiles, with its labels. */
export interface RenewedLayer {
  readonly layer: string;
  /** Any tile of it may be another one; then none is named. */
  readonly all?: boolean;
  /** As z/x/y. */
  readonly tiles?: readonly string[];
}

/** What is to be asked for again when nothing more is known. */
export const allTiles: Renewal = { all: true, layers: [] };
