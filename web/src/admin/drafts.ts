import type { EditKey } from '../i18n/staffedit';
import type { Problem } from '../model/problem';
import type { DutyHours } from '../model/duty';
import type { DeskOrganisation, DeskPost } from './staffanswers';

// What stands in the forms of posts and organisations, and the fields of a change that it becomes.

/** The days of a week, in the server's words. */
export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'holiday'] as const;

/** Hours of duty as they are typed. */
export interface HoursDraft {
  readonly week: readonly { readonly days: readonly string[]; readonly open: string }[];
  readonly dates: readonly { readonly from: string; readonly to: string; readonly open: string }[];
  /** Kept as they came: the form has no place for them. */
  readonly month: DutyHours['month'];
  readonly calendar: string;
  readonly turn: { readonly from: string; readonly days: string; readonly of: string; readonly nth: string } | null;
}

/** A post as it is typed. */
export interface PostDraft {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly role: string;
  readonly specialty: string;
  readonly atLayer: string;
  readonly atCode: string;
  readonly person: string;
  /** What is typed of the person and stands for nobody yet; empty = nothing. */
  readonly personWords: string;
  readonly acting: boolean;
  readonly tasks: readonly string[];
  readonly duty: string;
  readonly phone: string;
  readonly standIns: string;
  readonly hours: HoursDraft;
}

/** An organisation as it is typed. */
export interface BodyDraft {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly sort: string;
  readonly form: string;
  readonly parent: string;
  readonly ofLayer: string;
  readonly ofCode: string;
  readonly siteLayer: string;
  readonly siteCode: string;
  readonly covers: readonly { readonly layer: string; readonly code: string; readonly name: string }[];
  readonly members: string;
  readonly phone: string;
}

export type Fields = Readonly<Record<string, unknown>>;

/** What is wrong in a form, by the field; it is not sent. */
export type Faults = Readonly<Record<string, { readonly key: EditKey; readonly text?: string }>>;

const spanText = (open: readonly (readonly [string, string])[]): string => open.map(([from, to]) => `${from}-${to}`).join(' ');

export function hoursDraft(card: DutyHours | null): HoursDraft {
  const { week = [], dates = [], month = [], turn = null, calendar = '' } = card ?? {};
  return {
    week: week.map((it) => ({ days: it.days, open: spanText(it.open) })),
    dates: dates.map((it) => ({ from: it.from, to: it.to, open: spanText(it.open) })),
    month, calendar, turn: turn === null ? null : { from: turn.from, days: String(turn.days), of: String(turn.of), nth: String(turn.nth + 1) },
  };
}

const emptyPost: PostDraft = {
  nameZh: '', nameEn: '', role: '', specialty: '', atLayer: '', atCode: '', person: '', personWords: '', acting: false, tasks: [], duty: '', phone: '', standIns: '', hours: hoursDraft(null),
};

/** A post as it stands; null = a new one. Of its names the card tells none: those that are typed are put over them. */
export function postDraft(post: DeskPost | null): PostDraft {
  if (post === null) {
    return emptyPost;
  }
  const { role, specialty, layer, area, person, state, tasks, duty, phone, standIns, hours } = post;
  return { ...emptyPost, role, specialty, atLayer: layer, atCode: area, person: person?.code ?? '', acting: state === 'acting', tasks, duty, phone, standIns: standIns.join(' '), hours: hoursDraft(hours) };
}

const emptyBody: BodyDraft = { nameZh: '', nameEn: '', sort: '', form: '', parent: '', ofLayer: '', ofCode: '', siteLayer: '', siteCode: '', covers: [], members: '', phone: '' };

/** An organisation as it stands; null = a new one. */
export function bodyDraft(body: DeskOrganisation | null): BodyDraft {
  if (body === null) {
    return emptyBody;
  }
  const { name, code, kind, form, parent, layer, area, place, covers, members, phone } = body;
  return {
    ...emptyBody, nameZh: name === code ? '' : name, sort: kind, form, parent, ofLayer: layer, ofCode: area, siteLayer: place?.layer ?? '', siteCode: place?.code ?? '', covers, members: members === null ? '' : String(members), phone,
  };
}

