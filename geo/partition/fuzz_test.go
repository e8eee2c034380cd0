package partition_test

import (
	"encoding/binary"
	"errors"
	"reflect"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
)

// shapesFrom reads shapes from bytes: pairs of coordinates; a pair 255, n ends a ring
// (n 0), a polygon (1) or a shape (else).
func shapesFrom(data []byte) []geo.MultiPolygon {
	shapes := []geo.MultiPolygon{{{nil}}}
	for ; len(data) >= 2; data = data[2:] {
		m := &shapes[len(shapes)-1]
		poly := &(*m)[len(*m)-1]
		switch {
		case data[0] == 255 && data[1] == 0:
			*poly = append(*poly, nil)
		case data[0] == 255 && data[1] == 1:
			*m = append(*m, geo.Polygon{nil})
		case data[0] == 255:
			shapes = append(shapes, geo.MultiPolygon{{nil}})
		default:
			r := &(*poly)[len(*poly)-1]
			*r = append(*r, geo.Point{X: int32(data[0]), Y: int32(data[1])})
		}
	}
	return shapes
}

// normalised keeps the shapes without a fault and checks their form.
func normalised(t *testing.T, shapes []geo.MultiPolygon) []geo.MultiPolygon {
	var out []geo.MultiPolygon
	for _, m := range shapes {
		n, err := partition.Normalise(m)
		var fault *partition.Fault
		if err != nil {
			if !errors.As(err, &fault) || n != nil {
				t.Fatalf("%v with shape %v", err, n)
			}
			continue
		}
		requireCanonical(t, n)
		if again, err := partition.Normalise(n); err != nil || !reflect.DeepEqual(again, n) {
			t.Fatalf("normalised again: %v, %v", again, err)
		}
		out = append(out, n)
	}
	return out
}

func FuzzNormalise(f *testing.F) {
	f.Add([]byte{0, 0, 9, 9, 9, 0, 0, 9})
	f.Add([]byte{0, 0, 90, 0, 90, 90, 0, 90, 255, 0, 10, 10, 10, 40, 50, 10})
	f.Add([]byte{0, 0, 40, 0, 40, 40, 80, 40, 80, 80, 40, 80, 40, 40, 0, 40, 255, 1, 90, 90, 91, 90, 91, 91})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) <= 200 {
			normalised(t, shapesFrom(data))
		}
	})
}

// FuzzNormaliseWide spreads the points over the whole lattice, where products overflow
// int64 if they are not taken apart.
func FuzzNormaliseWide(f *testing.F) {
	f.Add([]byte("\xff\xff\x00\x00\x00\x00\xff\xff\x80\x00\x80\x00\x12\x34\x56\x78"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var r geo.Ring
		for ; len(data) >= 8 && len(r) < 30; data = data[8:] {
			r = append(r, geo.Point{
				X: int32(binary.LittleEndian.Uint32(data)) % (geo.MaxX + 1),
				Y: int32(binary.LittleEndian.Uint32(data[4:])) % (geo.MaxY + 1),
			})
		}
		for _, m := range normalised(t, []geo.MultiPolygon{{{r}}}) {
			partition.LabelPoint(m)
		}
	})
}

func FuzzNodeAndFaults(f *testing.F) {
	f.Add([]byte{0, 0, 50, 0, 50, 50, 0, 50, 255, 9, 50, 0, 90, 0, 90, 50, 50, 50, 51, 20})
	f.Add([]byte{0, 0, 50, 3, 50, 50, 0, 50, 255, 9, 20, 0, 90, 7, 90, 40, 33, 50})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 200 {
			return
		}
		var areas []partition.Area
		for i, m := range normalised(t, shapesFrom(data)) {
			areas = append(areas, partition.Area{Layer: i % 2, Shape: m})
		}
		out, res := nodeAll(t, areas)
		if len(res.Unstable) > 0 {
			return
		}
		requireNoded(t, out)
		for layer := range 2 {
			var members []partition.Area
			for _, a := range out {
				if a.Layer == layer && len(a.Shape) > 0 {
					requireCanonical(t, a.Shape)
					members = append(members, a)
				}
			}
			for _, g := range findFaults(t, members).Gaps {
				requireCanonical(t, g.Shape)
			}
		}
		if _, again := nodeAll(t, out); !reflect.DeepEqual(again.Shapes, res.Shapes) {
			t.Fatal("noding again changes shapes")
		}
	})
}
