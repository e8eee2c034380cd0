package codec

import (
	"encoding/binary"

	"github.com/redsail/redsail/geo"
)

// GeoPackageLines is a MultiLineString in WGS-84 as a GeoPackage stores it (OGC 12-128r18
// §2.1.3): little-endian, with its envelope.
func GeoPackageLines(m geo.MultiLine) []byte {
	b := make([]byte, 0, 49+9*len(m)+16*m.Vertices())
	b = append(b, "GP\x00"...)
	if len(m) == 0 {
		b = append(b, gpkgLittleEndian|gpkgEmpty)
		b = binary.LittleEndian.AppendUint32(b, sridWGS84)
	} else {
		b = append(b, gpkgLittleEndian|gpkgEnvelopeXY)
		b = binary.LittleEndian.AppendUint32(b, sridWGS84)
		box := m.Box()
		low, high := box.Min.LonLat(), box.Max.LonLat()
		for _, v := range []float64{low[0], high[0], low[1], high[1]} {
			b = appendFloat(b, v)
		}
	}
	b = append(b, 1)
	b = binary.LittleEndian.AppendUint32(b, wkbMultiLineString)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(m)))
	for _, l := range m {
		b = append(b, 1)
		b = binary.LittleEndian.AppendUint32(b, wkbLineString)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(l)))
		for _, p := range l {
			b = appendPoint(b, p)
		}
	}
	return b
}

// GeoPackagePoint is a Point in WGS-84 as a GeoPackage stores it. A point has no envelope,
// as the standard advises.
func GeoPackagePoint(p geo.Point) []byte {
	b := make([]byte, 0, 29)
	b = append(b, "GP\x00"...)
	b = append(b, gpkgLittleEndian)
	b = binary.LittleEndian.AppendUint32(b, sridWGS84)
	b = append(b, 1)
	b = binary.LittleEndian.AppendUint32(b, wkbPoint)
	return appendPoint(b, p)
}
