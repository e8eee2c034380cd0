package storetest

import (
	"cmp"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// ground are the areas that the buildings of the tests name.
func ground() []city.Entry { return []city.Entry{put("grid", "g", ""), put("compound", "c", "")} }

// thingsRoundTrip: buildings, lines and places come back byte for byte, from the tables and
// from the log, and are found by each condition of a query.
func thingsRoundTrip(t *testing.T, f Factory) {
	d := start(t, f)
	entries := append(ground(), richThings()...)
	equal(t, "entries", d.do(entries...).Entries, len(entries))
	log := d.log(0, 10)
	for i, e := range entries {
		got := d.records(city.Query{Kind: e.Key.Kind, Layer: e.Key.Layer, Codes: []string{e.Key.Code}})
		equal(t, e.Key.String(), got, []city.Record{{Content: e.Content, ID: int64(i + 1), Valid: e.Valid, RevFrom: 1}})
		equal(t, "kind and key in the log", []string{log[0].Log[i].Kind, log[0].Log[i].Key}, []string{e.Key.Kind.String(), e.Key.String()})
		back, id, err := city.DecodeEntry(log[0].Log[i].Body)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "log entry", back, e)
		equal(t, "id in the log", id, int64(i+1))
		got = d.records(city.Query{Kind: e.Key.Kind, IDs: []int64{id}})
		equal(t, "by id", len(got), 1)
	}
	at := day(2)
	equal(t, "buildings in force", recordKeys(d.records(city.Query{Kind: city.KindBuilding, At: &at})), []string{"building/dot", "building/楼·𠮷—1"})
	equal(t, "places", recordKeys(d.records(city.Query{Kind: city.KindPlace})), []string{"station/bare", "station/站·1", "venue/bare"})
	equal(t, "places of a kind in force", recordKeys(d.records(city.Query{Kind: city.KindPlace, Layer: "station", At: &at})), []string{"station/bare"})
	equal(t, "lines", recordKeys(d.records(city.Query{Kind: city.KindLine})), []string{"river/路", "road/路"})
	equal(t, "rivers", recordKeys(d.records(city.Query{Kind: city.KindLine, Layer: city.LayerRiver})), []string{"river/路"})
	equal(t, "areas", keys(d.versions(city.Query{})), []string{"compound/c", "grid/g"})
	equal(t, "areas, asked for as another kind", len(d.versions(city.Query{Kind: city.KindLine})), 2)
	equal(t, "no ids", len(d.records(city.Query{Kind: city.KindPlace, IDs: []int64{}})), 0)
	meeting(d)
	_, err := d.Records(t.Context(), city.Query{Kind: city.KindPlace, Revision: 2})
	d.failed(err, city.NotFound, "unknown_revision")
	equal(t, "the same again", d.do(entries...).Entries, 0)
}

// meeting: the things of every kind that meet a box are those whose bounds do, to the unit of the lattice, and of
// many as many are given as are asked for, always the same.
func meeting(d *desk) {
	d.t.Helper()
	boxes := []geo.Box{geo.EmptyBox()}
	for _, kind := range city.RecordKinds() {
		for _, r := range d.records(city.Query{Kind: kind}) {
			at := r.Content.Box()
			beyond := geo.EmptyBox().Extend(at.Max)
			if at.Max.X < geo.MaxX {
				beyond = geo.EmptyBox().Extend(geo.Point{X: at.Max.X + 1, Y: at.Max.Y})
			}
			boxes = append(boxes, at, geo.EmptyBox().Extend(at.Min), beyond)
		}
	}
	for _, kind := range city.RecordKinds() {
		all := d.records(city.Query{Kind: kind, AllRevisions: true})
		for _, box := range boxes {
			want := []city.Record{}
			for _, r := range all {
				if r.Content.Box().Intersects(box) {
					want = append(want, r)
				}
			}
			equal(d.t, kind.String()+" in a box", append([]city.Record{}, d.records(city.Query{Kind: kind, Meets: &box, AllRevisions: true})...), want)
		}
		slices.SortStableFunc(all, func(a, b city.Record) int { return cmp.Compare(city.Spread(a.ID), city.Spread(b.ID)) })
		for most := 1; most <= len(all); most++ {
			want := slices.Clone(all[:most])
			city.SortRecords(want)
			equal(d.t, kind.String()+" so many", d.records(city.Query{Kind: kind, Most: most, AllRevisions: true}), want)
		}
	}
}

func recordKeys(rs []city.Record) []string {
	out := []string{}
	for i := range rs {
		out = append(out, rs[i].Key().String())
	}
	return out
}

// otherKinds are the kinds beside areas with layers in which the tests put things.
func otherKinds() map[city.RecordKind][]string {
	return map[city.RecordKind][]string{
		city.KindBuilding: {city.LayerBuilding}, city.KindLine: {city.LayerRoad, city.LayerWall}, city.KindPlace: {"station", "venue"},
		city.KindOrganisation: {city.LayerOrganisation}, city.KindPost: {city.LayerPost},
	}
}

