package picture

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
)

const (
	metresInInch = 0.0254
	cssInInch    = 96 // CSS pixels, by definition
)

// settleRatio turns the scale on paper into a zoom.
func (a *Ask) settleRatio() error {
	switch {
	case a.Ratio == 0:
		return nil
	case a.Zoom != 0:
		return &AskError{"ratio", "must not be given together with a zoom"}
	case !(a.Ratio >= MinPaperRatio && a.Ratio <= MaxPaperRatio): // NaN fails too
		return &AskError{"ratio", fmt.Sprintf("must be from %v to %v", MinPaperRatio, MaxPaperRatio)}
	case math.Abs(a.Lat) <= maxLat:
		a.Zoom = zoomOf(a.Ratio, a.Lat)
	}
	return nil
}

// zoomOf is the zoom at which a length on paper is 1/ratio of that on the ground, at a latitude in degrees.
//
// Web Mercator draws the ellipsoid as if it were a sphere, so north–south and east–west differ in scale by up to 0.7 %
// (0.3 % at 45°); their geometric mean is true, and each is off by half of that.
func zoomOf(ratio, lat float64) float64 {
	const half = 1e-3 // degrees
	across := float64(geo.Distance(orb.Point{-half, lat}, orb.Point{half, lat}))
	along := float64(geo.Distance(orb.Point{0, lat - half}, orb.Point{0, lat + half}))
	// A degree of latitude is 1/cos times as long on the map as one of longitude.
	degree := math.Sqrt(across * along * math.Cos(lat*math.Pi/180))
	pixel := ratio * metresInInch / cssInInch // metres on the ground
	return math.Log2(degree / (2 * half) * 360 / tileSide / pixel)
}

// sized adds to a PNG how many of its pixels make a metre (PNG 3rd edition, 11.3.4.3 pHYs), at scale device pixels in a CSS pixel.
func sized(png []byte, scale float64) []byte {
	const head = 8 + 12 + 13 // the signature and the IHDR chunk, after which pHYs may stand
	perMetre := uint32(math.Round(scale * cssInInch / metresInInch))
	chunk := binary.BigEndian.AppendUint32(nil, 9)
	chunk = append(chunk, "pHYs"...)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1) // the unit is the metre
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	out := make([]byte, 0, len(png)+len(chunk))
	out = append(out, png[:head]...)
	out = append(out, chunk...)
	return append(out, png[head:]...)
}
