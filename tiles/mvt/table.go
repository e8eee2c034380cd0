package mvt

import (
	"encoding/binary"
	"math"
)

// Table holds the attributes of many features, each key and value encoded once. A tile takes
// over what its features have. The zero value is empty. Adding is for one goroutine; what is
// there may be read by many.
type Table struct {
	keys, values     []byte // fields of a layer, one after another
	keyEnd, valueEnd []uint32
	numbers          *numbers
}

// numbers find what is in a table already.
type numbers struct {
	keys   map[string]uint32
	values map[Value]uint32
}

// Tags are the attributes of a feature: the number of a key in a Table, that of its value, and so
// on.
type Tags []uint32

// Tags adds attributes. Of two with the same key the first counts, and those without a value are
// left out.
func (t *Table) Tags(props []Prop) Tags {
	if t.numbers == nil {
		t.numbers = &numbers{map[string]uint32{}, map[Value]uint32{}}
	}
	tags := make(Tags, 0, 2*len(props))
next:
	for _, p := range props {
		if p.Value.kind == 0 {
			continue
		}
		k := t.key(valid(p.Key))
		for i := 0; i < len(tags); i += 2 {
			if tags[i] == k {
				continue next
			}
		}
		tags = append(tags, k, t.value(p.Value))
	}
	return tags
}

// Close ends the adding and lets go of what only that needs.
func (t *Table) Close() { t.numbers = nil }

func (t *Table) key(key string) uint32 {
	i, ok := t.numbers.keys[key]
	if !ok {
		i = uint32(len(t.keyEnd))
		t.numbers.keys[key] = i
		t.keys = appendString(t.keys, layerKey, key)
		t.keyEnd = append(t.keyEnd, uint32(len(t.keys)))
	}
	return i
}

func (t *Table) value(v Value) uint32 {
	v.text = valid(v.text)
	i, ok := t.numbers.values[v]
	if !ok {
		i = uint32(len(t.valueEnd))
		t.numbers.values[v] = i
		t.values = appendValue(t.values, v)
		t.valueEnd = append(t.valueEnd, uint32(len(t.values)))
	}
	return i
}

func (t *Table) keyField(i uint32) []byte   { return field(t.keys, t.keyEnd, i) }
func (t *Table) valueField(i uint32) []byte { return field(t.values, t.valueEnd, i) }

func field(all []byte, end []uint32, i uint32) []byte {
	if i == 0 {
		return all[:end[0]]
	}
	return all[end[i-1]:end[i]]
}

// AppendFields appends what tags mean, key and value in turn, as a layer has them: the tags of two
// tables mean the same when that is equal, whatever their numbers.
func (t *Table) AppendFields(dst []byte, tags Tags) []byte {
	for i := 0; i+1 < len(tags); i += 2 {
		dst = append(append(dst, t.keyField(tags[i])...), t.valueField(tags[i+1])...)
	}
	return dst
}

// local is the number that a key or value of the table has in the layer, if epoch is the layer's.
type local struct{ epoch, number uint32 }

// ResetTable empties the layer as Reset does. The attributes of its features are Tags of t, added
// with AddPolygonsTagged and its like.
func (l *Layer) ResetTable(name string, extent uint32, t *Table) {
	l.reset(name, extent)
	l.table = t
	if l.epoch == math.MaxUint32 {
		clear(l.keyLocal)
		clear(l.valueLocal)
		l.epoch = 0
	}
	l.epoch++
	l.keyCount, l.valueCount = 0, 0
	if n := len(t.keyEnd); n > len(l.keyLocal) {
		l.keyLocal = append(l.keyLocal, make([]local, n-len(l.keyLocal))...)
	}
	if n := len(t.valueEnd); n > len(l.valueLocal) {
		l.valueLocal = append(l.valueLocal, make([]local, n-len(l.valueLocal))...)
	}
}

// AddPolygonsTagged is AddPolygons after ResetTable.
func (l *Layer) AddPolygonsTagged(id uint64, g *Polygons, tags Tags) bool {
	if g.Empty() {
		return false
	}
	l.renumber(tags)
	l.append(id, typePolygon, g.buf)
	return true
}

// AddPointsTagged is AddPoints after ResetTable.
func (l *Layer) AddPointsTagged(id uint64, points []Point, tags Tags) bool {
	if !l.takePoints(points) {
		return false
	}
	l.renumber(tags)
	l.append(id, typePoint, l.point)
	return true
}

// AddLinesTagged is AddLines after ResetTable.
func (l *Layer) AddLinesTagged(id uint64, g *Lines, tags Tags) bool {
	if g.Empty() {
		return false
	}
	l.renumber(tags)
	l.append(id, typeLine, g.buf)
	return true
}

// renumber puts tags as indexes of the layer's keys and values into l.tags.
func (l *Layer) renumber(tags Tags) {
	b := l.tags[:0]
	for i := 0; i+1 < len(tags); i += 2 {
		k := &l.keyLocal[tags[i]]
		if k.epoch != l.epoch {
			*k = local{l.epoch, l.keyCount}
			l.keyCount++
			l.keyBuf = append(l.keyBuf, l.table.keyField(tags[i])...)
		}
		v := &l.valueLocal[tags[i+1]]
		if v.epoch != l.epoch {
			*v = local{l.epoch, l.valueCount}
			l.valueCount++
			l.valueBuf = append(l.valueBuf, l.table.valueField(tags[i+1])...)
		}
		b = binary.AppendUvarint(b, uint64(k.number))
		b = binary.AppendUvarint(b, uint64(v.number))
	}
	l.tags = b
}
