package edit_test

import (
	"slices"
	"testing"

	"github.com/redsail/redsail/internal/edit"
)

// TestLoose: a street or path that hangs together with no street of the largest part is told, though it touches
// others that lie apart too, of the same change or an earlier one; one that does is not, nor one that is joined by a
// line of the same change; what stood before and is not written is not judged.
func TestLoose(t *testing.T) {
	d := smallCity(t)
	put := func(layer, code string, points ...[2]float64) edit.Put {
		g := &edit.Geometry{Type: "LineString"}
		for _, p := range points {
			g.Coordinates.List = append(g.Coordinates.List, pointAt(p[0], p[1]).Coordinates)
		}
		return edit.Put{Kind: "line", Layer: layer, Code: code, Geometry: g}
	}
	for _, c := range []struct {
		name string
		puts []edit.Put
		want []string
	}{
		{"alone in the city", []edit.Put{put("road", "r", [2]float64{0, 0}, [2]float64{0.5, 0}, [2]float64{1, 0}, [2]float64{3, 0}, [2]float64{4, 0})}, []string{"r"}},
		{"at its end", []edit.Put{put("path", "p", [2]float64{4, 0}, [2]float64{4, 1})}, nil},
		{"across, without a vertex there", []edit.Put{put("path", "q", [2]float64{2, -1}, [2]float64{2, 1})}, []string{"q"}},
		{"by another of the change", []edit.Put{put("path", "s", [2]float64{8, 8}, [2]float64{4, 1}), put("path", "t", [2]float64{8, 8}, [2]float64{9, 9})}, nil},
		{"moved away", []edit.Put{put("path", "s", [2]float64{8, 8.5}, [2]float64{8, 7})}, []string{"s"}},
		{"two that touch", []edit.Put{put("path", "u", [2]float64{20, 20}, [2]float64{20, 21}), put("path", "v", [2]float64{20, 21}, [2]float64{21, 21})}, []string{"u", "v"}},
		{"a third that touches them", []edit.Put{put("path", "x", [2]float64{21, 21}, [2]float64{22, 21})}, []string{"x"}},
		{"what joins them", []edit.Put{put("path", "y", [2]float64{4, 0}, [2]float64{20, 20})}, nil},
		{"a wall", []edit.Put{put("wall", "w", [2]float64{6, 6}, [2]float64{7, 6})}, nil},
	} {
		r := d.must(edit.Request{Puts: c.puts})
		var got []string
		for _, l := range r.Loose {
			got = append(got, l.Code)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, r.Loose, c.want)
		}
	}
}
