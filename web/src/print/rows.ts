/** So many millimetres are free for a table on a page, in so many columns beside each other. */
export interface Free {
  readonly height: number;
  readonly columns: number;
}

/** The rows of a table that stand in one column of a page, the last one not included. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/** Heights of a line and of what is free around those of a row, and how many letters of full width a name has room for, by the size of the letters: as print.css has them. */
const letters = { plain: { line: 4.2, around: 1.2 }, small: { line: 2.76, around: 1.25, room: 15 } } as const;

/** A word that does not fit leaves its row half empty. */
const filledAtLeast = 0.7;

/** How many full letters wide a text is, rather too many: Latin letters are 0.62 wide in the widest font that machines have. */
function widthOf(text: string): number {
  return Array.from(text).reduce((sum, it) => sum + (it > '\u2e7f' ? 1 : 0.62), 0);
}

function linesOf(name: string, room: number): number {
  const width = widthOf(name);
  return width <= room ? 1 : Math.ceil(width / (room * filledAtLeast));
}

/** How high, in millimetres, a table of these names is in letters of the usual size, with its head and its sum, where a name has room for so many full ones. */
export function plainHeight(names: readonly string[], room: number): number {
  const { line, around } = letters.plain;
  return [...names, '', ''].reduce((sum, it) => sum + linesOf(it, room) * line + around, 0);
}

/** Lays a table of these names and its sum out in small letters: for each page its columns. Each column has its head, and a row at least. */
export function pagesOf(names: readonly string[], first: Free, more: Free): readonly (readonly Run[])[] {
  const { line, around, room } = letters.small;
  const pages: Run[][] = [];
  let from = 0;
  const all = [...names, '']; // the sum
  while (from < all.length) {
    const { height, columns } = pages.length === 0 ? first : more;
    const page: Run[] = [];
    while (page.length < columns && from < all.length) {
      let [to, used] = [from, line + around]; // the head
      do {
        used += linesOf(all[to] ?? '', room) * line + around;
        to++;
      } while (to < all.length && used + linesOf(all[to] ?? '', room) * line + around <= height);
      page.push({ from, to });
      from = to;
    }
    pages.push(page);
  }
  return pages;
}
