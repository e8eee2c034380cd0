import type { Answer } from './answer';
import type { City } from './city';
import type { Lang } from './lang';
import type { Position } from './position';

/** What an answer is told of, to be copied. */
export interface Reply {
  readonly lang: Lang;
  readonly city: City | null;
  readonly answer: Answer;
  readonly at: Position;
  readonly neighbourName: string | null;
  /** The address that was searched for, empty for a bare spot. */
  readonly address: string;
  readonly link: string;
}
