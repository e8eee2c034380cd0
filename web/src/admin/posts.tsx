import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { adminText } from '../i18n/admin';
import { editText } from '../i18n/staffedit';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import type { Desk } from './desk';
import { Box, Failed, Loaded, type SectionProps, Sure } from './kit';
import { AreaPicker, type Chosen } from './picker';
import { Staff } from './staff';
import { type DeskOrganisation, type DeskPost, holderWords, type PostVersion } from './staffanswers';
import { BodyForm, PostForm } from './staffforms';
import { NewOne, Undo } from './staffkit';

/** Posts and organisations: who holds what, handed over from a date without a gap. */
export function PostsSection({ desk, lang, city }: SectionProps): JSX.Element {
  const [staff] = useState(() => new Staff(desk.identity.base));
  const [area, setArea] = useState<readonly Chosen[]>([]);
  const [state, setState] = useState('');
  const list = (): void => { void staff.list({ area: area[0] ?? null, state }); };
  useEffect(list, [staff, area, state]);
  const edits = desk.may('changes.write');
  useEffect(() => {
    if (edits) {
      void staff.learn();
    }
  }, [staff, edits]);
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
      <Undo staff={staff} lang={lang} />
      <h3 class="own-sub">{adminText(lang, 'posts')}</h3>
      <Loaded lang={lang} load={staff.posts.value} again={list}>
        {({ posts, next, revision }) => (
          <>
            <p class="detail" role="status">{adminText(lang, 'postsCount', { n: posts.length })}</p>
            {edits && <NewOne lang={lang} words="newPost" action="new-post">{(close) => <PostForm staff={staff} lang={lang} city={city} revision={revision} name={editText(lang, 'newPost')} post={null} done={close} />}</NewOne>}
            <ul class="admin-list">{posts.map((it) => <Post key={it.code} city={city} staff={staff} lang={lang} post={it} revision={revision} edits={edits} />)}</ul>
            {next !== '' && <button type="button" class="button own-wide" data-action="more-posts" onClick={() => { void staff.morePosts(); }}>{adminText(lang, 'more')}</button>}
          </>
        )}
      </Loaded>
      <h3 class="own-sub">{adminText(lang, 'organisations')}</h3>
      <Loaded lang={lang} load={staff.organisations.value} again={list}>
        {({ organisations, next, revision }) => (
          <>
            {edits && <NewOne lang={lang} words="newBody" action="new-organisation">{(close) => <BodyForm desk={desk} staff={staff} lang={lang} city={city} revision={revision} name={editText(lang, 'newBody')} body={null} done={close} />}</NewOne>}
            <ul class="admin-list">{organisations.map((it) => <Organisation key={it.code} desk={desk} city={city} staff={staff} lang={lang} body={it} revision={revision} edits={edits} />)}</ul>
            {next !== '' && <button type="button" class="button own-wide" data-action="more-organisations" onClick={() => { void staff.moreBodies(); }}>{adminText(lang, 'more')}</button>}
          </>
        )}
      </Loaded>
    </div>
  );
}

interface Part {
  readonly desk: Desk;
  readonly city: City | null;
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

function Post({ city, staff, lang, post, revision, edits }: Omit<Part, 'desk'> & { readonly post: DeskPost }): JSX.Element {
  const open = staff.open.value?.code === post.code ? staff.open.value : null;
  const name = postWords(lang, post);
  return (
    <li data-post={post.code}>
      <p class="admin-name"><bdi>{name}</bdi> <span class="tag">{adminText(lang, `post.${post.state}`)}</span></p>
      <p class="detail"><span class="code">{post.code}</span> <bdi>{holderWords(post)}</bdi>{post.area !== '' && <> <span class="code" data-of>{post.area}</span></>}</p>
      <div class="who-buttons">
        <button type="button" class="button" data-action="open-post" aria-expanded={open !== null} aria-label={adminText(lang, 'postOpen', { name })} onClick={() => { void staff.look(open === null ? post.code : null); }}>{adminText(lang, 'postMore')}</button>
      </div>
      {open !== null && (
        <>
          {!edits && <Failed lang={lang} problem={staff.problem.value} />}
          {edits && (
            <>
              <PostForm key={revision} staff={staff} lang={lang} city={city} revision={revision} name={adminText(lang, 'postEditOf', { name })} post={post} done={() => { void staff.look(post.code); }} />
              <EndIt staff={staff} lang={lang} kind="post" code={post.code} revision={revision} name={name} />
            </>
          )}
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
          <li key={it.valid.from}>{adminText(lang, 'postSpan', { from: it.valid.from === '' ? '…' : it.valid.from, to: it.valid.to === '' ? '…' : it.valid.to })} <bdi>{it.state === 'vacant' ? adminText(lang, 'post.vacant') : holderWords(it)}</bdi></li>
        ))}
      </ul>
    </>
  );
}

function EndIt({ staff, lang, kind, code, revision, name }: Pick<Part, 'staff' | 'lang' | 'revision'> & { readonly kind: 'post' | 'organisation'; readonly code: string; readonly name: string }): JSX.Element {
  const [from, setFrom] = useState('');
  return (
    <div class="staff-end">
      <Box label={adminText(lang, 'endFrom')} name={`end-${code}`} type="date" value={from} put={setFrom} hint={adminText(lang, 'postFromHint')} />
      <Sure lang={lang} name={`end-${kind}`} busy={staff.busy.value} words={adminText(lang, 'postEnd')} label={adminText(lang, 'postEndOf', { name })} question={adminText(lang, 'postEndAsk', { name })} act={() => {
        void staff.change({ kind, code, from, fields: null }, revision).then(async (done) => {
          if (done) {
            await staff.look(null);
          }
        });
      }}
      />
    </div>
  );
}

function Organisation({ desk, city, staff, lang, body, revision, edits }: Part & { readonly body: DeskOrganisation }): JSX.Element {
  const [open, setOpen] = useState(false);
  const name = body.name === '' ? body.code : body.name;
  return (
    <li data-organisation={body.code}>
      <p class="admin-name"><bdi>{name}</bdi> <span class="tag">{body.kindName[lang]}</span></p>
      <p class="detail"><span class="code">{body.code}</span> <bdi>{body.areaName}</bdi></p>
      {edits && (
        <div class="who-buttons">
          <button type="button" class="button" data-action="open-organisation" aria-expanded={open} aria-label={adminText(lang, 'postEditOf', { name })} onClick={() => { setOpen(!open); }}>{adminText(lang, 'orgEdit')}</button>
        </div>
      )}
      {open && (
        <>
          <BodyForm desk={desk} staff={staff} lang={lang} city={city} revision={revision} name={adminText(lang, 'postEditOf', { name })} body={body} done={() => { setOpen(false); }} />
          <EndIt staff={staff} lang={lang} kind="organisation" code={body.code} revision={revision} name={name} />
        </>
      )}
    </li>
  );
}
