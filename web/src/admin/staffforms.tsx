import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { editText } from '../i18n/staffedit';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import type { Desk } from './desk';
import { type BodyDraft, bodyDraft, bodyFaults, bodyFields, changedFields, type Faults, type PostDraft, postDraft, postFaults, postFields } from './drafts';
import { HoursForm } from './hoursform';
import { PersonField } from './personfield';
import type { Holder } from './personlook';
import { AreaPicker } from './picker';
import type { Staff, StaffEdit } from './staff';
import type { DeskOrganisation, DeskPost } from './staffanswers';
import { ChoiceField, faultWords, Reviewed, seatChoices, TextField, Tick } from './staffkit';

interface Part {
  readonly desk: Desk;
  readonly staff: Staff;
  readonly lang: Lang;
  readonly city: City | null;
  readonly revision: number;
  readonly name: string;
  readonly done: () => void;
}

/** When a change holds, and what it is of. */
interface Frame {
  readonly code: string;
  readonly from: string;
  readonly until: string;
}

/** The change of a form; null where it has faults. */
function editOf(kind: StaffEdit['kind'], { code, from, until }: Frame, fields: Readonly<Record<string, unknown>>, faults: Faults): StaffEdit | null {
  return Object.keys(faults).length > 0 ? null : { kind, code: code.trim(), from, until, fields };
}

/** Everything of a post; `post` = null makes one. */
export function PostForm({ staff, lang, city, revision, name, done, post }: Omit<Part, 'desk'> & { readonly post: DeskPost | null }): JSX.Element {
  const [draft, setDraft] = useState<PostDraft>(() => postDraft(post));
  const [before] = useState(() => (post === null ? null : postFields(postDraft(post))));
  const [frame, setFrame] = useState<Frame>({ code: post?.code ?? '', from: '', until: '' });
  const [faults, setFaults] = useState<Faults>({});
  const words = staff.words.value;
  const set = (part: Partial<PostDraft>): void => { setDraft((now) => ({ ...now, ...part })); };
  const hold = (holder: Holder): void => {
    set(holder);
    setFaults((now) => Object.fromEntries(Object.entries(now).filter(([key]) => key !== 'person')));
  };
  const edit = (): StaffEdit | null => {
    const found: Faults = { ...postFaults(draft), ...(frame.code.trim() === '' ? { code: { key: 'need' } as const } : {}) };
    setFaults(found);
    return editOf('post', frame, changedFields(postFields(draft), before), found);
  };
  return (
    <Reviewed staff={staff} lang={lang} name={name} revision={revision} before={before} draft={draft} edit={edit} done={done}>
      {(fault) => {
        const field = (key: string): string => fault(key, faultWords(lang, faults, key));
        return (
          <>
            <When lang={lang} frame={frame} put={setFrame} fixed={post !== null} fault={field('code')} />
            <ChoiceField lang={lang} name="post-role" label="role" options={words?.roles ?? []} value={draft.role} put={(role) => { set({ role }); }} fault={field('role')} />
            <TextField lang={lang} name="post-specialty" label="specialty" value={draft.specialty} put={(specialty) => { set({ specialty }); }} fault={field('specialty')} />
            <ChoiceField lang={lang} name="post-at-layer" label="atLayer" options={seatChoices(city)} value={draft.atLayer} put={(atLayer) => { set({ atLayer }); }} fault={field('at')} />
            <TextField lang={lang} name="post-at-code" label="atCode" value={draft.atCode} put={(atCode) => { set({ atCode }); }} most={64} />
            <HoursForm lang={lang} hours={draft.hours} put={(hours) => { set({ hours }); }} fault={field('hours')} />
            <fieldset class="staff-set">
              <legend>{editText(lang, 'tasks')}</legend>
              {words?.domains.map((it) => (
                <Tick key={it.key} label={it.name[lang]} name={`task-${it.key}`} on={draft.tasks.includes(it.key)} put={(on) => { set({ tasks: on ? [...draft.tasks, it.key] : draft.tasks.filter((key) => key !== it.key) }); }} />
              ))}
            </fieldset>
            <TextField lang={lang} name="post-duty" label="duty" value={draft.duty} put={(duty) => { set({ duty }); }} most={500} fault={field('duty')} />
            <PersonField staff={staff} lang={lang} value={draft} put={hold} fault={field('person')} />
            <Tick label={editText(lang, 'acting')} name="post-acting" on={draft.acting} put={(acting) => { set({ acting }); }} />
            <TextField lang={lang} name="post-phone" label="phone" value={draft.phone} put={(phone) => { set({ phone }); }} most={32} fault={field('office_phone')} />
            <TextField lang={lang} name="post-stand-ins" label="standIns" hint="standInsHint" value={draft.standIns} put={(standIns) => { set({ standIns }); }} most={1000} fault={field('stand_ins')} />
            <Names lang={lang} name="post" draft={draft} set={set} />
          </>
        );
      }}
    </Reviewed>
  );
}

