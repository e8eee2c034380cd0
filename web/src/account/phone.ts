import type { AccountKey } from '../i18n/account';

/** Whether a number is shown whole: one with stars cannot be dialled. */
export function isWhole(number: string): boolean {
  return /^\+?\d[\d -]*\d$/.test(number);
}

/** What a phone dials; the extension of an office comes after a pause. Null where the number is not whole. */
export function dialled(number: string): string | null {
  if (!isWhole(number)) {
    return null;
  }
  // 0537-1234567-801: an area, a number and its extension; 138-1234-5678 is one number.
  const parts = /^(\+?\d[\d ]*-\d{7,8})-(\d{1,6})$/.exec(number);
  const plain = (text = ''): string => text.replace(/[ -]/g, '');
  return parts === null ? `tel:${plain(number)}` : `tel:${plain(parts[1])},${plain(parts[2])}`;
}

/** The words for what a number is for. */
export function phoneWords(use: string): AccountKey {
  return use === 'duty' || use === 'private' ? use : 'office';
}
