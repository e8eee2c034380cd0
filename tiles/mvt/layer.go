// Package mvt writes Mapbox Vector Tiles, version 2.1 of the specification
// (github.com/mapbox/vector-tile-spec), by hand and into reused buffers.
//
// Coordinates are tile units: x to the right, y down, 0 to the extent inside the tile,
// beyond it in the buffer. A tile is the concatenation of its layers.
package mvt

import (
	"encoding/binary"
	"strings"
	"unicode/utf8"
)

// Extent is the usual number of units along the side of a tile.
const Extent = 4096

// Field keys of vector_tile.proto: number<<3 | wire type.
const (
	tileLayer       = 3<<3 | bytesField
	layerName       = 1<<3 | bytesField
	layerFeature    = 2<<3 | bytesField
	layerKey        = 3<<3 | bytesField
	layerValue      = 4<<3 | bytesField
	layerExtent     = 5<<3 | varintField
	layerVersion    = 15<<3 | varintField
	featureID       = 1<<3 | varintField
	featureTags     = 2<<3 | bytesField
	featureType     = 3<<3 | varintField
	featureGeometry = 4<<3 | bytesField

	varintField  = 0
	fixed64Field = 1
	bytesField   = 2
	fixed32Field = 5
)

const (
	typePoint   = 1
	typeLine    = 2
	typePolygon = 3
	version     = 2
)

// Layer is one layer of a tile in the making. It is reused by Reset; once its buffers
// have grown to the size of the tiles made, adding features does not allocate. The zero
// value is not ready: use Reset first. It is for one goroutine.
type Layer struct {
	name   string
	extent uint32

	keys     map[string]uint32
	values   map[Value]uint32
	keyBuf   []byte // the keys as fields of the layer
	valueBuf []byte

	features []byte
	count    int

	tags  []byte // scratch of one feature
	seen  []uint32
	point []byte

	table                *Table // after ResetTable
	epoch                uint32
	keyLocal, valueLocal []local // by their numbers in tables
	keyCount, valueCount uint32
}

// Reset empties the layer and gives it its name, which must be unique in the tile, and
// its extent (0 stands for Extent).
func (l *Layer) Reset(name string, extent uint32) {
	l.reset(name, extent)
	if l.keys == nil {
		l.keys, l.values = map[string]uint32{}, map[Value]uint32{}
	}
	clear(l.keys)
	clear(l.values)
}

func (l *Layer) reset(name string, extent uint32) {
	if extent == 0 {
		extent = Extent
	}
	l.name, l.extent = valid(name), extent
	l.keyBuf, l.valueBuf, l.features = l.keyBuf[:0], l.valueBuf[:0], l.features[:0]
	l.count = 0
}

// Len is the number of features added.
func (l *Layer) Len() int { return l.count }

// Size is the length in bytes that AppendTo will add, but for some 40 bytes of frame.
func (l *Layer) Size() int { return len(l.features) + len(l.keyBuf) + len(l.valueBuf) }

// AddPolygons adds a feature with the shape g, unless that is empty. Ids should be
// unique in the layer. Of two attributes with the same key the first counts.
func (l *Layer) AddPolygons(id uint64, g *Polygons, props []Prop) bool {
	if g.Empty() {
		return false
	}
	l.intern(props)
	l.append(id, typePolygon, g.buf)
	return true
}

// AddPoints adds a feature that is one point, or several, unless there is none.
func (l *Layer) AddPoints(id uint64, points []Point, props []Prop) bool {
	if !l.takePoints(points) {
		return false
	}
	l.intern(props)
	l.append(id, typePoint, l.point)
	return true
}

// takePoints encodes points into l.point; false when there is none.
func (l *Layer) takePoints(points []Point) bool {
	if len(points) == 0 {
		return false
	}
	l.point = command(l.point[:0], moveTo, len(points))
	var at Point
	for _, p := range points {
		l.point = step(l.point, &at, p)
	}
	return true
}

// append adds a feature with the attributes in l.tags.
func (l *Layer) append(id uint64, kind byte, geometry []byte) {
	size := 1 + uvarintLen(id) + 2 + 1 + uvarintLen(uint64(len(geometry))) + len(geometry)
	if len(l.tags) > 0 {
		size += 1 + uvarintLen(uint64(len(l.tags))) + len(l.tags)
	}
	b := binary.AppendUvarint(append(l.features, layerFeature), uint64(size))
	b = binary.AppendUvarint(append(b, featureID), id)
	if len(l.tags) > 0 {
		b = appendBytes(b, featureTags, l.tags)
	}
	b = append(b, featureType, kind)
	l.features = appendBytes(b, featureGeometry, geometry)
	l.count++
}

// intern puts the attributes as indexes of keys and values into l.tags.
func (l *Layer) intern(props []Prop) {
	l.tags, l.seen = l.tags[:0], l.seen[:0]
next:
	for _, p := range props {
		if p.Value.kind == 0 {
			continue
		}
		k := l.key(p.Key)
		for _, s := range l.seen {
			if s == k {
				continue next
			}
		}
		l.seen = append(l.seen, k)
		l.tags = binary.AppendUvarint(l.tags, uint64(k))
		l.tags = binary.AppendUvarint(l.tags, uint64(l.value(p.Value)))
	}
}

func (l *Layer) key(key string) uint32 {
	key = valid(key)
	i, ok := l.keys[key]
	if !ok {
		i = uint32(len(l.keys))
		l.keys[key] = i
		l.keyBuf = appendString(l.keyBuf, layerKey, key)
	}
	return i
}

func (l *Layer) value(v Value) uint32 {
	v.text = valid(v.text)
	i, ok := l.values[v]
	if !ok {
		i = uint32(len(l.values))
		l.values[v] = i
		l.valueBuf = appendValue(l.valueBuf, v)
	}
	return i
}

// AppendTo appends the layer, as a field of a tile, to dst. A layer without features
// adds nothing, as the specification advises.
func (l *Layer) AppendTo(dst []byte) []byte {
	if l.count == 0 {
		return dst
	}
	size := 1 + uvarintLen(uint64(len(l.name))) + len(l.name) + l.Size() +
		1 + uvarintLen(uint64(l.extent)) + 2
	dst = binary.AppendUvarint(append(dst, tileLayer), uint64(size))
	dst = appendString(dst, layerName, l.name)
	dst = append(dst, l.features...)
	dst = append(dst, l.keyBuf...)
	dst = append(dst, l.valueBuf...)
	dst = binary.AppendUvarint(append(dst, layerExtent), uint64(l.extent))
	return append(dst, layerVersion, version)
}

// valid is s as the UTF-8 that protocol buffers demand of strings.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