/** Everything of an organisation; `body` = null makes one. */
export function BodyForm({ desk, staff, lang, city, revision, name, done, body }: Part & { readonly body: DeskOrganisation | null }): JSX.Element {
  const [draft, setDraft] = useState<BodyDraft>(() => bodyDraft(body));
  const [before] = useState(() => (body === null ? null : bodyFields(bodyDraft(body))));
  const [frame, setFrame] = useState<Frame>({ code: body?.code ?? '', from: '', until: '' });
  const [faults, setFaults] = useState<Faults>({});
  const set = (part: Partial<BodyDraft>): void => { setDraft({ ...draft, ...part }); };
  const edit = (): StaffEdit | null => {
    const found: Faults = { ...bodyFaults(draft), ...(frame.code.trim() === '' ? { code: { key: 'need' } as const } : {}) };
    setFaults(found);
    return editOf('organisation', frame, changedFields(bodyFields(draft), before), found);
  };
  const seats = seatChoices(city);
  return (
    <Reviewed staff={staff} lang={lang} name={name} revision={revision} before={before} draft={draft} edit={edit} done={done}>
      {(fault) => {
        const field = (key: string): string => fault(key, faultWords(lang, faults, key));
        return (
          <>
            <When lang={lang} frame={frame} put={setFrame} fixed={body !== null} fault={field('code')} />
            <ChoiceField lang={lang} name="body-sort" label="sort" options={staff.words.value?.organisations ?? []} value={draft.sort} put={(sort) => { set({ sort }); }} fault={field('sort')} />
            <Names lang={lang} name="body" draft={draft} set={set} />
            <TextField lang={lang} name="body-form" label="form" hint="formHint" value={draft.form} put={(form) => { set({ form }); }} fault={field('form')} />
            <TextField lang={lang} name="body-parent" label="parent" value={draft.parent} put={(parent) => { set({ parent }); }} most={64} fault={field('parent')} />
            <ChoiceField lang={lang} name="body-of-layer" label="ofLayer" options={seats} value={draft.ofLayer} put={(ofLayer) => { set({ ofLayer }); }} fault={field('of')} />
            <TextField lang={lang} name="body-of-code" label="ofCode" value={draft.ofCode} put={(ofCode) => { set({ ofCode }); }} most={64} />
            <ChoiceField lang={lang} name="body-site-layer" label="siteLayer" options={seats} value={draft.siteLayer} put={(siteLayer) => { set({ siteLayer }); }} fault={field('site')} />
            <TextField lang={lang} name="body-site-code" label="siteCode" value={draft.siteCode} put={(siteCode) => { set({ siteCode }); }} most={64} />
            <AreaPicker desk={desk} lang={lang} city={city} label={editText(lang, 'covers')} chosen={draft.covers} put={(covers) => { set({ covers }); }} most={1000} />
            <TextField lang={lang} name="body-members" label="members" hint="membersHint" type="number" value={draft.members} put={(members) => { set({ members }); }} fault={field('members')} />
            <TextField lang={lang} name="body-phone" label="phone" value={draft.phone} put={(phone) => { set({ phone }); }} most={32} fault={field('office_phone')} />
          </>
        );
      }}
    </Reviewed>
  );
}

function When({ lang, frame, put, fixed, fault }: { readonly lang: Lang; readonly frame: Frame; readonly put: (frame: Frame) => void; readonly fixed: boolean; readonly fault: string }): JSX.Element {
  return (
    <>
      {!fixed && <TextField lang={lang} name="staff-code" label="code" hint="codeHint" value={frame.code} put={(code) => { put({ ...frame, code }); }} most={64} fault={fault} />}
      <TextField lang={lang} name="staff-from" label="from" hint="fromHint" type="date" value={frame.from} put={(from) => { put({ ...frame, from }); }} />
      <TextField lang={lang} name="staff-until" label="until" hint="untilHint" type="date" value={frame.until} put={(until) => { put({ ...frame, until }); }} />
    </>
  );
}

function Names({ lang, name, draft, set }: { readonly lang: Lang; readonly name: string; readonly draft: { readonly nameZh: string; readonly nameEn: string }; readonly set: (part: { readonly nameZh?: string; readonly nameEn?: string }) => void }): JSX.Element {
  return (
    <>
      <TextField lang={lang} name={`${name}-name-zh`} label="nameZh" value={draft.nameZh} put={(nameZh) => { set({ nameZh }); }} />
      <TextField lang={lang} name={`${name}-name-en`} label="nameEn" value={draft.nameEn} put={(nameEn) => { set({ nameEn }); }} />
    </>
  );
}
