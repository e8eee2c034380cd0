package atlas_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

// address asks the demo's picture.
func (d *demoCity) address(t testing.TB, text string) *atlas.AddressAnswer {
	t.Helper()
	a, err := d.atlas.Current().Address(t.Context(), atlas.AddressAsk{Text: text})
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return a
}

// TestAddressNeverGuesses: what the city does not have is not found, and a text is answered no
// further than it is known.
func TestAddressNeverGuesses(t *testing.T) {
	d := openDemo(t, demo.SizeTiny)
	w := newWriter(t, d, 4)
	for range 300 {
		b := w.buildings[w.IntN(len(w.buildings))]
		a := b.Address
		if a.Compound == "" || !strings.HasSuffix(a.Number, "号") || !strings.HasSuffix(a.Building, "号楼") {
			continue
		}
		for _, c := range []struct{ text, outcome, level string }{
			{a.Road + a.Number + a.Compound + "987号楼", "found", "compound"},
			{a.Road + a.Number + a.Compound, "found", "compound"},
			{a.Road + "98765号", "found", "road"},
			{a.Road + "98765号987号楼", "found", "road"},
			{"济南市历下区" + a.Road + a.Number + a.Compound + a.Building, "none", "none"},
			{"上海市" + a.Road + a.Number, "none", "none"},
			{"解放北路" + a.Number + a.Building, "none", "none"},
			{"某某花园" + a.Building + "3单元502", "none", "none"},
			{a.Building, "none", "none"},
			{a.Number, "none", "none"},
		} {
			if w.roads[a.Road] > 1 && c.level == "road" || w.roads[a.Road] == 0 {
				continue
			}
			if got := d.address(t, c.text); got.Outcome != c.outcome || got.Level != c.level {
				t.Errorf("%q: %s %s, want %s %s; %s", c.text, got.Outcome, got.Level, c.outcome, c.level, firstHits(got))
			}
		}
	}
}

// TestAddressHits: a building's candidate has its door, its grid and compound as the data names them, and
// says nothing of who lives there.
func TestAddressHits(t *testing.T) {
	d := openDemo(t, demo.SizeTiny)
	seen := 0
	for _, r := range d.records(t) {
		b, ok := r.Content.(*city.Building)
		if !ok {
			continue
		}
		a := d.address(t, b.Address.String())
		if a.Outcome != "found" || a.Level != "building" || a.Candidates[0].Code != b.Code {
			t.Errorf("%s: %s %s", b.Address, a.Outcome, firstHits(a))
			continue
		}
		seen++
		h := a.Candidates[0]
		in := map[string]string{}
		for _, area := range h.Areas {
			in[area.Layer] = area.Code
		}
		if in["grid"] != b.Grid || in["compound"] != b.Compound || h.Point != [2]float64(b.Entrances[0].LonLat()) || h.Score != 1 {
			t.Errorf("%s: %+v; its grid is %s, its compound %s, its door %v", b.Address, h, b.Grid, b.Compound, b.Entrances[0].LonLat())
		}
	}
	if seen < 100 {
		t.Errorf("only %d buildings were asked for", seen)
	}
}

func TestAddressRefusals(t *testing.T) {
	d := openDemo(t, demo.SizeTiny)
	for text, code := range map[string]string{"": "missing_address", " \u3000": "missing_address", strings.Repeat("路", 201): "address_too_long"} {
		_, err := d.atlas.Current().Address(t.Context(), atlas.AddressAsk{Text: text})
		if city.CodeOf(err) != code || strings.Contains(err.Error(), "路") {
			t.Errorf("%d runes: %v, want %s without the text", len([]rune(text)), err, code)
		}
	}
	if _, err := d.atlas.Current().Address(t.Context(), atlas.AddressAsk{Text: "路", Limit: 11}); city.CodeOf(err) != "out_of_range" {
		t.Errorf("limit 11: %v", err)
	}
}

