/** The characters that may part the cells of a table. */
export const separators = [',', '\t', ';', '|'] as const;

/** One cell, from its first character on, and where it ends: behind it stands a separator, a line end or nothing. */
function cellAt(text: string, from: number, separator: string): readonly [string, number] {
  let [cell, i] = ['', from];
  if (text.charAt(i) === '"') {
    for (i++; i < text.length; i++) {
      if (text.charAt(i) !== '"') {
        cell += text.charAt(i);
      } else if (text.charAt(++i) === '"') {
        cell += '"';
      } else {
        break;
      }
    }
  }
  let end = i;
  while (end < text.length && text.charAt(end) !== separator && text.charAt(end) !== '\n') {
    end++;
  }
  return [(cell + text.slice(i, end)).replace(/\r$/, ''), end];
}

/** Reads at most so many rows of a table (RFC 4180; quotes double within quotes). Empty lines are none. */
export function rowsOf(text: string, separator: string, most: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length && rows.length < most; at++) {
    const [cell, end] = cellAt(text, at, separator);
    row.push(cell);
    at = end;
    if (text.charAt(end) !== separator) {
      if (row.length > 1 || cell !== '') {
        rows.push(row);
      }
      row = [];
    } else if (end + 1 >= text.length) {
      rows.push([...row, '']);
    }
  }
  return rows;
}

/** The separator that parts the first line into the most cells; a comma where none does. */
export function separatorOf(text: string): string {
  const line = /^[^\r\n]*/.exec(text.replace(/^\ufeff/, ''))?.[0] ?? '';
  const cells = (it: string): number => rowsOf(line, it, 1)[0]?.length ?? 0;
  return separators.reduce<string>((best, it) => (cells(it) > cells(best) ? it : best), ',');
}

/** A cell that a spreadsheet would take for a formula gets an apostrophe, as in the server's own tables. */
function defused(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) && !/^[+-]?\d+(\.\d+)?$/.test(cell) ? `'${cell}` : cell;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
}

/** Writes a table: comma, CRLF, with the mark by which spreadsheets know UTF-8. A note stands in a column of its own, as in the server's own tables. */
export function table(head: readonly string[], rows: readonly (readonly (string | number | null)[])[], note = ''): string {
  const line = (cells: readonly (string | number | null)[]): string => cells.map((it) => quoted(defused(it === null ? '' : String(it)))).join(',');
  const lines = note === '' ? [head, ...rows] : [[...head, 'note'], ...rows.map((it) => [...it, note])];
  return `\ufeff${lines.map(line).join('\r\n')}\r\n`;
}

/** Gives a text to the reader as a file. */
export function save(name: string, text: string, type = 'text/csv;charset=utf-8'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => { URL.revokeObjectURL(url); }, 60_000);
}
