import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { adminText } from '../i18n/admin';
import type { Lang } from '../model/lang';
import { Box, Failed, Loaded, type SectionProps, Sure } from './kit';
import { AreaPicker, type Chosen } from './picker';
import { Staff, type StaffEdit } from './staff';
import { type DeskOrganisation, type DeskPost, holderWords, type PostVersion } from './staffanswers';

/** Posts and organisations: who holds what, handed over from a date without a gap. */
export function PostsSection({ desk, lang, city }: SectionProps): JSX.Element {
  const [staff] = useState(() => new Staff(desk.identity.base));
  const [area, setArea] = useState<readonly Chosen[]>([]);
  const [state, setState] = useState('');
  const list = (): void => { void staff.list({ area: area[0] ?? null, state }); };
  useEffect(list, [staff, area, state]);
  const edits = desk.may('changes.write');
  return (
    <div class="who-part">
      <p class="detail">{adminText(lang, 'postsText')}</p>
      <AreaPicker desk={desk} lang={lang} city={city} label={adminText(lang, 'postsArea')} chosen={area} put={setArea} most={1} />
      <label class="own-field">
        <span>{adminText(lang, 'postState')}</span>
        <select name="post-state" value={state} onChange={(event) => { setState(event.currentTarget.value); }}>
          <option value="">{adminText(lang, 'postAny')}</option>
          {(['held', 'acting', 'vacant'] as const).map((it) => <option key={it} value={it}>{adminText(lang, `post.${it}`)}</option>)}
        </select>
      </label>
      <Failed lang={lang} problem={staff.open.value === null ? staff.problem.value : null} />
      <h3 class="own-sub">{adminText(lang, 'posts')}</h3>
      <Loaded lang={lang} load={staff.posts.value} again={list}>
        {({ posts, next, revision }) => (
          <>
            <p class="detail" role="status">{adminText(lang, 'postsCount', { n: posts.length })}</p>
            <ul class="admin-list">{posts.map((it) => <Post key={it.code} staff={staff} lang={lang} post={it} revision={revision} edits={edits} />)}</ul>
            {next !== '' && <button type="button" class="button own-wide" data-action="more-posts" onClick={() => { void staff.morePosts(); }}>{adminText(lang, 'more')}</button>}
          </>
        )}
      </Loaded>
      <h3 class="own-sub">{adminText(lang, 'organisations')}</h3>
      <Loaded lang={lang} load={staff.organisations.value} again={list}>
        {({ organisations, next, revision }) => (
          <>
            <ul class="admin-list">{organisations.map((it) => <Organisation key={it.code} staff={staff} lang={lang} body={it} revision={revision} edits={edits} />)}</ul>
            {next !== '' && <button type="button" class="button own-wide" data-action="more-organisations" onClick={() => { void staff.moreBodies(); }}>{adminText(lang, 'more')}</button>}
          </>
        )}
      </Loaded>
    </div>
  );
}

interface Part {
  readonly staff: Staff;
  readonly lang: Lang;
  readonly revision: number;
  readonly edits: boolean;
}

/** What a post is called: its role, and the area in the reader's language. */
export function postWords(lang: Lang, { roleName, role, areaName, areaNameEn, area }: DeskPost): string {
  const where = lang === 'en' && areaNameEn !== '' ? areaNameEn : areaName === '' ? area : areaName;
  return `${roleName[lang] === '' ? role : roleName[lang]} · ${where}`;
}

function Post({ staff, lang, post, revision, edits }: Part & { readonly post: DeskPost }): JSX.Element {
  const open = staff.open.value?.code === post.code ? staff.open.value : null;
  const name = postWords(lang, post);
  return (
    <li data-post={post.code}>
      <p class="admin-name"><bdi>{name}</bdi> <span class="tag">{adminText(lang, `post.${post.state}`)}</span></p>
      <p class="detail"><span class="code">{post.code}</span> <bdi>{holderWords(post)}</bdi></p>
      <div class="who-buttons">
        <button type="button" class="button" data-action="open-post" aria-expanded={open !== null} aria-label={adminText(lang, 'postOpen', { name })} onClick={() => { void staff.look(open === null ? post.code : null); }}>{adminText(lang, 'postMore')}</button>
      </div>
      {open !== null && (
        <>
          <Failed lang={lang} problem={staff.problem.value} />
          {edits && <HandOver staff={staff} lang={lang} post={post} revision={revision} name={name} />}
          <Loaded lang={lang} load={open.load} again={() => { void staff.look(post.code); }}>{({ versions }) => <Versions lang={lang} versions={versions} />}</Loaded>
        </>
      )}
    </li>
  );
}

