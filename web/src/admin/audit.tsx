import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { moment } from '../account/parts';
import { actionKeys, actionText } from '../i18n/actions';
import { type AdminKey, adminText } from '../i18n/admin';
import type { City } from '../model/city';
import type { AuditPage, Entry } from './answers';
import { named, ofWords, reasonWords } from './auditwords';
import type { Desk } from './desk';
import { keepFile } from './keep';
import { Box, Loaded, type SectionProps } from './kit';
import type { Filter } from './wishes';

/** So many days back the first look goes. */
const days = 7;

/** Who did what: a table with filters, the verifier of its chain, and its signed head. */
export function AuditSection({ desk, lang, city }: SectionProps): JSX.Element {
  const [filter, setFilter] = useState<Filter>(() => ({ from: dayBefore(new Date(), days), to: '', account: '', action: '', of: '' }));
  useEffect(() => { void desk.find(filter); }, [desk]); // later only when it is asked for
  const put = (part: Partial<Filter>): void => { setFilter({ ...filter, ...part }); };
  const say = (key: AdminKey): string => adminText(lang, key);
  return (
    <div class="who-part">
      <p class="detail">{say('auditText')}</p>
      <Chain desk={desk} lang={lang} />
      <form class="admin-filter" onSubmit={(event) => {
        event.preventDefault();
        void desk.find(filter);
      }}
      >
        <Box label={say('from')} name="audit-from" type="date" value={filter.from} put={(from) => { put({ from }); }} />
        <Box label={say('to')} name="audit-to" type="date" value={filter.to} put={(to) => { put({ to }); }} />
        <Box label={say('account')} name="audit-account" value={filter.account} put={(account) => { put({ account }); }} />
        <label class="own-field">
          <span>{say('action')}</span>
          <select name="audit-action" value={filter.action} onChange={(event) => { put({ action: event.currentTarget.value }); }}>
            <option value="">{say('anyAction')}</option>
            {actionKeys.map((it) => <option key={it} value={it}>{actionText(lang, it)}</option>)}
          </select>
        </label>
        <Box label={say('of')} name="audit-of" value={filter.of} put={(of) => { put({ of }); }} hint={say('ofHint')} />
        <button type="submit" class="button button-main" data-action="find-audit">{say('find')}</button>
      </form>
      <Loaded lang={lang} load={desk.audit.value} again={() => { void desk.find(filter); }}>{(it) => <Rows desk={desk} lang={lang} city={city} page={it} />}</Loaded>
    </div>
  );
}

/** The date so many days before another, in the reader's own time. */
export function dayBefore(now: Date, back: number): string {
  return moment(new Date(now.getFullYear(), now.getMonth(), now.getDate() - back).toISOString()).slice(0, 10);
}

type Part = Pick<SectionProps, 'desk' | 'lang'>;

function Chain({ desk, lang }: Part): JSX.Element {
  const verified = desk.verified.value;
  const busy = desk.busy.value;
  return (
    <div class="admin-chain">
      <div class="who-buttons">
        <button type="button" class="button" data-action="verify-audit" aria-disabled={busy} onClick={() => { void desk.verify(); }}>{adminText(lang, 'verify')}</button>
        <button type="button" class="button" data-action="audit-head" aria-disabled={busy} aria-describedby="admin-head" onClick={() => { void keepHead(desk); }}>{adminText(lang, 'head')}</button>
      </div>
      <p id="admin-head" class="detail">{adminText(lang, 'headHint')}</p>
      <div role="status">
        {verified !== null && (verified.broken === null
          ? <p class="own-said" data-verified="whole">{adminText(lang, 'whole', { n: verified.rows })}</p>
          : <p class="admin-broken" data-verified="broken">{adminText(lang, 'broken', { seq: verified.broken.seq, what: verified.broken.what })}</p>)}
      </div>
    </div>
  );
}

async function keepHead(desk: Desk): Promise<void> {
  const file = await desk.head();
  if (file === null) {
    return;
  }
  keepFile(file.name, 'application/json', file.text);
}

const columns: readonly AdminKey[] = ['seq', 'at', 'account', 'action', 'of', 'outcome', 'reason', 'via', 'network'];

function Rows({ desk, lang, city, page }: Part & { readonly city: City | null; readonly page: AuditPage }): JSX.Element {
  if (page.entries.length === 0) {
    return <p role="status">{adminText(lang, 'noEntries')}</p>;
  }
  return (
    <>
      <p class="detail" role="status">{adminText(lang, 'entriesCount', { n: page.entries.length })}</p>
      <div class="admin-scroll" tabIndex={0} role="region" aria-label={adminText(lang, 'table')}>
        <table class="admin-table">
          <thead><tr>{columns.map((it) => <th key={it} scope="col">{adminText(lang, it)}</th>)}</tr></thead>
          <tbody>{page.entries.map((it) => <Row key={it.seq} lang={lang} city={city} entry={it} />)}</tbody>
        </table>
      </div>
      {page.next > 0 && <button type="button" class="button own-wide" data-action="more-audit" aria-disabled={desk.busy.value} onClick={() => { void desk.more(); }}>{adminText(lang, 'more')}</button>}
    </>
  );
}

function Row({ lang, city, entry: { seq, at, account, action, of, outcome, reason, via, address } }: Pick<Part, 'lang'> & { readonly city: City | null; readonly entry: Entry }): JSX.Element {
  return (
    <tr data-seq={seq}>
      <td>{seq}</td><td class="admin-when">{moment(at)}</td><td><bdi>{account}</bdi></td><td title={action}>{actionText(lang, action)}</td>
      <td title={of.slice(0, 5).join(' ')}><bdi>{of.slice(0, 5).map((it) => ofWords(lang, city, it)).join(lang === 'zh' ? '、' : ', ')}{of.length > 5 && ` +${of.length - 5}`}</bdi></td><td title={outcome}>{named(lang, 'outcome', outcome)}</td><td title={reason}>{reasonWords(lang, reason)}</td><td title={via}>{named(lang, 'via', via)}</td><td>{address}</td>
    </tr>
  );
}
