/** One unit along a tile, as an unsigned share of 4096. */
export type Ring = readonly (readonly [x: number, y: number])[];

/** A feature of a tile: its texts, and its rings when it has an area; the first point of any other. */
export interface Feature {
  readonly texts: Readonly<Record<string, string>>;
  readonly polygon: boolean;
  readonly parts: readonly Ring[];
}

/** Reads the protocol buffers of a tile; `RangeError` when they end too early. */
class Bytes {
  constructor(private readonly bytes: Uint8Array, public at = 0, readonly end = bytes.length) {}

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.at < this.end ? this.bytes[this.at++] : undefined;
      if (byte === undefined || scale > 2 ** 56) {
        throw new RangeError('the tile ends within a number');
      }
      value += (byte & 127) * scale;
      if (byte < 128) {
        return value;
      }
    }
  }

  part(): Bytes {
    const length = this.varint();
    const from = this.at;
    this.at += length;
    if (this.at > this.end) {
      throw new RangeError('the tile ends within a part');
    }
    return new Bytes(this.bytes, from, this.at);
  }

  text(): string {
    return new TextDecoder().decode(this.bytes.subarray(this.at, this.end));
  }

  /** Calls `each` for every field; what it does not read is passed over. */
  fields(each: (number: number) => boolean): void {
    while (this.at < this.end) {
      const tag = this.varint();
      if (!each(Math.floor(tag / 8))) {
        this.skip(tag % 8);
      }
    }
  }

  private skip(wire: number): void {
    switch (wire) {
      case 0: this.varint(); break;
      case 1: this.at += 8; break;
      case 2: this.part(); break;
      case 5: this.at += 4; break;
      default: throw new RangeError('no such field in a tile');
    }
  }
}

/** The features of the layers of a tile, by layer. Throws a RangeError where it is no vector tile. */
export function readTile(bytes: Uint8Array): Map<string, Feature[]> {
  const layers = new Map<string, Feature[]>();
  const tile = new Bytes(bytes);
  tile.fields((number) => {
    if (number !== 3) {
      return false;
    }
    const { name, features } = readLayer(tile.part());
    layers.set(name, features);
    return true;
  });
  return layers;
}

function readLayer(layer: Bytes): { name: string; features: Feature[] } {
  let name = '';
  const keys: string[] = [];
  const values: string[] = [];
  const raw: Bytes[] = [];
  layer.fields((number) => {
    switch (number) {
      case 1: name = layer.part().text(); return true;
      case 2: raw.push(layer.part()); return true;
      case 3: keys.push(layer.part().text()); return true;
      case 4: values.push(textOf(layer.part())); return true;
      default: return false;
    }
  });
  return { name, features: raw.map((it) => readFeature(it, keys, values)) };
}

/** Of values only texts are looked at. */
function textOf(value: Bytes): string {
  let text = '';
  value.fields((number) => {
    if (number === 1) {
      text = value.part().text();
    }
    return number === 1;
  });
  return text;
}

function readFeature(feature: Bytes, keys: readonly string[], values: readonly string[]): Feature {
  const texts: Record<string, string> = {};
  let polygon = false;
  let parts: Ring[] = [];
  feature.fields((number) => {
    switch (number) {
      case 2:
        for (const tags = feature.part(); tags.at < tags.end;) {
          const key = keys[tags.varint()];
          const value = values[tags.varint()];
          if (key !== undefined && value !== undefined && value !== '') {
            texts[key] = value;
          }
        }
        return true;
      case 3: polygon = feature.varint() === 3; return true;
      case 4: parts = readParts(feature.part()); return true;
      default: return false;
    }
  });
  return { texts, polygon, parts };
}

function readParts(geometry: Bytes): Ring[] {
  const parts: [number, number][][] = [];
  let [x, y] = [0, 0];
  while (geometry.at < geometry.end) {
    const command = geometry.varint();
    if (command % 8 === 7) {
      continue; // the ring is closed
    }
    for (let left = Math.floor(command / 8); left > 0; left--) {
      x += unzigzag(geometry.varint());
      y += unzigzag(geometry.varint());
      if (command % 8 === 1) {
        parts.push([]);
      }
      parts[parts.length - 1]?.push([x, y]);
    }
  }
  return parts;
}

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** Whether a feature holds a point, by the even–odd rule. */
export function holds({ polygon, parts }: Feature, x: number, y: number): boolean {
  let inside = false;
  for (const ring of polygon ? parts : []) {
    ring.forEach(([x1, y1], i) => {
      const [x0, y0] = ring[i === 0 ? ring.length - 1 : i - 1] ?? [x1, y1];
      if (y0 > y !== y1 > y && x < ((x1 - x0) * (y - y0)) / (y1 - y0) + x0) {
        inside = !inside;
      }
    });
  }
  return inside;
}
