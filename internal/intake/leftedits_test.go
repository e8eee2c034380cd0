package intake_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// left are the edits that were not taken as "code column: exported > file".
func left(list []intake.LeftEdit) (out []string) {
	for _, e := range list {
		out = append(out, e.Code+" "+e.Column+": "+e.Exported+" > "+e.File)
	}
	return out
}

// TestEditedAddress: an edit of the whole address of a copy goes into its parts where it is certain which; else the
// row is rejected, and what the parts cannot hold is told.
func TestEditedAddress(t *testing.T) {
	road := city.Address{Road: "一路", Number: "1号", Building: "1号楼"}
	for _, c := range []struct {
		set    string
		want   city.Address
		reason string
		left   []string
	}{
		{set: `address = '一路1号9号楼'`, want: city.Address{Road: "一路", Number: "1号", Building: "9号楼"}},
		{set: `address = ' 一路 １２号1号楼'`, want: city.Address{Road: "一路", Number: "12号", Building: "1号楼"}},
		{set: `address = '一路1号幸福里1号楼'`, want: city.Address{Road: "一路", Number: "1号", Compound: "幸福里", Building: "1号楼"}},
		{set: `address = '建设东路8号幸福里3栋'`, want: city.Address{Road: "建设东路", Number: "8号", Compound: "幸福里", Building: "3栋"}},
		{set: `address = '一路1号'`, want: city.Address{Road: "一路", Number: "1号"}},
		{set: `address = NULL`},
		{set: `address = '一路2号1号楼', address_number = '2号'`, want: city.Address{Road: "一路", Number: "2号", Building: "1号楼"}},
		{set: `address_number = '3号'`, want: city.Address{Road: "一路", Number: "3号", Building: "1号楼"}},
		{set: `address_number = NULL`, want: city.Address{Road: "一路", Building: "1号楼"}},
		{set: `address = '一路5号1号楼', address_number = '2号'`, want: road, reason: "0 B1 address_twice"},
		{set: `address = '一路1号附2号1号楼'`, want: road, reason: "0 B1 address_unparted"},
		{set: `address = '一路2号1号楼2单元'`, want: city.Address{Road: "一路", Number: "2号", Building: "1号楼"}, left: []string{"B1 address: 一路1号1号楼 > 一路2号1号楼2单元"}},
		{set: `address = '一路1号1号楼2单元301室'`, want: road, left: []string{"B1 address: 一路1号1号楼 > 一路1号1号楼2单元301室"}},
		{set: `address = '某某区一路1号1号楼'`, want: road, left: []string{"B1 address: 一路1号1号楼 > 某某区一路1号1号楼"}},
	} {
		t.Run(c.set, func(t *testing.T) {
			w := things(t)
			file := w.export("building")
			w.edit(file, `UPDATE building SET `+c.set+` WHERE code = 'B1'`)
			r := w.takeThings(file, intake.ThingOptions{Kind: intake.TableBuilding})
			same(t, "rejected", strings.Join(thingReasons(r), ", "), c.reason)
			same(t, "left", left(r.LeftEdits), c.left)
			same(t, "B1", content[*city.Building](w, city.KindBuilding, "building", "B1").Address, c.want)
			if len(c.left) > 0 && (r.Findings() != 1 || !strings.Contains(r.Summary(), "1 edits not taken")) {
				t.Errorf("%d findings: %s", r.Findings(), r.Summary())
			}
		})
	}
}

// TestLeftEdits: what a copy says and an import does not take is told, with both values; a copy nobody edited
// tells nothing.
func TestLeftEdits(t *testing.T) {
	w := things(t)
	file := w.export("all")
	for layer, o := range thingLayers {
		o.SourceLayer = layer
		same(t, layer, left(w.takeThings(file, o).LeftEdits), []string(nil))
	}
	w.edit(file, `UPDATE building SET former = '["B0","B9"]', name = NULL, point = '[116.000001,40.000001]' WHERE code = 'B1'`)
	w.edit(file, `UPDATE building SET class = '住宅' WHERE code = 'B2'`)
	w.edit(file, `UPDATE station SET state = NULL WHERE code = 'S1'`)
	w.edit(file, `UPDATE wall SET name = '墙' WHERE code = 'W1'`)
	r := w.takeThings(file, intake.ThingOptions{Kind: intake.TableBuilding})
	same(t, "building", []any{left(r.LeftEdits), thingReasons(r)}, []any{[]string{`B1 name: 一号楼 > `, `B1 former: ["B0"] > ["B0","B9"]`}, []string{"0 B2 bad_value"}})
	b := content[*city.Building](w, city.KindBuilding, "building", "B1")
	same(t, "B1", []any{b.Point, b.Names.Zh}, []any{&geo.Point{X: 1160000010, Y: 400000010}, "一号楼"})
	r = w.takeThings(file, intake.ThingOptions{Kind: intake.TablePlace, SourceLayer: "station"})
	same(t, "station", left(r.LeftEdits), []string{"S1 state: open > "})
	r = w.takeThings(file, intake.ThingOptions{Kind: intake.TableBarrier, SourceLayer: "wall"})
	same(t, "wall", []any{left(r.LeftEdits), content[*city.Line](w, city.KindLine, "wall", "W1").Names.Zh}, []any{[]string(nil), "墙"})

	w = threeStreets(t)
	file = w.export("district,street")
	w.edit(file, `UPDATE street SET former = '["Z"]', population = 7 WHERE code = 'A'`)
	areas := w.takeEdited(file, intake.Options{})
	same(t, "street", []any{left(areas.LeftEdits), *w.area("street", "A").Population, areas.Findings()}, []any{[]string{`A former:  > ["Z"]`}, int64(7), 1})
}
