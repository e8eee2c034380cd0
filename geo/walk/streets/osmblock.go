package streets

import (
	"errors"
	"fmt"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
)

// pbfBlock decodes PrimitiveBlocks (osmformat.proto), one after the other.
type pbfBlock struct {
	data                                  *osmData
	texts                                 [][]byte
	granularity, dateStep, latOff, lonOff int64
	a, b, c, d                            []uint64 // scratch
	refs                                  []int64
}

func (p *pbfBlock) read(content []byte, data *osmData) error {
	*p = pbfBlock{data: data, texts: p.texts[:0], granularity: 100, dateStep: 1000, a: p.a, b: p.b, c: p.c, d: p.d, refs: p.refs}
	err := each(content, func(w *wire) error { // what the groups need may stand behind them
		switch w.field {
		case 1:
			return p.strings(w.bytes)
		case 17:
			p.granularity = int64(w.num)
		case 18:
			p.dateStep = int64(w.num)
		case 19:
			p.latOff = int64(w.num)
		case 20:
			p.lonOff = int64(w.num)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return each(content, func(w *wire) error {
		if w.field != 2 {
			return nil
		}
		return each(w.bytes, p.element)
	})
}

// each gives every field of a message.
func each(b []byte, f func(w *wire) error) error {
	for w := (wire{b: b}); ; {
		more, err := w.next()
		if err != nil || !more {
			return err
		}
		if err := f(&w); err != nil {
			return err
		}
	}
}

func (p *pbfBlock) strings(b []byte) error {
	return each(b, func(w *wire) error {
		if w.field == 1 {
			if len(w.bytes) > p.data.limits.TextBytes {
				return tooLarge("", "a text is longer than %d bytes", p.data.limits.TextBytes)
			}
			p.texts = append(p.texts, w.bytes)
		}
		return nil
	})
}

func (p *pbfBlock) element(w *wire) error {
	switch w.field {
	case 1:
		return p.node(w.bytes)
	case 2:
		return p.dense(w.bytes)
	case 3:
		return p.way(w.bytes)
	case 4:
		return p.relation(w.bytes)
	}
	return nil
}

// text is one of the block's.
func (p *pbfBlock) text(i uint64, place string) (string, error) {
	if i >= uint64(len(p.texts)) {
		return "", malformed(place, "it uses text %d of a block that has %d", i, len(p.texts))
	}
	return string(p.texts[i]), nil
}

// tags makes the tags of keys and values that stand in two lists.
func (p *pbfBlock) tags(keys, values []uint64, place string) (map[string]string, error) {
	if len(keys) != len(values) {
		return nil, malformed(place, "it has %d keys and %d values", len(keys), len(values))
	}
	var tags map[string]string
	for i := range keys {
		k, err := p.text(keys[i], place)
		if err != nil {
			return nil, err
		}
		v, err := p.text(values[i], place)
		if err != nil {
			return nil, err
		}
		if tags, err = addTag(tags, k, v, p.data.limits, func() string { return place }); err != nil {
			return nil, err
		}
	}
	return tags, nil
}

// lattice takes a place in steps of the block to the lattice. A step is a nanodegree times
// the granularity, so a hundredth of a unit.
func (p *pbfBlock) lattice(lon, lat int64) (geo.Point, string) {
	x, okX := p.unit(p.lonOff, lon, geo.MaxX)
	y, okY := p.unit(p.latOff, lat, geo.MaxY)
	if !okX || !okY {
		return geo.Point{}, fmt.Sprintf("its place, %d and %d steps of %d nanodegrees, is not on the earth", lon, lat, p.granularity)
	}
	return geo.Point{X: x, Y: y}, ""
}

// unit is (offset + v·granularity) nanodegrees in units, rounded half away from zero; false
// beyond most.
func (p *pbfBlock) unit(offset, v, most int64) (int32, bool) {
	const bound = 1 << 20 // degrees in nanodegrees stay under 2^38: sums and products under 2^62
	if p.granularity <= 0 || p.granularity > bound*1000 || v > 1<<38 || v < -(1<<38) || offset > 1<<38 || offset < -(1<<38) {
		return 0, false
	}
	if hi := (int64(1) << 62) / p.granularity; v > hi || v < -hi {
		return 0, false
	}
	nano := offset + v*p.granularity
	half := int64(50)
	if nano < 0 {
		half = -50
	}
	u := (nano + half) / 100
	return int32(u), u <= most && u >= -most
}

// date is that of a time in steps of the block.
func (p *pbfBlock) date(steps int64) string {
	if steps <= 0 || p.dateStep <= 0 || p.dateStep > 1e9 || steps > 1<<43/p.dateStep {
		return ""
	}
	return day(time.UnixMilli(steps * p.dateStep).UTC().Format(time.RFC3339))
}

var errNoID = errors.New("an element without an id")

// node reads a node that stands alone.
func (p *pbfBlock) node(b []byte) error {
	var id, lat, lon int64
	has := false
	keys, values := p.a[:0], p.b[:0]
	date := ""
	err := each(b, func(w *wire) (err error) {
		switch w.field {
		case 1:
			id, has = zigzag(w.num), true
		case 2:
			keys, err = w.numbers(keys)
		case 3:
			values, err = w.numbers(values)
		case 4:
			date, err = p.info(w.bytes)
		case 8:
			lat = zigzag(w.num)
		case 9:
			lon = zigzag(w.num)
		}
		return err
	})
	if err != nil {
		return err
	}
	if !has {
		return malformed("", "%v", errNoID)
	}
	p.a, p.b = keys, values
	tags, err := p.tags(keys, values, nodeName(id))
	if err != nil {
		return err
	}
	at, fault := p.lattice(lon, lat)
	return p.data.node(id, at, fault, tags, date)
}

// info reads the date of an element.
func (p *pbfBlock) info(b []byte) (date string, err error) {
	err = each(b, func(w *wire) error {
		switch {
		case w.field == 2:
			date = p.date(int64(w.num))
		case w.field == 6 && w.num == 0:
			return &codec.FileError{Kind: codec.KindUnknownFormat, Message: "it holds deleted elements: a file of the history is not read"}
		}
		return nil
	})
	return date, err
}

func (p *pbfBlock) way(b []byte) error {
	var id int64
	has := false
	keys, values, deltas := p.a[:0], p.b[:0], p.c[:0]
	date := ""
	err := each(b, func(w *wire) (err error) {
		switch w.field {
		case 1:
			id, has = int64(w.num), true
		case 2:
			keys, err = w.numbers(keys)
		case 3:
			values, err = w.numbers(values)
		case 4:
			date, err = p.info(w.bytes)
		case 8:
			deltas, err = w.numbers(deltas)
		}
		return err
	})
	if err != nil {
		return err
	}
	if !has {
		return malformed("", "%v", errNoID)
	}
	p.a, p.b, p.c = keys, values, deltas
	tags, err := p.tags(keys, values, wayName(id))
	if err != nil {
		return err
	}
	if len(deltas) > p.data.limits.WayRefs {
		return tooLarge(wayName(id), "it has %d nodes; at most %d are read", len(deltas), p.data.limits.WayRefs)
	}
	return p.data.way(id, p.sums(deltas), tags, date)
}

// sums are the numbers whose differences stand in the file.
func (p *pbfBlock) sums(deltas []uint64) []int64 {
	p.refs = p.refs[:0]
	at := int64(0)
	for _, d := range deltas {
		at += zigzag(d) // wraps around in a broken file: then it is a node that does not exist
		p.refs = append(p.refs, at)
	}
	return p.refs
}

func (p *pbfBlock) relation(b []byte) error {
	keys, values, ids, types := p.a[:0], p.b[:0], p.c[:0], p.d[:0]
	var id int64
	err := each(b, func(w *wire) (err error) {
		switch w.field {
		case 1:
			id = int64(w.num)
		case 2:
			keys, err = w.numbers(keys)
		case 3:
			values, err = w.numbers(values)
		case 9:
			ids, err = w.numbers(ids)
		case 10:
			types, err = w.numbers(types)
		}
		return err
	})
	if err != nil {
		return err
	}
	p.a, p.b, p.c, p.d = keys, values, ids, types
	place := fmt.Sprintf("relation %d", id)
	tags, err := p.tags(keys, values, place)
	if err != nil {
		return err
	}
	if len(ids) != len(types) {
		return malformed(place, "it has %d members and %d types", len(ids), len(types))
	}
	var ways []int64
	for i, ref := range p.sums(ids) {
		if types[i] == 1 {
			ways = append(ways, ref)
		}
	}
	p.data.relation(ways, tags)
	return nil
}
