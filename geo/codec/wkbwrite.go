package codec

import (
	"encoding/binary"
	"math"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
)

// sridWGS84 is the spatial reference of all that Redsail stores.
const sridWGS84 = 4326

// Flags of a GeoPackage geometry header (OGC 12-128r19 §2.1.3).
const (
	gpkgLittleEndian = 1 << 0
	gpkgEnvelopeXY   = 1 << 1
	gpkgEnvelope     = 7 << 1
	gpkgEmpty        = 1 << 4
	gpkgExtended     = 1 << 5
)

// envelopeBytes is the size of each kind of envelope, by the three bits of the flags.
var envelopeBytes = [...]int{0, 32, 48, 48, 64}

// GeoPackageBlob is the shape as a GeoPackage geometry: header of version 0, little
// endian, SRS 4326, envelope XY, then a WKB MultiPolygon in degrees with closed rings.
// An empty shape has the empty flag and no envelope.
func GeoPackageBlob(m geo.MultiPolygon) []byte {
	if len(m) == 0 {
		b := append([]byte("GP\x00"), gpkgLittleEndian|gpkgEmpty)
		b = binary.LittleEndian.AppendUint32(b, sridWGS84)
		return appendMultiPolygon(b, m, 0)
	}
	b := make([]byte, 0, 40+wkbSize(m))
	b = append(b, "GP\x00"...)
	b = append(b, gpkgLittleEndian|gpkgEnvelopeXY)
	b = binary.LittleEndian.AppendUint32(b, sridWGS84)
	box := m.Box()
	low, high := box.Min.LonLat(), box.Max.LonLat()
	for _, v := range []float64{low[0], high[0], low[1], high[1]} {
		b = appendFloat(b, v)
	}
	return appendMultiPolygon(b, m, 0)
}

// EWKB is the shape as PostGIS's extended WKB: little endian, SRID 4326, MultiPolygon.
func EWKB(m geo.MultiPolygon) []byte {
	return appendMultiPolygon(make([]byte, 0, 4+wkbSize(m)), m, ewkbSRID)
}

// ParseGeoPackageBlob reads a GeoPackage geometry of standard form, Z and M dropped. The
// geometry is nil when the blob says it is empty. The error is a *FeatureError.
func ParseGeoPackageBlob(b []byte) (orb.Geometry, error) {
	g, bad := parseBlob(b)
	return judged(g, bad)
}

// ParseEWKB reads WKB or EWKB, Z, M and SRID dropped. The error is a *FeatureError.
func ParseEWKB(b []byte) (orb.Geometry, error) {
	g, _, err := parseWKB(b)
	if err != nil {
		return nil, fault(ReasonBadWKB, "the WKB %v", err)
	}
	return judged(g, nil)
}

// judged adds the checks of form to a geometry that was parsed; nil passes.
func judged(g orb.Geometry, bad *FeatureError) (orb.Geometry, error) {
	if bad == nil && g != nil {
		bad = checkGeometry(g, math.MaxInt)
	}
	if bad != nil {
		return nil, bad
	}
	return g, nil
}

func parseBlob(b []byte) (orb.Geometry, *FeatureError) {
	if len(b) < 8 || b[0] != 'G' || b[1] != 'P' {
		return nil, fault(ReasonBadWKB, "the geometry is not a GeoPackage blob")
	}
	flags := b[3]
	kind := int(flags & gpkgEnvelope >> 1)
	switch {
	case b[2] != 0:
		return nil, fault(ReasonBadWKB, "the GeoPackage blob has version %d, not 0", b[2])
	case flags&gpkgExtended != 0:
		return nil, fault(ReasonWrongGeometry, "the GeoPackage blob is of an extension")
	case kind >= len(envelopeBytes) || len(b) < 8+envelopeBytes[kind]:
		return nil, fault(ReasonBadWKB, "the GeoPackage blob has no room for its envelope")
	case flags&gpkgEmpty != 0:
		return nil, nil
	}
	g, _, err := parseWKB(b[8+envelopeBytes[kind]:])
	if err != nil {
		return nil, fault(ReasonBadWKB, "the WKB %v", err)
	}
	return g, nil
}

// wkbSize is the size of the shape as a WKB MultiPolygon.
func wkbSize(m geo.MultiPolygon) int {
	n := 9
	for _, poly := range m {
		n += 9
		for _, r := range poly {
			n += 4 + 16*(len(r)+1)
		}
	}
	return n
}

func appendMultiPolygon(b []byte, m geo.MultiPolygon, flags uint32) []byte {
	b = append(b, 1)
	b = binary.LittleEndian.AppendUint32(b, wkbMultiPolygon|flags)
	if flags&ewkbSRID != 0 {
		b = binary.LittleEndian.AppendUint32(b, sridWGS84)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(m)))
	for _, poly := range m {
		b = append(b, 1)
		b = binary.LittleEndian.AppendUint32(b, wkbPolygon)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(poly)))
		for _, r := range poly {
			b = appendRing(b, r)
		}
	}
	return b
}

// appendRing writes the ring closed, as WKB wants it.
func appendRing(b []byte, r geo.Ring) []byte {
	if len(r) == 0 {
		return binary.LittleEndian.AppendUint32(b, 0)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(r)+1))
	for _, p := range r {
		b = appendPoint(b, p)
	}
	return appendPoint(b, r[0])
}

func appendPoint(b []byte, p geo.Point) []byte {
	at := p.LonLat()
	return appendFloat(appendFloat(b, at[0]), at[1])
}

func appendFloat(b []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
}
