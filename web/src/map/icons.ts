import type { Theme } from '../model/palette';
import { colour, look, type PlaceLook, placeLook } from './look';

/** The side of the square in which the shapes of the table are drawn. */
const box = 24;

/** The side in CSS pixels of what is seen of an icon of size 1. */
export const iconSize = 24;

/** Clear around what is seen, for the edge that lifts it from the map. */
const edge = 2;

/** The name under which MapLibre asks for an icon. */
export function iconId(theme: Theme, kind: string): string {
  return `place/${theme}/${kind}`;
}

/** The theme and the kind of places that an icon is for; null when the name is none of ours. */
export function iconOf(id: string): { readonly theme: Theme; readonly kind: string } | null {
  const [, theme, kind] = /^place\/(light|dark)\/(.+)$/.exec(id) ?? [];
  return (theme === 'light' || theme === 'dark') && kind !== undefined ? { theme, kind } : null;
}

/** Draws what MapLibre asks for under a name, at so many device pixels for each CSS pixel; null where the name is none of ours, or the browser gives no canvas. */
export function drawImage(id: string, ratio: number): ImageData | null {
  const icon = iconOf(id);
  return icon === null ? drawHatch(id, ratio) : drawIcon(icon.kind, icon.theme, ratio);
}

/** One square of slanted lines, which repeats; hatchId of tints.ts names it. */
function drawHatch(id: string, ratio: number): ImageData | null {
  const side = 8 * Math.max(1, Math.round(ratio));
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const context = canvas.getContext('2d');
  if (!id.startsWith('hatch/') || context === null) {
    return null;
  }
  context.strokeStyle = colour(id.endsWith('dark') ? 'dark' : 'light', 'ink');
  context.lineWidth = side / 6;
  for (const at of [-side, 0, side]) { // the corners belong to the neighbours' lines
    context.moveTo(at - 2, side + 2);
    context.lineTo(at + side + 2, -2);
  }
  context.stroke();
  return context.getImageData(0, 0, side, side);
}

/** Draws the icon of a kind of places at so many device pixels for each CSS pixel. Null where the browser gives no canvas. */
export function drawIcon(kind: string, theme: Theme, ratio: number): ImageData | null {
  const side = Math.ceil((iconSize + 2 * edge) * ratio);
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d');
  if (context === null) {
    return null;
  }
  context.scale(side / (iconSize + 2 * edge), side / (iconSize + 2 * edge));
  context.translate(edge, edge);
  context.lineJoin = 'round';
  const of = placeLook(kind);
  if (of.plate === 'none') {
    paintShape(context, of, theme);
  } else {
    paintPlate(context, of, theme);
  }
  return context.getImageData(0, 0, side, side);
}

/** The shape alone, lifted from the map by an edge in the colour of the halo. */
function paintShape(context: CanvasRenderingContext2D, of: PlaceLook, theme: Theme): void {
  const shape = new Path2D(look.icons[of.icon] ?? '');
  context.strokeStyle = colour(theme, 'halo');
  context.lineWidth = 3;
  context.stroke(shape);
  context.fillStyle = colour(theme, of.colour);
  context.fill(shape);
}

/** The shape on a disc or a square. */
function paintPlate(context: CanvasRenderingContext2D, of: PlaceLook, theme: Theme): void {
  const plate = new Path2D();
  if (of.plate === 'disc') {
    plate.arc(box / 2, box / 2, box / 2, 0, 2 * Math.PI);
  } else {
    roundedSquare(plate, box, 5.5);
  }
  context.strokeStyle = colour(theme, 'halo');
  context.lineWidth = 3;
  context.stroke(plate);
  context.fillStyle = colour(theme, of.colour);
  context.fill(plate);
  const scale = of.plate === 'disc' ? 0.62 : 0.66;
  context.translate((box * (1 - scale)) / 2, (box * (1 - scale)) / 2);
  context.scale(scale, scale);
  context.fillStyle = colour(theme, 'plate');
  context.fill(new Path2D(look.icons[of.icon] ?? ''));
}

/** Path2D.roundRect is younger than the oldest browsers that the page serves. */
function roundedSquare(path: Path2D, side: number, radius: number): void {
  path.moveTo(radius, 0);
  path.arcTo(side, 0, side, side, radius);
  path.arcTo(side, side, 0, side, radius);
  path.arcTo(0, side, 0, 0, radius);
  path.arcTo(0, 0, side, 0, radius);
  path.closePath();
}
