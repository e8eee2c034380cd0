import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import pixelmatch from 'pixelmatch';
import UPNG from '@pdf-lib/upng';
import { PNG } from 'pngjs';

/** So large a share of the pixels may differ from the reference. */
export const mostShare = 0.001;

/** So large a share of a window of 64 × 64 pixels, wherever it stands, may: a button is lost in the share of a whole screen. */
export const mostOfWindow = 0.05;

/** The same where only references of another major version of Chromium are there, whose letters are smoothed in another way: what has moved or is gone is still seen. */
const otherShare = 0.02;
const otherOfWindow = 0.5;

/** Windows begin at each multiple of the step: what is no larger than it lies whole in one of them. */
const step = 32;

/** How far apart two colours are before they differ, of 1: what pixelmatch takes by itself. Pixels of smoothed edges do not count. */
const threshold = 0.1;

const shots = fileURLToPath(new URL('shots/', import.meta.url));

/** Whether the references are made anew instead of compared. */
export const renewing = process.env['REDSAIL_REFERENCES'] === 'renew';

const all = fileURLToPath(new URL('references/', import.meta.url));

/** The version whose references a version is compared with: its own, else the nearest one that there is. */
function nearest(major: string): string {
  const there = readdirSync(all).flatMap((it) => /^chromium-(\d+)$/.exec(it)?.[1] ?? []);
  const apart = (it: string): number => Math.abs(Number(it) - Number(major));
  return renewing || there.includes(major) ? major : there.sort((a, b) => apart(a) - apart(b))[0] ?? major;
}

/** What a browser without references of its own draws of the page that the references show. */
export interface Drawn {
  readonly commit: string;
  readonly shot: Buffer;
}

/** References as one major version of Chromium draws them: another smooths its letters in another way. */
export class References {
  private readonly of: string;
  private readonly folder: string;

  constructor(private readonly major: string) {
    this.of = nearest(major);
    this.folder = `${all}chromium-${this.of}/`;
  }

  /** Whether they are of this Chromium. */
  get own(): boolean {
    return this.of === this.major;
  }

  /** Says that nothing but references of another Chromium is there to compare with, and why. */
  warn(why: string): void {
    process.stderr.write(`there are no references of Chromium ${this.major}, and the page that those of ${this.of} show cannot be served beside: ${why.trim()}\nso screens are compared loosely with those; run "npm run references" in web, look at each picture, and commit them\n`);
  }

  /**
   * Compares what a screen shows with its reference, or with what this browser draws of the page that the references show; says what
   * differs, and where to look at it, or null. Writes the reference instead while they are renewed.
   */
  judge(name: string, shot: Buffer, before: Drawn | null): string | null {
    const file = `${this.folder}${name}.png`;
    if (renewing) {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(file, packed(PNG.sync.read(shot)));
      return null;
    }
    if (before === null && !existsSync(file)) {
      return `no reference of ${name} for Chromium ${this.major}: run "npm run references" in web, look at each picture in e2e/references, and commit them`;
    }
    const { share, densest, difference } = compare(before?.shot ?? readFileSync(file), shot);
    const [least, ofWindow] = this.own || before !== null ? [mostShare, mostOfWindow] : [otherShare, otherOfWindow];
    if (share <= least && densest.share <= ofWindow) {
      return null;
    }
    writeFileSync(`${shots}${name}-now.png`, shot);
    writeFileSync(`${shots}${name}-difference.png`, difference);
    const reference = before === null ? `web/e2e/references/chromium-${this.of}/${name}.png` : `what this browser draws of commit ${before.commit.slice(0, 12)}, at which references were made last`;
    return `${name}: ${(share * 100).toFixed(2)} % of the pixels, and ${(densest.share * 100).toFixed(1)} % of those around ${String(densest.x + step)},${String(densest.y + step)}, differ from ${reference}, ${String(least * 100)} and ${String(ofWindow * 100)} % may: see web/e2e/shots/${name}-difference.png and ${name}-now.png; where it is meant to look so, run "npm run references" in web`;
  }
}

/** The window in which the largest share of the pixels differs, by its corner at the top left. */
export interface Densest {
  readonly x: number;
  readonly y: number;
  readonly share: number;
}

/** The share of the pixels that differ, of all and in the worst window, and a picture in which they are red. Pictures of two sizes differ in all. */
export function compare(reference: Buffer, shot: Buffer): { readonly share: number; readonly densest: Densest; readonly difference: Buffer } {
  const [before, now] = [PNG.sync.read(reference), PNG.sync.read(shot)];
  const { width, height } = before;
  if (now.width !== width || now.height !== height) {
    return { share: 1, densest: { x: 0, y: 0, share: 1 }, difference: shot };
  }
  const drawn = new PNG({ width, height });
  const count = pixelmatch(before.data, now.data, drawn.data, width, height, { threshold });
  return { share: count / (width * height), densest: densestOf(drawn), difference: PNG.sync.write(drawn) };
}

/** Pixels that differ are pure red in the picture of the difference, and no others are: smoothed edges are yellow, the rest is grey. */
function densestOf({ data, width, height }: PNG): Densest {
  const columns = Math.ceil(width / step);
  const cells = new Uint32Array(columns * Math.ceil(height / step));
  for (let i = 0; i < width * height; i++) {
    if (data[4 * i] === 255 && data[4 * i + 1] === 0 && data[4 * i + 2] === 0) {
      const cell = Math.floor(Math.floor(i / width) / step) * columns + Math.floor(i % width / step);
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
  }
  let densest: Densest = { x: 0, y: 0, share: 0 };
  cells.forEach((_, i) => {
    const right = i % columns + 1 < columns;
    const red = [i, i + columns, ...(right ? [i + 1, i + columns + 1] : [])].reduce((sum, it) => sum + (cells[it] ?? 0), 0);
    const share = red / (4 * step * step);
    if (share > densest.share) {
      densest = { x: i % columns * step, y: Math.floor(i / columns) * step, share };
    }
  });
  return densest;
}

/** In 256 colours, of which none differs from what was seen by as much as the comparison notices: a third of the bytes. */
function packed({ data, width, height }: PNG): Buffer {
  return Buffer.from(UPNG.encode([new Uint8Array(data).buffer], width, height, 256));
}
