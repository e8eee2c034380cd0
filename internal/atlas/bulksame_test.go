package atlas_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/demo"
)

// TestBulkIsLocate: a line says what a single question says, over the demo town with its
// compounds, and over areas of a free layer that overlap.
func TestBulkIsLocate(t *testing.T) {
	for name, pic := range map[string]*atlas.Picture{"demo": openDemo(t, demo.SizeTiny).atlas.Current(), "overlaps": bulkPicture(t)} {
		box, _ := pic.Bounds()
		r := rand.New(rand.NewPCG(4, 4))
		var in bytes.Buffer
		var points []geo.Point
		for range 5_000 {
			// A little beyond the edges too, and on the lines of whole cells.
			x := box.Min.X - 5000 + r.Int32N(box.Max.X-box.Min.X+10_000)
			y := box.Min.Y - 5000 + r.Int32N(box.Max.Y-box.Min.Y+10_000)
			if r.IntN(4) == 0 {
				x, y = x/cell*cell, y/cell*cell
			}
			points = append(points, geo.Point{X: x, Y: y})
			p := geo.Point{X: x, Y: y}.LonLat()
			fmt.Fprintf(&in, `{"lon":%.7f,"lat":%.7f}`+"\n", p[0], p[1])
		}
		var out bytes.Buffer
		if _, err := pic.LocateNDJSON(t.Context(), &in, &out, atlas.Bulk{Columns: atlas.ColumnsAll}); err != nil {
			t.Fatal(err)
		}
		dec := json.NewDecoder(&out)
		full := 0
		for _, q := range points {
			var got map[string]any
			if err := dec.Decode(&got); err != nil {
				t.Fatal(err)
			}
			want := map[string]any{"id": nil, "border_m": nil, "station_code": "", "walk_s": nil, "walk_method": "", "duty": "", "duty_role": "", "duty_area": "", "duty_phone": "", "duty_next": "", "revision": float64(pic.Revision), "error": ""}
			for _, l := range pic.Layers() {
				if !l.Base {
					want[l.Key+"_code"] = ""
				}
			}
			ans := pic.Locate(q, atlas.Asked{})
			for _, a := range ans.Areas {
				key := a.Layer + "_code"
				want[key] = strings.TrimPrefix(fmt.Sprint(want[key], ";", a.Code), ";")
			}
			if ans.Border.BorderAnswer != nil {
				want["border_m"] = ans.Border.DistanceM
			}
			if len(ans.Stations) > 0 {
				want["station_code"], want["walk_s"], want["walk_method"] = ans.Stations[0].Code, float64(ans.Stations[0].WalkS), ans.Stations[0].Method
				full++
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Fatalf("%s, %v:\ngot  %v\nwant %v", name, q, got, want)
			}
		}
		if name == "demo" && full < 1000 {
			t.Errorf("only %d points have a station", full)
		}
	}
}
