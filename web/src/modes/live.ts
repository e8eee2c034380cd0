import type { Client } from '../api/client';
import { listen } from '../api/events';
import type { Renewal } from '../model/renewal';
import type { Session } from '../model/session';

/** After so long without a word the server is asked whether it is there. */
const silence = 15_000;

/** After so long without an answer the page says how old its data is. */
const patience = 30_000;

const beat = 5_000;

/** Keeps the page true: follows the server's revisions, and says when the server has been away. */
export class Live {
  private asking = false;
  /** True from when the server was missed until it is heard of. */
  private away = false;

  constructor(
    private readonly session: Session,
    private readonly client: Client,
    private readonly base: string,
    /** The city has this revision; `first` when nothing was heard before. */
    private readonly changed: (revision: number, first: boolean) => void,
    /** Tiles are other ones now. */
    private readonly renewed: (renewal: Renewal) => void,
    /** The server is there again after it was missed. */
    private readonly returned: () => void,
  ) {}

  start(): void {
    this.session.live.value = { fresh: true, heard: Date.now() };
    listen(this.base, {
      heard: () => { this.heard(); },
      lost: () => {
        this.away = true;
        void this.check();
      },
      revision: (revision, first) => { this.changed(revision, first); },
      tiles: (renewal) => { this.renewed(renewal); },
    });
    setInterval(() => {
      const quiet = Date.now() - this.session.live.peek().heard;
      if (quiet >= silence) {
        void this.check();
      }
      if (quiet >= patience && this.session.live.peek().fresh) {
        this.session.live.value = { ...this.session.live.peek(), fresh: false };
      }
    }, beat);
  }

  private heard(): void {
    const missed = this.away || Date.now() - this.session.live.peek().heard >= silence;
    this.away = false;
    this.session.live.value = { fresh: true, heard: Date.now() };
    if (missed) {
      this.returned();
    }
  }

  /** Asks whether the server is there. */
  private async check(): Promise<void> {
    if (this.asking) {
      return;
    }
    this.asking = true;
    if (await this.client.alive()) {
      this.heard();
    }
    this.asking = false;
  }
}
