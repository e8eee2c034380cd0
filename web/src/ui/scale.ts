/** A bar of a round length. */
export interface Bar {
  readonly metres: number;
  readonly pixels: number;
}

/** The longest bar of 1, 2 or 5 times a power of ten metres that fits into `room` pixels. */
export function scaleBar(metresPerPixel: number, room: number): Bar | null {
  const most = metresPerPixel * room;
  if (!(most > 0) || !Number.isFinite(most)) {
    return null;
  }
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = ([5, 2, 1].find((it) => it * power <= most) ?? 1) * power;
  return { metres, pixels: metres / metresPerPixel };
}