// made is a thing of a kind.
func made(k city.Key, name string, former ...string) city.Content {
	names := city.Names{Zh: name}
	switch k.Kind {
	case city.KindBuilding:
		return &city.Building{Code: k.Code, Names: names, Former: former, Shape: square(1)}
	case city.KindLine:
		return &city.Line{Layer: k.Layer, Code: k.Code, Names: names, Former: former, Shape: line(k.Layer, "x").Shape}
	case city.KindPlace:
		return &city.Place{Kind: k.Layer, Code: k.Code, Names: names, Former: former, State: city.PlaceOpen}
	case city.KindOrganisation:
		return &city.Organisation{Code: k.Code, Names: names, Former: former, Kind: "firm"}
	case city.KindPost:
		return &city.Post{Code: k.Code, Extra: city.PostExtra{Former: former, Names: names}.Kept(), Role: "grid_head", At: city.Seat{Kind: city.KindArea, Layer: "grid", Code: "m"}}
	default:
		return &city.Area{Layer: k.Layer, Code: k.Code, Names: names, Former: former, Shape: square(1)}
	}
}

// settled is a store with an area a and, in each layer, a thing a and a thing b.
func settled(t *testing.T, f Factory, kind city.RecordKind, layers []string) *desk {
	d := start(t, f)
	d.do(put("district", "a", ""))
	for _, l := range layers {
		d.do(city.PutContent(made(ofKind(kind, l, "a"), "first"), city.Always()), city.PutContent(made(ofKind(kind, l, "b"), "b"), city.Always()))
	}
	return d
}

// thingsInTime: a thing of each kind is renumbered, ended and found by its codes as an area
// is, beside things of the same code in other kinds and layers.
func thingsInTime(t *testing.T, f Factory) {
	for kind, layers := range otherKinds() {
		t.Run(kind.String(), func(t *testing.T) {
			d := settled(t, f, kind, layers)
			k := func(code string) city.Key { return ofKind(kind, layers[0], code) }
			d.do(city.PutContent(made(k("a2"), "second", "a"), from(10)), city.PutContent(made(k("a"), "middle"), span(5, 8)))
			d.do(city.DeleteKey(k("a2"), day(20), "b"))
			id, err := d.CodeID(t.Context(), k("a2"))
			if err != nil || id != 2 {
				t.Fatalf("id %d, %v; want 2, that of the first code", id, err)
			}
			many, err := d.CodeIDs(t.Context(), []city.Key{k("a2"), k("never"), k("a"), k("b"), key("district", "a"), k("\x00"), k("\xff")})
			if b, berr := d.CodeID(t.Context(), k("b")); err != nil || berr != nil || len(many) != 4 || many[k("a2")] != 2 || many[k("a")] != 2 || many[k("b")] != b || many[key("district", "a")] != 1 {
				t.Errorf("the ids of many: %v, %v", many, err)
			}
			for n, want := range map[int]string{4: "a first code", 6: "a middle code", 9: "a first code", 10: "a2 second former", 30: "a2 second retired"} {
				got, err := city.Find(t.Context(), d, k("a"), day(n), 0)
				if err != nil || got.Key().Code+" "+got.Content.Name()+" "+string(got.Matched) != want || got.ID != 2 {
					t.Errorf("day %d: %+v, %v; want %s", n, got, err, want)
				}
			}
			heir, err := city.Find(t.Context(), d, k("b"), day(30), 0)
			if err != nil || len(heir.Predecessors) != 1 || heir.Predecessors[0] != "a2" {
				t.Errorf("the heir: %+v, %v", heir, err)
			}
			d.refuse(city.Conflict, "code_taken", city.Change{Effective: day(30), Entries: []city.Entry{city.PutContent(made(k("b"), "b", "a2"), from(30))}})
			d.refuse(city.Invalid, "bad_code", city.Change{Entries: []city.Entry{city.PutContent(made(k("c"), "c", "c"), city.Always())}})
			d.refuse(city.Invalid, "unknown_successor", city.Change{Entries: []city.Entry{city.DeleteKey(k("b"), day(1), "nobody")}})
			d.refuse(city.NotFound, "unknown_code", city.Change{Entries: []city.Entry{city.DeleteKey(k("none"), day(1))}})
			checkChain(t, d, 0, [32]byte{})
		})
	}
}

// thingsReversed: the reverse of a change of things restores what it replaced, and of no
// change that was touched since.
func thingsReversed(t *testing.T, f Factory) {
	for kind, layers := range otherKinds() {
		t.Run(kind.String(), func(t *testing.T) {
			d := settled(t, f, kind, layers)
			k := func(code string) city.Key { return ofKind(kind, layers[0], code) }
			for i, entries := range [][]city.Entry{
				{city.PutContent(made(k("new"), "new"), from(3)), put("district", "new", "")},
				{city.PutContent(made(k("a2"), "second", "a"), from(10)), city.PutContent(made(k("a"), "middle"), span(5, 8))},
				{city.DeleteKey(k("a"), day(20), "b"), city.DeleteArea(key("district", "a"), day(20))},
			} {
				before := unrevised(d.everything(city.Query{}))
				n := d.do(entries...).Number
				if i > 0 {
					_, err := city.ReverseOf(t.Context(), d, 2)
					d.failed(err, city.Conflict, "conflict")
				}
				back, err := city.ReverseOf(t.Context(), d, n)
				if err != nil {
					t.Fatal(err)
				}
				d.apply(back)
				equal(t, "after the reverse of step "+itoa(i), unrevised(d.everything(city.Query{})), before)
			}
			checkChain(t, d, 0, [32]byte{})
		})
	}
}

