package mvt

import (
	"errors"
	"fmt"
	"math"
	"strconv"
)

// Kind is the type of a geometry, as vector_tile.proto numbers them.
type Kind uint8

// The kinds of geometry.
const (
	PointKind Kind = 1
	LineKind  Kind = 2
	AreaKind  Kind = 3
)

// Read is a layer that Decode has read. Coordinates run from 0 to Extent within the tile.
type Read struct {
	Name     string
	Extent   uint32
	Features []Feature

	keys   []string
	values []string
}

// Feature is one feature of a layer. Its Parts are the points as one part, the lines, or
// the rings, which are not closed: an outer one has positive area by the surveyor's
// formula (y down), and its holes follow.
type Feature struct {
	ID    uint64
	Kind  Kind
	Parts [][]Point

	layer *Read
	tags  []uint32 // pairs of indexes of keys and values
}

// Text is the attribute of this key as text; empty when there is none. Numbers are given
// in their shortest form, truth values as true and false.
func (f *Feature) Text(key string) string {
	for i := 0; i+1 < len(f.tags); i += 2 {
		if f.layer.keys[f.tags[i]] == key {
			return f.layer.values[f.tags[i+1]]
		}
	}
	return ""
}

// Decode reads the layers of a tile that is not compressed, for programs that draw. It
// holds on to nothing of tile and takes memory in proportion to its length, whatever it
// holds. Unknown fields and features without a shape are passed over; what cannot be read
// is an error that names the layer and the feature. Whether rings are simple, or anywhere
// near the tile, is not asked.
func Decode(tile []byte) ([]*Read, error) {
	var out []*Read
	err := each(tile, func(key, _ uint64, data []byte) error {
		if key != tileLayer {
			return nil
		}
		l, err := readLayer(data)
		if err != nil {
			return fmt.Errorf("layer %q: %w", l.Name, err)
		}
		out = append(out, l)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("mvt: %w", err)
	}
	return out, nil
}

// readLayer reads names and values first: the features, which point at them, may stand
// before them.
func readLayer(msg []byte) (*Read, error) {
	l := &Read{Extent: Extent}
	features := 0
	err := each(msg, func(key, v uint64, data []byte) (err error) {
		switch key {
		case layerName:
			l.Name = string(data)
		case layerFeature:
			features++
		case layerKey:
			l.keys = append(l.keys, string(data))
		case layerValue:
			var text string
			text, err = readValue(data)
			l.values = append(l.values, text)
		case layerExtent:
			if v == 0 || v > MaxCoordinate {
				return fmt.Errorf("extent %d", v)
			}
			l.Extent = uint32(v)
		}
		return err
	})
	if err != nil {
		return l, err
	}
	l.Features = make([]Feature, 0, features)
	var scratch []uint32
	return l, each(msg, func(key, _ uint64, data []byte) (err error) {
		if key == layerFeature {
			if scratch, err = l.feature(data, scratch); err != nil {
				return fmt.Errorf("feature %d: %w", len(l.Features), err)
			}
		}
		return nil
	})
}

func readValue(msg []byte) (string, error) {
	text := ""
	err := each(msg, func(key, v uint64, data []byte) error {
		switch key {
		case uint64(kindString)<<3 | bytesField:
			text = string(data)
		case 2<<3 | fixed32Field:
			text = strconv.FormatFloat(float64(math.Float32frombits(uint32(v))), 'g', -1, 32)
		case uint64(kindDouble)<<3 | fixed64Field:
			text = strconv.FormatFloat(math.Float64frombits(v), 'g', -1, 64)
		case uint64(kindInt)<<3 | varintField:
			text = strconv.FormatInt(int64(v), 10)
		case uint64(kindUint)<<3 | varintField:
			text = strconv.FormatUint(v, 10)
		case 6<<3 | varintField:
			text = strconv.FormatInt(int64(v>>1)^-int64(v&1), 10)
		case uint64(kindBool)<<3 | varintField:
			text = strconv.FormatBool(v != 0)
		}
		return nil
	})
	return text, err
}

// feature reads a feature onto l.Features; scratch holds its commands and is given back.
func (l *Read) feature(msg []byte, scratch []uint32) ([]uint32, error) {
	f := Feature{layer: l}
	scratch = scratch[:0]
	err := each(msg, func(key, v uint64, data []byte) (err error) {
		switch key {
		case featureID:
			f.ID = v
		case featureTags:
			f.tags, err = packed(make([]uint32, 0, len(data)), data)
		case featureType:
			f.Kind = Kind(min(v, math.MaxUint8))
		case featureGeometry:
			scratch, err = packed(scratch, data)
		}
		return err
	})
	if err != nil {
		return scratch, err
	}
	if len(f.tags)%2 != 0 {
		return scratch, errors.New("odd number of tags")
	}
	for i := 0; i < len(f.tags); i += 2 {
		if int(f.tags[i]) >= len(l.keys) || int(f.tags[i+1]) >= len(l.values) {
			return scratch, fmt.Errorf("tag %d,%d points nowhere", f.tags[i], f.tags[i+1])
		}
	}
	if f.Kind < PointKind || f.Kind > AreaKind || len(scratch) == 0 {
		return scratch, nil
	}
	if f.Parts, err = parts(scratch, f.Kind); err == nil {
		l.Features = append(l.Features, f)
	}
	return scratch, err
}

// parts executes the commands (specification, 4.3).
func parts(cmds []uint32, kind Kind) ([][]Point, error) {
	all := make([]Point, 0, len(cmds)/2)
	var out [][]Point
	var at Point
	begin := 0
	for i := 0; i < len(cmds); {
		id, count := cmds[i]&7, int(cmds[i]>>3)
		i++
		if id == closePath {
			continue
		}
		if id != moveTo && id != lineTo || count > (len(cmds)-i)/2 {
			return nil, fmt.Errorf("command %d for %d points", id, count)
		}
		if id == moveTo && kind != PointKind && len(all) > begin {
			out = append(out, all[begin:len(all):len(all)])
			begin = len(all)
		}
		for range count {
			at.X += unzigzag(cmds[i])
			at.Y += unzigzag(cmds[i+1])
			i += 2
			all = append(all, at)
		}
	}
	if len(all) > begin {
		out = append(out, all[begin:])
	}
	return out, nil
}

func unzigzag(v uint32) int32 { return int32(v>>1) ^ -int32(v&1) }
