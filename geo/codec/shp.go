package codec

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/paulmach/orb"
)

const (
	shpHeader   = 100
	shpFileCode = 9994
)

// Shape types of the main file; Z types are these + 10, M types + 20.
const (
	shapeNull       = 0
	shapePoint      = 1
	shapeLine       = 3
	shapePolygon    = 5
	shapeMultiPoint = 8
)

// shpReader reads the records of a main file (.shp) in order.
type shpReader struct {
	part *part
	r    *bufio.Reader
	b    *budget
	left int64 // bytes of the file after the last record read
	read int   // records
	body int64 // bytes of the current record not yet read
	open []OpenRing
}

func newSHPReader(r io.Reader, p *part, b *budget) (*shpReader, error) {
	s := &shpReader{part: p, r: bufio.NewReaderSize(r, 64<<10), b: b}
	var h [shpHeader]byte
	if _, err := io.ReadFull(s.r, h[:]); err != nil {
		return nil, cutOff(err, "", fmt.Sprintf("the header of %d bytes is not complete", shpHeader))
	}
	if code := binary.BigEndian.Uint32(h[:]); code != shpFileCode {
		return nil, &FileError{Kind: KindWrongExtension, Message: fmt.Sprintf("its content is not a Shapefile: file code %d, not %d", code, shpFileCode)}
	}
	length := 2 * int64(binary.BigEndian.Uint32(h[24:]))
	switch {
	case length < shpHeader:
		return nil, &FileError{Kind: KindMalformed, Message: fmt.Sprintf("the header claims a file of %d bytes, less than itself", length)}
	case length > p.size:
		return nil, &FileError{Kind: KindTruncated, Message: fmt.Sprintf("the header claims %d bytes, the file has %d", length, p.size)}
	}
	s.left = length - shpHeader
	return s, nil
}

func (s *shpReader) at(kind, format string, args ...any) error {
	return &FileError{Kind: kind, Place: fmt.Sprintf("record %d", s.read+1), Message: fmt.Sprintf(format, args...)}
}

// next gives the shape of the next record, io.EOF after the last.
func (s *shpReader) next() (orb.Geometry, *FeatureError, error) {
	if s.left == 0 {
		return nil, nil, io.EOF
	}
	var h [8]byte
	if s.left < int64(len(h)) {
		return nil, nil, s.at(KindTruncated, "%d bytes are left, too few for a record", s.left)
	}
	if _, err := io.ReadFull(s.r, h[:]); err != nil {
		return nil, nil, s.early(err)
	}
	s.body = 2 * int64(binary.BigEndian.Uint32(h[4:]))
	s.left -= int64(len(h))
	switch {
	case s.body < 4:
		return nil, nil, s.at(KindMalformed, "claims %d bytes, fewer than its type needs", s.body)
	case s.body > s.left:
		return nil, nil, s.at(KindTruncated, "claims %d bytes, %d are left", s.body, s.left)
	}
	s.left -= s.body
	s.open = nil
	geometry, bad, err := s.shape()
	if err == nil {
		_, err = io.CopyN(io.Discard, s.r, s.body) // Z, M and what a fault left unread
	}
	if err != nil {
		return nil, nil, s.early(err)
	}
	s.read++
	return geometry, bad, nil
}

func (s *shpReader) early(err error) error {
	return cutOff(err, fmt.Sprintf("record %d", s.read+1), "the file ends in the middle of it")
}

// cutOff names the place where a file ended too early; other errors stay.
func cutOff(err error, place, message string) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return &FileError{Kind: KindTruncated, Place: place, Message: message}
	}
	return err
}

// bytes reads n bytes of the record into buf, n ≤ len(buf); the caller has checked that
// the record has them.
func (s *shpReader) bytes(buf []byte) error {
	s.body -= int64(len(buf))
	_, err := io.ReadFull(s.r, buf)
	return err
}

func (s *shpReader) uint32() (uint32, error) {
	var b [4]byte
	err := s.bytes(b[:])
	return binary.LittleEndian.Uint32(b[:]), err
}