// TestAddressBulkIsSingle: a column of addresses is answered as each alone, in order, and its areas are
// those of the candidate.
func TestAddressBulkIsSingle(t *testing.T) {
	d := openDemo(t, demo.SizeTiny)
	w, pic := newWriter(t, d, 5), d.atlas.Current()
	texts := []string{"", "没有的路1号", "路\n\"1号"}
	for range 600 {
		texts = append(texts, w.write().text)
	}
	var in, out bytes.Buffer
	cw := csv.NewWriter(&in)
	if err := cw.Write([]string{"n", "dz"}); err != nil {
		t.Fatal(err)
	}
	for i, s := range texts {
		if err := cw.Write([]string{strconv.Itoa(i), s}); err != nil {
			t.Fatal(err)
		}
	}
	cw.Flush()
	res, err := pic.LocateCSV(t.Context(), &in, &out, atlas.Bulk{AddressField: "dz", AddressOption: "address_field", Columns: atlas.ColumnsAll, At: noon()})
	if err != nil || res.Lines != int64(len(texts)) {
		t.Fatalf("%+v, %v", res, err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	head, rows := rows[0], rows[1:]
	cell := func(row []string, name string) string { return row[slices.Index(head, name)] }
	levels := map[string]int{}
	for i, row := range rows {
		if row[1] != texts[i] {
			t.Fatalf("line %d holds %q, not %q", i, row[1], texts[i])
		}
		if texts[i] == "" {
			if cell(row, "error") != "missing_address" {
				t.Errorf("an empty cell: %v", row)
			}
			continue
		}
		a := d.address(t, texts[i])
		want := map[string]string{"found": "", "ambiguous": "ambiguous_address", "none": "unknown_address"}[a.Outcome]
		if cell(row, "error") != want || cell(row, "address_level") != a.Level {
			t.Errorf("%q: %v, alone %s %s", texts[i], row, a.Outcome, a.Level)
		}
		levels[a.Level]++
		if a.Outcome != "found" {
			continue
		}
		h := a.Candidates[0]
		if got := cell(row, "address_lon") + " " + cell(row, "address_lat"); got != fmt.Sprint(h.Point[0])+" "+fmt.Sprint(h.Point[1]) || cell(row, "address_match") != h.Name {
			t.Errorf("%q: %s at %s, alone %s at %v", texts[i], cell(row, "address_match"), got, h.Name, h.Point)
		}
		codes := map[string]string{}
		for _, area := range h.Areas {
			codes[area.Layer] = area.Code
		}
		for _, layer := range []string{"district", "street", "community", "grid"} {
			if cell(row, layer+"_code") != codes[layer] {
				t.Errorf("%q: %s %q, alone %q", texts[i], layer, cell(row, layer+"_code"), codes[layer])
			}
		}
		if spot := a.Level == "building" || a.Level == "crossing" || a.Level == "landmark"; spot != (cell(row, "border_m") != "") {
			t.Errorf("%q: border %q at level %s; only a spot has one", texts[i], cell(row, "border_m"), a.Level)
		}
	}
	for _, level := range []string{"building", "compound", "road", "crossing", "landmark", "grid", "community", "none"} {
		if levels[level] == 0 {
			t.Errorf("no line reached level %s: %v", level, levels)
		}
	}
}

// TestSearchTakesAddresses: with a typed address the search box leads to the building, and tells what it
// did not use.
func TestSearchTakesAddresses(t *testing.T) {
	d := openDemo(t, demo.SizeTiny)
	w := newWriter(t, d, 6)
	asked := 0
	for range 200 {
		b := w.buildings[w.IntN(len(w.buildings))]
		n, is := strings.CutSuffix(b.Address.Building, "号楼")
		number, door := strings.CutSuffix(b.Address.Number, "号")
		if !is || !door || b.Address.Compound == "" {
			continue
		}
		asked++
		i, err := strconv.Atoi(number)
		if err != nil {
			t.Fatal(err)
		}
		if i < 1000 {
			number = inChinese(i)
		}
		text := "云帆市" + w.district(b) + b.Address.Road + number + "号院" + b.Address.Compound + n + "幢2单元301室"
		hits := d.find(t, text, nil)
		if len(hits) == 0 || hits[0].Code != b.Code || hits[0].Kind != atlas.HitBuilding {
			t.Errorf("%q: %+v, want %s", text, hits, b.Code)
		}
	}
	if asked == 0 {
		t.Error("no building was asked for")
	}
	l := w.lines[slices.IndexFunc(w.lines, func(l *city.Line) bool { return w.roads[l.Names.Zh] == 1 })]
	for range 500 {
		if m := w.aCrossing(); m.text != "" && strings.Contains(m.code, l.Names.Zh) {
			if hits := d.find(t, m.text, nil); len(hits) == 0 || hits[0].Kind != atlas.HitCrossing || !strings.Contains(hits[0].Name, l.Names.Zh) {
				t.Errorf("%q: %+v, want a crossing of %s", m.text, hits, l.Names.Zh)
			}
		}
	}
}

// TestAddressBesideNumber: of a number that a road does not have the point is on the road, beside the
// next number, and the level says that it is no house.
func TestAddressBesideNumber(t *testing.T) {
	d := openDemo(t, demo.SizeTiny)
	w := newWriter(t, d, 7)
	moved := 0
	for _, l := range w.lines {
		if w.roads[l.Names.Zh] > 1 || len(l.Shape[0]) < 3 {
			continue
		}
		middle := d.address(t, l.Names.Zh).Candidates[0].Point
		first := d.address(t, l.Names.Zh+"9999号")
		if first.Level != "road" {
			t.Errorf("%s: %s", l.Names.Zh, first.Level)
			continue
		}
		at := first.Candidates[0].Point
		if at != middle {
			moved++
		}
		if !slices.ContainsFunc(l.Shape, func(run geo.Line) bool {
			return slices.ContainsFunc(run, func(q geo.Point) bool { return [2]float64(q.LonLat()) == at })
		}) {
			t.Errorf("%s: %v is not on the road", l.Names.Zh, at)
		}
	}
	if moved == 0 {
		t.Error("no point stands beside a number")
	}
}
