package atlas_test

import (
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

const windowScheme = `
zone: Asia/Shanghai
layers:
  - {key: land_use, name: {zh: 用地, en: Land use}, base: true}
  - {key: district, name: {zh: 区, en: District}, partition: true}
  - {key: grid, name: {zh: 网格, en: Grid}, parent: district, partition: true, zoom: [9, 14]}
`

// windowsOf opens a city of one district with grids×grids grids in it.
func windowsOf(t *testing.T, grids int32) map[string]atlas.LayerInfo {
	t.Helper()
	s := openStore(t, windowScheme)
	side := 12 * grids
	areas := []city.Area{area("district", "1", "", rect(0, 0, side, side)), area("land_use", "p", "", rect(1, 1, 3, 3))}
	areas[1].Class = map[string]string{"kind": "park"}
	for i := range grids * grids {
		x, y := i%grids*12, i/grids*12
		areas = append(areas, area("grid", string(rune('A'+i)), "1", rect(x, y, x+12, y+12)))
	}
	apply(t, s, always(areas...))
	out := map[string]atlas.LayerInfo{}
	for _, l := range openAtlas(t, s, nil).Current().Layers() {
		out[l.Key] = l
	}
	return out
}

func TestWindows(t *testing.T) {
	got := windowsOf(t, 4)
	wide, deep := got["district"].Show, got["grid"].Show
	if wide.Border >= deep.Border || wide.Label >= deep.Label {
		t.Errorf("a crowded layer opens no later: %+v, %+v", wide, deep)
	}
	if wide.Border >= wide.Label || wide.Label >= wide.LabelEnd {
		t.Errorf("borders, labels and their end are out of order: %+v", wide)
	}
	if wide.LabelEnd >= atlas.MaxZoom || deep.LabelEnd != atlas.MaxZoom {
		t.Errorf("labels end at %v and %v; only those above another layer give way", wide.LabelEnd, deep.LabelEnd)
	}
	if deep.Border < 9 || deep.Label > 14 {
		t.Errorf("%+v is beyond the zooms with tiles, 9 to 14", deep)
	}
}

// A square of one degree at 39.5 degrees north is 14, 64 pixels wide at these zooms.
func TestWindowsAreOfTheMiddleArea(t *testing.T) {
	s := openStore(t, windowScheme)
	box := geo.MultiPolygon{{{{X: 1160000000, Y: 390000000}, {X: 1170000000, Y: 390000000}, {X: 1170000000, Y: 400000000}, {X: 1160000000, Y: 400000000}}}}
	apply(t, s, always(area("district", "1", "", box)))
	got := openAtlas(t, s, nil).Current().Layers()[1].Show
	if want := (atlas.Windows{Border: 3.11, Label: 5.3, LabelEnd: atlas.MaxZoom}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// The one name of a city gives way where those of its parts begin, and no earlier for more parts than it must.
func TestTheOneNameGivesWay(t *testing.T) {
	for _, grids := range []int32{1, 3} {
		got := windowsOf(t, grids)
		wide, deep := got["district"].Show, got["grid"].Show
		if want := max(wide.Label, deep.Label); wide.LabelEnd != want {
			t.Errorf("with %d grids a side the name of the one district ends at %v, want %v", grids, wide.LabelEnd, want)
		}
	}
}

func TestALargeAreaDoesNotOpenALayerOfSmallOnes(t *testing.T) {
	shows := []atlas.Windows{}
	for _, last := range []int32{12, 600} {
		s := openStore(t, windowScheme)
		areas := []city.Area{}
		for i := range int32(5) {
			areas = append(areas, area("grid", string(rune('A'+i)), "", rect(i*12, 0, i*12+12, 12)))
		}
		apply(t, s, always(append(areas, area("grid", "Z", "", rect(0, 20, last, 20+last)))...))
		shows = append(shows, openAtlas(t, s, nil).Current().Layers()[2].Show)
	}
	if shows[0] != shows[1] {
		t.Errorf("one large area changed the windows from %+v to %+v", shows[0], shows[1])
	}
}
