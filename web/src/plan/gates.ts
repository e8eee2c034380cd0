import { signal } from '@preact/signals';

import { metresPerPixel, type Position } from '../model/position';
import { gatesSchema } from './answers';
import type { Desk } from './desk';
import { ask } from './server';

/** A gate of the map. */
export interface Gate {
  readonly code: string;
  readonly name: string;
  readonly at: Position;
  /** Whether the data says that nobody passes. */
  readonly locked: boolean;
}

/** From this zoom on gates are asked for. */
export const gateZoom = 13;

/** So many are asked for: as many as a source of the map takes. */
const most = 500;

/** How far from a gate a click may be, in CSS pixels. */
const reach = 16;

/** Boxes are asked for on this lattice of degrees, so that no address tells where exactly somebody looks. */
const step = 0.02;

/** The gates around the middle of the map, while the tool for them is chosen or the list of them is open. */
export class Gates {
  readonly list = signal<readonly Gate[]>([]);
  readonly failed = signal(false);
  /** Whether the reader has the list open. */
  readonly listed = signal(false);
  private readonly waiting = signal(true);
  private box = '';

  constructor(private readonly desk: Desk) {}

  /** What stands in the list before a gate is chosen: why it is empty, where it is. */
  prompt(): 'hintGateZoom' | 'gatesFailed' | 'gatesWait' | 'gatesNone' | 'chooseGate' {
    if (this.desk.session.zoom.value < gateZoom) {
      return 'hintGateZoom';
    }
    if (this.list.value.length > 0) {
      return 'chooseGate';
    }
    return this.failed.value ? 'gatesFailed' : this.waiting.value ? 'gatesWait' : 'gatesNone';
  }

  /** Asks for the gates of what the map shows now. */
  async look(): Promise<void> {
    const { centre, zoom } = this.desk.stage.camera();
    const box = zoom < gateZoom ? '' : boxAround(centre).join(',');
    if (box === this.box) {
      return;
    }
    this.box = box;
    this.waiting.value = true;
    if (box === '') {
      this.list.value = [];
      return;
    }
    const filter = encodeURIComponent("class_class IN ('gate','main_gate')");
    try {
      const { features } = await ask(this.desk.base, `ogc/collections/wall/items?f=json&limit=${most}&bbox=${box}&filter=${filter}`, gatesSchema);
      if (this.box === box) {
        this.failed.value = false;
        this.waiting.value = false;
        this.list.value = features.flatMap(({ geometry, properties: { code, name, class_closed: closed, class_locked: locked, class_access: access } }) => {
          const at = middle(geometry.coordinates);
          return at === null ? [] : [{ code, name, at, locked: closed === 'yes' || locked === 'yes' || access === 'no' }];
        });
      }
    } catch {
      if (this.box === box) {
        this.box = '';
        this.failed.value = true;
      }
    }
  }

  /** Whether a gate is locked in the scenario: by the last edit of it, else by the data. */
  isLocked(gate: Gate): boolean {
    const last = this.desk.play.edits.value.filter((it) => it.op === 'gate' && it.line === gate.code).pop();
    return last === undefined ? gate.locked : last.closed === true;
  }

  /** Locks a gate that is open, or opens one that is locked. */
  turn(gate: Gate): void {
    this.desk.play.turn(gate.code, !this.isLocked(gate));
  }

  /** The gate that a click is on. */
  nearest(at: Position): Gate | null {
    const camera = this.desk.stage.camera();
    const limit = (reach * metresPerPixel(camera)) / 111_320;
    const squeeze = Math.cos((at.lat * Math.PI) / 180);
    const far = (gate: Gate): number => Math.hypot((gate.at.lon - at.lon) * squeeze, gate.at.lat - at.lat);
    const [first] = [...this.list.peek()].sort((a, b) => far(a) - far(b));
    return first !== undefined && far(first) <= limit ? first : null;
  }
}

/** A box of the lattice that holds a middle and some kilometres around it. */
export function boxAround({ lon, lat }: Position): readonly [string, string, string, string] {
  const low = (value: number): string => (Math.floor(value / step - 0.5) * step).toFixed(2);
  const high = (value: number): string => (Math.ceil(value / step + 0.5) * step).toFixed(2);
  return [low(lon), low(lat), high(lon), high(lat)];
}

function middle(coordinates: readonly (readonly Position[])[]): Position | null {
  const line = coordinates.flat();
  return line[Math.floor(line.length / 2)] ?? null;
}