function Versions({ lang, versions }: { readonly lang: Lang; readonly versions: readonly PostVersion[] }): JSX.Element {
  return (
    <>
      <h4 class="own-sub">{adminText(lang, 'postPast')}</h4>
      <ul class="admin-found">
        {versions.filter((it) => it.current).map((it) => (
          <li key={it.valid.from}>{adminText(lang, 'postSpan', { from: it.valid.from === '' ? '…' : it.valid.from, to: it.valid.to === '' ? '…' : it.valid.to })} <bdi>{it.person === null ? adminText(lang, 'post.vacant') : holderWords(it)}</bdi></li>
        ))}
      </ul>
    </>
  );
}

function HandOver({ staff, lang, post, revision, name }: Omit<Part, 'edits'> & { readonly post: DeskPost; readonly name: string }): JSX.Element {
  const [from, setFrom] = useState('');
  const [person, setPerson] = useState(post.person?.code ?? '');
  const [duty, setDuty] = useState(post.duty);
  const [phone, setPhone] = useState(post.phone);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => { form.current?.querySelector('input')?.focus(); }, []);
  const send = (fields: StaffEdit['fields']): void => {
    void staff.change({ kind: 'post', code: post.code, from, fields }, revision).then(async (done) => {
      if (done) {
        await staff.look(fields === null ? null : post.code);
      }
    });
  };
  return (
    <form class="own-form" ref={form} aria-label={adminText(lang, 'postEditOf', { name })} onSubmit={(event) => {
      event.preventDefault();
      const fields: Record<string, string | null> = {};
      if (person.trim() !== (post.person?.code ?? '')) {
        fields['person'] = person.trim() === '' ? null : person.trim();
      }
      if (duty !== post.duty) {
        fields['duty'] = duty;
      }
      if (phone !== post.phone) {
        fields['office_phone'] = phone.trim();
      }
      send(fields);
    }}
    >
      <Box label={adminText(lang, 'postFrom')} name="post-from" type="date" value={from} put={setFrom} hint={adminText(lang, 'postFromHint')} />
      <Box label={adminText(lang, 'postPerson')} name="post-person" value={person} put={setPerson} most={64} hint={adminText(lang, 'postPersonHint')} />
      <Box label={adminText(lang, 'postDuty')} name="post-duty" value={duty} put={setDuty} most={500} />
      <Box label={adminText(lang, 'postPhone')} name="post-phone" value={phone} put={setPhone} most={32} />
      <div class="who-buttons">
        <button type="submit" class="button button-main" data-action="save-post" aria-disabled={staff.busy.value}>{adminText(lang, 'save')}</button>
        <Sure lang={lang} name="end-post" busy={staff.busy.value} words={adminText(lang, 'postEnd')} label={adminText(lang, 'postEndOf', { name })} question={adminText(lang, 'postEndAsk', { name })} act={() => { send(null); }} />
      </div>
    </form>
  );
}

function Organisation({ staff, lang, body, revision, edits }: Part & { readonly body: DeskOrganisation }): JSX.Element {
  const [phone, setPhone] = useState(body.phone);
  const name = body.name === '' ? body.code : body.name;
  const send = (fields: StaffEdit['fields']): void => { void staff.change({ kind: 'organisation', code: body.code, from: '', fields }, revision); };
  return (
    <li data-organisation={body.code}>
      <p class="admin-name"><bdi>{name}</bdi> <span class="tag">{body.kindName[lang]}</span></p>
      <p class="detail"><span class="code">{body.code}</span> <bdi>{body.areaName}</bdi></p>
      {edits && (
        <details class="admin-new">
          <summary>{adminText(lang, 'orgEdit')}</summary>
          <form class="own-form" aria-label={adminText(lang, 'postEditOf', { name })} onSubmit={(event) => {
            event.preventDefault();
            send({ office_phone: phone.trim() });
          }}
          >
            <Box label={adminText(lang, 'postPhone')} name="organisation-phone" value={phone} put={setPhone} most={32} />
            <div class="who-buttons">
              <button type="submit" class="button button-main" data-action="save-organisation" aria-disabled={staff.busy.value}>{adminText(lang, 'save')}</button>
              <Sure lang={lang} name="end-organisation" busy={staff.busy.value} words={adminText(lang, 'postEnd')} label={adminText(lang, 'postEndOf', { name })} question={adminText(lang, 'postEndAsk', { name })} act={() => { send(null); }} />
            </div>
          </form>
        </details>
      )}
    </li>
  );
}