func (s *shpReader) shape() (orb.Geometry, *FeatureError, error) {
	kind, err := s.uint32()
	if err != nil {
		return nil, nil, err
	}
	base := kind
	if kind > 10 && kind < 30 {
		base = kind % 10
	}
	switch base {
	case shapeNull:
		return nil, fault(ReasonNoGeometry, "a null shape"), nil
	case shapePoint:
		if s.body < 16 {
			return nil, badRecord("a point of %d bytes", s.body), nil
		}
		points, err := s.points(1)
		if err != nil {
			return nil, nil, err
		}
		return points[0], nil, nil
	case shapeMultiPoint, shapeLine, shapePolygon:
		return s.parts(base)
	default:
		return nil, fault(ReasonWrongGeometry, "shape type %d is not read", kind), nil
	}
}

func badRecord(format string, args ...any) *FeatureError {
	return fault(ReasonBadRecord, format, args...)
}

// parts reads the shapes that have a box and counts: the parts of lines and polygons,
// the points of all three.
func (s *shpReader) parts(kind uint32) (orb.Geometry, *FeatureError, error) {
	need := int64(32 + 4)
	if kind != shapeMultiPoint {
		need += 4
	}
	if s.body < need {
		return nil, badRecord("its shape has %d bytes, fewer than its head", s.body), nil
	}
	var box [32]byte
	if err := s.bytes(box[:]); err != nil {
		return nil, nil, err
	}
	var nParts uint32
	var err error
	if kind != shapeMultiPoint {
		if nParts, err = s.uint32(); err != nil {
			return nil, nil, err
		}
	}
	nPoints, err := s.uint32()
	if err != nil {
		return nil, nil, err
	}
	if need := 4*int64(nParts) + 16*int64(nPoints); need > s.body {
		return nil, badRecord("%d parts and %d points need %d bytes, the record has %d", nParts, nPoints, need, s.body), nil
	}
	if kind == shapeMultiPoint {
		if int(nPoints) > s.b.RingVertices {
			return nil, tooMany(s.b.RingVertices), nil
		}
		points, err := s.points(int(nPoints))
		return orb.MultiPoint(points), nil, err
	}
	return s.lines(kind, int(nParts), int(nPoints))
}

func tooMany(limit int) *FeatureError {
	return fault(ReasonTooManyVertices, "a ring or line has more than %d vertices", limit)
}

func (s *shpReader) lines(kind uint32, nParts, nPoints int) (orb.Geometry, *FeatureError, error) {
	if nParts == 0 || nPoints == 0 {
		return nil, fault(ReasonNoGeometry, "a shape without points"), nil
	}
	ends, bad, err := s.ends(nParts, nPoints)
	if err != nil || bad != nil {
		return nil, bad, err
	}
	points, err := s.points(nPoints)
	if err != nil {
		return nil, nil, err
	}
	if kind == shapeLine {
		return orb.MultiLineString(runs[orb.LineString](points, ends)), nil, nil
	}
	rings := runs[orb.Ring](points, ends)
	if s.b.closes { // their order can only be told of closed ones
		closeAll(rings, &s.open)
	}
	geometry, bad := polygons(rings, s.b.RingVertices)
	return geometry, bad, nil
}

// ends reads the index of each part's first point and gives the index after its last.
func (s *shpReader) ends(nParts, nPoints int) ([]int, *FeatureError, error) {
	var ends []int
	last := 0
	for i := range nParts {
		v, err := s.uint32()
		if err != nil {
			return nil, nil, err
		}
		start := int(v)
		switch {
		case i == 0 && start != 0, start < last, start > nPoints:
			return nil, badRecord("part %d begins at point %d, after %d and of %d", i, start, last, nPoints), nil
		case start-last > s.b.RingVertices:
			return nil, tooMany(s.b.RingVertices), nil
		case i > 0:
			ends = append(ends, start)
		}
		last = start
		if err := s.b.take(1); err != nil {
			return nil, nil, err
		}
	}
	if nPoints-last > s.b.RingVertices {
		return nil, tooMany(s.b.RingVertices), nil
	}
	return append(ends, nPoints), nil, nil
}

// points reads n points; the slice grows with what is really there.
func (s *shpReader) points(n int) ([]orb.Point, error) {
	if err := s.b.take(n); err != nil {
		return nil, err
	}
	points := make([]orb.Point, 0, min(n, 4096))
	var b [16]byte
	for range n {
		if err := s.bytes(b[:]); err != nil {
			return nil, err
		}
		points = append(points, orb.Point{
			math.Float64frombits(binary.LittleEndian.Uint64(b[:])),
			math.Float64frombits(binary.LittleEndian.Uint64(b[8:])),
		})
	}
	return points, nil
}
