package picture

import (
	"image/color"
	"os"
	"slices"
	"testing"
)

// TestSketches: what a program without zooms draws is what the map has at one zoom.
func TestSketches(t *testing.T) {
	text, err := os.ReadFile("../../web/src/map/look.json")
	if err != nil {
		t.Fatal(err)
	}
	look, err := ParseLook(text)
	if err != nil {
		t.Fatal(err)
	}
	wide, deep := look.SketchPartition(0), look.SketchPartition(99)
	if len(wide.Steps) != 1 || wide.Steps[0].Fill.A != 0 || wide.Steps[0].Width <= deep.Steps[0].Width || !wide.Words.Bold || deep.Words.Zoom != 15 {
		t.Errorf("the partitions are %+v and %+v", wide, deep)
	}
	if wide.Steps[0].Stroke != (color.NRGBA{0x6b, 0x70, 0x90, 0xff}) {
		t.Errorf("the city's border is %v", wide.Steps[0].Stroke)
	}
	if free, over := look.SketchFree(false).Steps[0], look.SketchFree(true).Steps[0]; free.Fill.A != 255 || over.Fill.A != 0 || len(over.Dash) != 2 {
		t.Errorf("the free layers are %+v and %+v", free, over)
	}
	roads := look.SketchBase("road")
	lane := slices.IndexFunc(roads.Steps, func(s SketchStep) bool { return slices.Contains(s.Classes, "lane") })
	if lane < 0 || roads.Steps[lane].Width != roads.Steps[lane+1].Width+1.6 || !roads.Words.Along {
		t.Errorf("the roads are %+v", roads)
	}
	if none := look.SketchBase("nothing"); len(none.Steps) != 0 || none.Words.Size != 0 {
		t.Errorf("a layer of no look is %+v", none)
	}
	station, other := look.SketchPlaces("red_sail_station").Steps[0], look.SketchPlaces("of no kind").Steps[0]
	if station.Size < 18 || other.Size >= station.Size || station.Fill == other.Fill {
		t.Errorf("the places are %+v and %+v", station, other)
	}
}