const spanForm = /^([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/;

/** Reads `08:00-12:00 14:00-18:00`; null where it is none. Full-width signs are taken as what they are. */
export function readSpans(text: string): readonly (readonly [string, string])[] | null {
  const plain = text.replace(/：/g, ':').replace(/[–—－~～]/g, '-').replace(/\s*-\s*/g, '-');
  const parts = plain.split(/[\s,，、;；]+/).filter((it) => it !== '');
  return parts.every((it) => spanForm.test(it)) ? parts.map((it) => it.split('-') as [string, string]) : null;
}

/** Hours as a change names them. */
function hoursBody({ week, dates, month, calendar, turn }: HoursDraft): unknown {
  return {
    ...(week.length === 0 ? {} : { week: week.map((it) => ({ days: it.days, open: readSpans(it.open) ?? [] })) }),
    ...(dates.length === 0 ? {} : { dates: dates.map((it) => ({ from: it.from, to: it.to, open: readSpans(it.open) ?? [] })) }),
    ...(month.length === 0 ? {} : { month }),
    ...(calendar === '' ? {} : { calendar }),
    ...(turn === null ? {} : { turn: { from: turn.from, days: Number(turn.days), of: Number(turn.of), nth: Number(turn.nth) - 1 } }),
  };
}

const names = (zh: string, en: string): Fields => ({ ...(zh.trim() === '' ? {} : { zh: zh.trim() }), ...(en.trim() === '' ? {} : { en: en.trim() }) });

/** All fields of a post as a change names them. */
export function postFields(it: PostDraft): Fields {
  return {
    names: names(it.nameZh, it.nameEn), role: it.role, specialty: it.specialty.trim(), at: { layer: it.atLayer, code: it.atCode.trim() }, person: it.person.trim() === '' ? null : it.person.trim(), acting: it.acting,
    tasks: it.tasks, duty: it.duty, office_phone: it.phone.trim(), stand_ins: it.standIns.split(/[\s,，、]+/).filter((code) => code !== ''), hours: hoursBody(it.hours),
  };
}

/** All fields of an organisation as a change names them. */
export function bodyFields(it: BodyDraft): Fields {
  return {
    names: names(it.nameZh, it.nameEn), sort: it.sort, form: it.form.trim(), parent: it.parent.trim(), of: { layer: it.ofLayer, code: it.ofCode.trim() }, site: { layer: it.siteLayer, code: it.siteCode.trim() },
    covers: it.covers.map(({ layer, code }) => ({ layer, code })), ...(it.members.trim() === '' ? {} : { members: Number(it.members) }), office_phone: it.phone.trim(),
  };
}

const said = (value: unknown): string => JSON.stringify(value ?? '');

/** Nothing at all, in any of its forms. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === false || said(value) === '[]' || said(value) === '{}' || said(value) === said({ layer: '', code: '' });
}

/** The fields that are other than before; of something new those that say something. */
export function changedFields(now: Fields, before: Fields | null): Fields {
  return Object.fromEntries(Object.entries(now).filter(([key, value]) => (before === null ? !isNothing(value) : said(value) !== said(before[key]))));
}

function spanFault(text: string): Faults[string] | null {
  return readSpans(text) === null ? { key: 'badSpans', text } : null;
}

function hoursFault({ week, dates, turn }: HoursDraft): Faults[string] | null {
  if (week.some((it) => it.days.length === 0)) {
    return { key: 'needDays' };
  }
  const incomplete = dates.some((it) => it.from === '' || it.to === '') || (turn !== null && [turn.from, turn.days, turn.of, turn.nth].includes(''));
  return incomplete ? { key: 'need' } : [...week, ...dates].map((it) => spanFault(it.open)).find((it) => it !== null) ?? null;
}

/** What cannot be sent of a post. */
export function postFaults(it: PostDraft): Faults {
  const hours = hoursFault(it.hours);
  const words = it.personWords.trim();
  return { ...(words === '' ? {} : { person: { key: 'personChoose', text: words } }), ...(it.role === '' ? { role: { key: 'need' } } : {}), ...(it.atLayer === '' || it.atCode.trim() === '' ? { at: { key: 'need' } } : {}), ...(hours === null ? {} : { hours }) };
}

/** What cannot be sent of an organisation. */
export function bodyFaults(it: BodyDraft): Faults {
  return it.sort === '' ? { sort: { key: 'need' } } : {};
}

const byCode: Readonly<Record<string, string>> = { bad_hours: 'hours', unknown_role: 'role', bad_phone: 'office_phone', unknown_person: 'person', unknown_domain: 'tasks', bad_seat: 'at', unknown_kind: 'sort' };

/** The field that a refusal of the server is about; empty = the form as a whole. */
export function fieldOf({ code, detail }: Problem): string {
  return byCode[code] ?? /puts\[0\]\.([a-z_]+)/.exec(detail)?.[1] ?? '';
}

/** A field's content, for the eye. */
export function shownValue(value: unknown): string {
  if (isNothing(value)) {
    return '';
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  if (Array.isArray(value)) {
    return value.map(shownValue).join(' ');
  }
  return Object.entries(value as Fields).map(([key, it]) => (key === 'layer' || key === 'zh' || key === 'en' || key === 'code' ? String(it) : `${key} ${shownValue(it)}`)).join(' ');
}
