package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/png"
	"math"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
)

// A length on paper is that on the ground divided by the ratio, within half a per cent in either direction: an inch of CSS pixels around the middle is measured on the ellipsoid.
func TestRatioIsTrueOnPaper(t *testing.T) {
	for _, lat := range []float64{0, 23.1, 39.6, -53.5} {
		for _, ratio := range []float64{MinPaperRatio, 5000, MaxPaperRatio} {
			a := Ask{Lon: 109.8, Lat: lat, Ratio: ratio, Width: 794, Height: 1123, Scale: 2}
			if err := a.settleRatio(); err != nil {
				t.Fatal(err)
			}
			c := newCamera(a)
			x, y, half := float32(c.w)/2, float32(c.h)/2, c.pixels(cssInInch/2)
			want := ratio * metresInInch
			for name, ends := range map[string][2]point{
				"east–west":   {{x - half, y}, {x + half, y}},
				"north–south": {{x, y - half}, {x, y + half}},
			} {
				got := float64(geo.Distance(orb.Point(c.lonLat(ends[0])), orb.Point(c.lonLat(ends[1]))))
				if math.Abs(got/want-1) > 0.005 {
					t.Errorf("1:%v at %v° %s: an inch is %.3f m on the ground, want %.3f", ratio, lat, name, got, want)
				}
			}
		}
	}
}

func TestRatioThatCannotBe(t *testing.T) {
	for name, a := range map[string]Ask{
		"too large a scale": {Ratio: 499}, "too small a scale": {Ratio: 50_001}, "no number": {Ratio: math.NaN()}, "below nothing": {Ratio: -1000}, "with a zoom": {Ratio: 1000, Zoom: 14},
	} {
		var bad *AskError
		if err := a.settleRatio(); !errors.As(err, &bad) || bad.Field != "ratio" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What a printing program reads: 96 CSS pixels an inch, times the scale; and the picture is still one.
func TestSizedPNG(t *testing.T) {
	var buf bytes.Buffer
	if err := png.Encode(&buf, image.NewGray(image.Rect(0, 0, 5, 3))); err != nil {
		t.Fatal(err)
	}
	got := sized(buf.Bytes(), 2)
	if _, err := png.Decode(bytes.NewReader(got)); err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(got, []byte("pHYs"))
	if at != 37 {
		t.Fatalf("pHYs stands at byte %d, want 37: right after the header", at)
	}
	x, y := binary.BigEndian.Uint32(got[at+4:]), binary.BigEndian.Uint32(got[at+8:])
	if x != 7559 || y != 7559 || got[at+12] != 1 {
		t.Errorf("%d × %d pixels in unit %d, want 7559 in a metre", x, y, got[at+12])
	}
}
