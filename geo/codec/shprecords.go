package codec

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// shapeRecords writes the records of a .shp file and its index .shx without their heads,
// which need to know the end (ESRI Shapefile Technical Description, July 1998).
type shapeRecords struct {
	kind     uint32
	shp, shx *bufio.Writer
	most     int64 // bytes of one file
	size     int64 // of the .shp file, with its head
	rows     int64
	box      orb.Bound
	some     bool // there is a box
	buffer   []byte
}

func newShapeRecords(kind uint32, shp, shx io.Writer, most int64) *shapeRecords {
	return &shapeRecords{kind: kind, shp: bufio.NewWriterSize(shp, 64<<10), shx: bufio.NewWriterSize(shx, 64<<10), most: most, size: shpHeader}
}

func (s *shapeRecords) add(g orb.Geometry) error {
	b := s.shape(s.buffer[:0], g)
	s.buffer = b
	head := binary.BigEndian.AppendUint32(nil, uint32(s.rows+1))
	head = binary.BigEndian.AppendUint32(head, uint32(len(b)/2))
	index := binary.BigEndian.AppendUint32(nil, uint32(s.size/2))
	index = append(index, head[4:]...)
	s.rows++
	if s.size += int64(len(head) + len(b)); s.size > s.most {
		return tooLargeShape(s.most)
	}
	if !emptyGeometry(g) {
		if !s.some {
			s.box, s.some = g.Bound(), true
		}
		s.box = s.box.Union(g.Bound())
	}
	for _, part := range [][]byte{head, b} {
		if _, err := s.shp.Write(part); err != nil {
			return err
		}
	}
	_, err := s.shx.Write(index)
	return err
}

func tooLargeShape(most int64) error {
	return &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("a file of a Shapefile has at most %d bytes; use GeoPackage", most)}
}

// shape is the content of one record.
func (s *shapeRecords) shape(b []byte, g orb.Geometry) []byte {
	if emptyGeometry(g) {
		return binary.LittleEndian.AppendUint32(b, shapeNull)
	}
	b = binary.LittleEndian.AppendUint32(b, s.kind)
	var parts [][]orb.Point
	switch g := g.(type) {
	case orb.Point:
		return appendFloat(appendFloat(b, g[0]), g[1])
	case orb.MultiLineString:
		for _, l := range g {
			parts = append(parts, l)
		}
	case orb.MultiPolygon:
		for _, poly := range g {
			for i, r := range poly {
				parts = append(parts, turned(r, i == 0))
			}
		}
	}
	return appendParts(b, g.Bound(), parts)
}

// turned is a ring as a Shapefile wants it: outer ones clockwise, holes the other way.
func turned(r orb.Ring, outer bool) []orb.Point {
	want := orb.CCW
	if outer {
		want = orb.CW
	}
	if r.Orientation() == want {
		return r
	}
	r = slices.Clone(r)
	slices.Reverse(r)
	return r
}

func appendParts(b []byte, box orb.Bound, parts [][]orb.Point) []byte {
	for _, v := range []float64{box.Min[0], box.Min[1], box.Max[0], box.Max[1]} {
		b = appendFloat(b, v)
	}
	points := 0
	for _, p := range parts {
		points += len(p)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(parts)))
	b = binary.LittleEndian.AppendUint32(b, uint32(points))
	at := 0
	for _, p := range parts {
		b = binary.LittleEndian.AppendUint32(b, uint32(at))
		at += len(p)
	}
	for _, p := range parts {
		for _, v := range p {
			b = appendFloat(appendFloat(b, v[0]), v[1])
		}
	}
	return b
}

// head is that of a file of so many bytes.
func (s *shapeRecords) head(size int64) []byte {
	b := make([]byte, shpHeader)
	binary.BigEndian.PutUint32(b, shpFileCode)
	binary.BigEndian.PutUint32(b[24:], uint32(size/2))
	binary.LittleEndian.PutUint32(b[28:], 1000)
	binary.LittleEndian.PutUint32(b[32:], s.kind)
	for i, v := range []float64{s.box.Min[0], s.box.Min[1], s.box.Max[0], s.box.Max[1]} {
		binary.LittleEndian.PutUint64(b[36+8*i:], math.Float64bits(v))
	}
	return b
}

// indexSize is the size of the .shx file.
func (s *shapeRecords) indexSize() int64 { return shpHeader + 8*s.rows }