// unrevised drops the revisions of records.
func unrevised(rs []city.Record) []city.Record {
	for i := range rs {
		rs[i].RevFrom, rs[i].RevTo = 0, 0
	}
	return rs
}

// thingsRefused: what is no building, line or place leaves no trace.
func thingsRefused(t *testing.T, f Factory) {
	d := start(t, f)
	d.do(ground()...)
	far := geo.Point{X: geo.MaxX + 1}
	for name, c := range map[string]struct {
		bad  city.Content
		kind city.Kind
		code string
	}{
		"negative households": {&city.Building{Code: "x", Shape: square(1), Households: ptr(int64(-1))}, city.Invalid, "bad_count"},
		"too many storeys":    {&city.Building{Code: "x", Shape: square(1), Storeys: ptr(int64(1 << 53))}, city.Invalid, "bad_count"},
		"nowhere":             {&city.Building{Code: "x"}, city.Invalid, "empty_shape"},
		"point off the earth": {&city.Building{Code: "x", Point: &far}, city.Invalid, "bad_shape"},
		"entrance off it":     {&city.Building{Code: "x", Shape: square(1), Entrances: []geo.Point{far}}, city.Invalid, "bad_shape"},
		"unknown grid":        {ptr(within("x", "none", "")), city.Invalid, "unknown_area"},
		"unknown compound":    {ptr(within("x", "g", "none")), city.Invalid, "unknown_area"},
		"no code":             {ptr(building("")), city.Invalid, "bad_code"},
		"no text":             {&city.Building{Code: "x", Shape: square(1), Address: city.Address{Road: "\xff"}}, city.Invalid, "bad_text"},
		"unknown line layer":  {&city.Line{Layer: "canal", Code: "x"}, city.NotFound, "unknown_layer"},
		"line of nothing":     {&city.Line{Layer: "road", Code: "x"}, city.Invalid, "empty_shape"},
		"line of a point":     {&city.Line{Layer: "road", Code: "x", Shape: geo.MultiLine{{{}}}}, city.Invalid, "bad_shape"},
		"line off the earth":  {&city.Line{Layer: "road", Code: "x", Shape: geo.MultiLine{{{}, far}}}, city.Invalid, "bad_shape"},
		"unknown kind":        {ptr(place("castle", "x")), city.NotFound, "unknown_layer"},
		"no state":            {&city.Place{Kind: "station", Code: "x"}, city.Invalid, "bad_state"},
		"negative floor":      {&city.Place{Kind: "station", Code: "x", State: city.PlaceOpen, FloorArea: ptr(int64(-1))}, city.Invalid, "bad_count"},
		"bad hours": {&city.Place{Kind: "station", Code: "x", State: city.PlaceOpen, Hours: &city.Hours{Week: []city.WeekRule{{}}}},
			city.Invalid, "bad_hours"},
	} {
		t.Run(name, func(t *testing.T) {
			d.t = t
			good := building("good")
			d.refuse(c.kind, c.code, city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(&good, city.Always()), city.PutContent(c.bad, city.Always())}})
		})
	}
	d.t = t
}

// buildingsNameAreas: the grid and compound that a building names exist whenever it does,
// and do not end under it.
func buildingsNameAreas(t *testing.T, f Factory) {
	d := start(t, f)
	d.do(city.PutArea(area("grid", "g", ""), span(0, 20)), put("compound", "c", ""))
	b, c := within("b", "g", ""), within("c", "", "c")
	d.refuse(city.Invalid, "unknown_area", city.Change{Effective: day(0), Entries: []city.Entry{city.PutContent(&b, span(0, 30))}})
	d.apply(city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(&b, span(0, 20)), city.PutContent(&c, city.Always())}})
	end := func(layer, code string) city.Change {
		return city.Change{Effective: day(10), Entries: []city.Entry{city.DeleteArea(key(layer, code), day(10))}}
	}
	d.refuse(city.Conflict, "has_children", end("grid", "g"))
	d.refuse(city.Conflict, "has_children", end("compound", "c"))
	// Where the building lets go of it in the same change, it may.
	free := building("b")
	both := end("grid", "g")
	both.Entries = append(both.Entries, city.PutContent(&free, span(10, 20)))
	d.apply(both)
	whole := end("compound", "c")
	whole.Entries = append(whole.Entries, city.DeleteKey(ofKind(city.KindBuilding, city.LayerBuilding, "c"), day(10)))
	d.apply(whole)
	at := day(10)
	equal(t, "what is left", recordKeys(d.everything(city.Query{At: &at})), []string{"building/b"})
}
