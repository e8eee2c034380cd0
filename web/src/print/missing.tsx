import type { JSX } from 'preact';

import { printText, whyOf } from '../i18n/print';
import type { Problem } from '../model/problem';
import type { PrintDesk } from './desk';

/** In the place of a part of a page that did not come. The way to ask for all of them again stands over the pages. */
export function Missing({ desk, problem }: { readonly desk: PrintDesk; readonly problem: Problem }): JSX.Element {
  return <p class="print-none" role="alert" data-print-missing={problem.code}>{printText(desk.lang, 'failed', { why: whyOf(problem) })}</p>;
}
