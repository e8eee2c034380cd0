package city_test

import (
	"bytes"
	"encoding/hex"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

var (
	anyText  = rapid.String()
	anyPoint = rapid.Custom(func(rt *rapid.T) geo.Point {
		return geo.Point{X: rapid.Int32().Draw(rt, "x"), Y: rapid.Int32().Draw(rt, "y")}
	})
	anyCount = rapid.Ptr(rapid.Int64(), true)
)

// some draws a list that is nil when it is empty, as it is read back.
func some[T any](rt *rapid.T, what string, of *rapid.Generator[T], most int) []T {
	if list := rapid.SliceOfN(of, 0, most).Draw(rt, what); len(list) > 0 {
		return list
	}
	return nil
}

func genNames(rt *rapid.T) city.Names {
	return city.Names{Zh: anyText.Draw(rt, "zh"), ZhHant: anyText.Draw(rt, "hant"), En: anyText.Draw(rt, "en")}
}

func genAddress(rt *rapid.T) city.Address {
	return city.Address{Road: anyText.Draw(rt, "road"), Number: anyText.Draw(rt, "number"), Compound: anyText.Draw(rt, "estate"), Building: anyText.Draw(rt, "block")}
}

func genClass(rt *rapid.T) map[string]string {
	if class := rapid.MapOfN(anyText, anyText, 0, 4).Draw(rt, "class"); len(class) > 0 {
		return class
	}
	return nil
}

func genBuilding(rt *rapid.T) city.Content {
	b := &city.Building{
		Code: anyText.Draw(rt, "code"), Former: some(rt, "former", anyText, 3), Names: genNames(rt), Address: genAddress(rt),
		Entrances: some(rt, "entrances", anyPoint, 3), Point: rapid.Ptr(anyPoint, true).Draw(rt, "point"),
		Storeys: anyCount.Draw(rt, "storeys"), Households: anyCount.Draw(rt, "households"), Grid: anyText.Draw(rt, "grid"),
		Compound: anyText.Draw(rt, "compound"), Class: genClass(rt), Source: anyText.Draw(rt, "source"), DataDate: anyText.Draw(rt, "data_date"),
	}
	if a := genArea().Draw(rt, "shape of an area"); len(a.Shape) > 0 {
		b.Shape = a.Shape
	}
	return b
}

func genLine(rt *rapid.T) city.Content {
	l := &city.Line{
		Layer: rapid.SampledFrom(city.LineLayers()).Draw(rt, "layer"), Code: anyText.Draw(rt, "code"), Former: some(rt, "former", anyText, 3),
		Names: genNames(rt), Class: genClass(rt), Source: anyText.Draw(rt, "source"), DataDate: anyText.Draw(rt, "data_date"),
	}
	for range rapid.IntRange(0, 3).Draw(rt, "parts") {
		l.Shape = append(l.Shape, rapid.SliceOfN(anyPoint, 1, 5).Draw(rt, "part"))
	}
	return l
}

func genHours(rt *rapid.T) *city.Hours {
	span := rapid.Custom(func(rt *rapid.T) city.Span {
		return city.Span{From: rapid.IntRange(0, 1439).Draw(rt, "from"), To: rapid.IntRange(0, 2879).Draw(rt, "to")}
	})
	h := &city.Hours{Calendar: anyText.Draw(rt, "calendar")}
	for range rapid.IntRange(0, 3).Draw(rt, "rules") {
		h.Week = append(h.Week, city.WeekRule{Days: city.Days(rapid.Uint8().Draw(rt, "days")), Open: some(rt, "open", span, 3)})
		h.Dates = append(h.Dates, city.DateRule{From: city.Date(rapid.Int32().Draw(rt, "from")), To: city.Date(rapid.Int32().Draw(rt, "to")), Open: some(rt, "open", span, 3)})
	}
	return h
}

func genPlace(rt *rapid.T) city.Content {
	p := &city.Place{
		Kind: anyText.Draw(rt, "kind"), Code: anyText.Draw(rt, "code"), Former: some(rt, "former", anyText, 3), Names: genNames(rt),
		Address: genAddress(rt), Point: anyPoint.Draw(rt, "point"), Entrances: some(rt, "entrances", anyPoint, 3),
		Services: some(rt, "services", anyText, 3), Skills: some(rt, "skills", anyText, 3),
		State: city.PlaceState(anyText.Draw(rt, "state")), FloorArea: anyCount.Draw(rt, "floor_area"), Tenure: anyText.Draw(rt, "tenure"),
		Owner: anyText.Draw(rt, "owner"), Class: genClass(rt), Source: anyText.Draw(rt, "source"), DataDate: anyText.Draw(rt, "data_date"),
	}
	if rapid.Bool().Draw(rt, "with hours") {
		p.Hours = genHours(rt)
	}
	return p
}

// TestRecordRoundTrip: contents and entries of each kind come back, and have one encoding.
func TestRecordRoundTrip(t *testing.T) {
	for kind, gen := range map[city.RecordKind]func(*rapid.T) city.Content{
		city.KindBuilding: genBuilding, city.KindLine: genLine, city.KindPlace: genPlace,
	} {
		t.Run(kind.String(), rapid.MakeCheck(func(rt *rapid.T) {
			c := gen(rt)
			b, err := city.Encode(c)
			if err != nil {
				rt.Fatal(err)
			}
			got, err := city.Decode(kind, b)
			if err != nil || !reflect.DeepEqual(got, c) {
				rt.Fatalf("%+v\ncomes back as\n%+v (%v)", c, got, err)
			}
			for _, e := range []city.Entry{
				city.PutContent(c, genPeriod(rt)), city.DeleteKey(c.Key(), 5, "x"),
				{Op: city.Restore, Key: c.Key(), Valid: city.Always(), Versions: []city.Record{{Content: c, ID: 9, Valid: genPeriod(rt)}}},
			} {
				b, err := city.EncodeEntry(&e, 7)
				if err != nil {
					rt.Fatal(err)
				}
				got, id, err := city.DecodeEntry(b)
				if err != nil || id != 7 || !reflect.DeepEqual(got, e) {
					rt.Fatalf("%+v\ncomes back as\n%+v (id %d, %v)", e, got, id, err)
				}
			}
		}))
	}
}

// TestCanonicalRecords pins the bytes that are hashed, as TestCanonicalBytes does for areas.
func TestCanonicalRecords(t *testing.T) {
	count, at := int64(24), geo.Point{X: 0, Y: -1}
	for name, c := range map[string]struct {
		content city.Content
		want    string
	}{
		"building": {&city.Building{Code: "b", Point: &at, Households: &count, Grid: "g", Address: city.Address{Road: "r"}}, "a6" +
			"64636f6465" + "6162" + // "code": "b"
			"6467726964" + "6167" + // "grid": "g"
			"656e616d6573" + "a0" + // "names": {}
			"65706f696e74" + "820020" + // "point": [0, -1]
			"6761646472657373" + "a1" + "64726f6164" + "6172" + // "address": {"road": "r"}
			"6a686f757365686f6c6473" + "1818"}, // "households": 24
		"line": {&city.Line{Layer: "road", Code: "r", Shape: geo.MultiLine{{at, {X: 1, Y: 2}}}}, "a4" +
			"64636f6465" + "6172" + "656c61796572" + "64726f6164" + "656e616d6573" + "a0" + "657368617065" + "81" + "8400200102"},
		"place": {&city.Place{Kind: "k", Code: "p", Point: at, State: "open", Hours: &city.Hours{
			Week:  []city.WeekRule{{Days: city.Monday | city.Holiday, Open: []city.Span{{From: 0, To: 1440}}}},
			Dates: []city.DateRule{{From: 1, To: 2}},
		}}, "a7" +
			"64636f6465" + "6170" + "646b696e64" + "616b" +
			"65686f757273" + "a2" + "647765656b" + "81" + "a2" + "6464617973" + "1881" + "646f70656e" + "81" + "82001905a0" +
			"656461746573" + "81" + "a2" + "62746f" + "02" + "6466726f6d" + "01" +
			"656e616d6573" + "a0" + "65706f696e74" + "820020" + "657374617465" + "646f70656e" + "6761646472657373" + "a0"},
	} {
		b, err := city.Encode(c.content)
		if err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(b); got != c.want {
			t.Errorf("%s: got  %s\nwant %s", name, got, c.want)
		}
	}
}

func TestDecodeRecordRefuses(t *testing.T) {
	for _, kind := range city.RecordKinds() {
		for _, text := range []string{"", "01", "a164", "a000"} {
			b, err := hex.DecodeString(text)
			if err != nil {
				t.Fatal(err)
			}
			if c, err := city.Decode(kind, b); err == nil {
				t.Errorf("%s %q: read as %+v", kind, text, c)
			}
		}
	}
	for name, c := range map[string]struct {
		kind city.RecordKind
		text string
	}{
		"a kind that is none":      {99, "a0"},
		"a place without a point":  {city.KindPlace, "a0"},
		"half a point":             {city.KindPlace, "a165706f696e748100"},
		"half an entrance":         {city.KindBuilding, "a169656e7472616e6365738100"},
		"a building's half point":  {city.KindBuilding, "a165706f696e748100"},
		"half a point of a line":   {city.KindLine, "a165736861706581" + "8100"},
		"half a point of its plan": {city.KindBuilding, "a16573686170658181" + "8100"},
	} {
		b, err := hex.DecodeString(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := city.Decode(c.kind, b); err == nil {
			t.Errorf("%s: read as %+v", name, got)
		}
	}
	b, err := hex.DecodeString("a1646b696e6461" + "78") // {"kind": "x"}
	if err != nil {
		t.Fatal(err)
	}
	if e, _, err := city.DecodeEntry(b); err == nil {
		t.Errorf("an entry of an unknown kind: read as %+v", e)
	}
}

// FuzzDecode: what can be read of any kind has one canonical form, which reads the same.
func FuzzDecode(f *testing.F) {
	at := geo.Point{X: 1, Y: -1}
	for _, c := range []city.Content{
		&city.Area{Layer: "grid", Code: "g", Shape: square}, &city.Building{Code: "b", Shape: square, Point: &at},
		&city.Line{Layer: "road", Code: "r", Shape: geo.MultiLine{{at, at}}},
		&city.Place{Kind: "k", Code: "p", Point: at, Hours: &city.Hours{Week: []city.WeekRule{{Days: 1, Open: []city.Span{{From: 1, To: 2}}}}}},
	} {
		b, err := city.Encode(c)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(c.Key().Kind), b)
	}
	f.Fuzz(func(t *testing.T, kind uint8, b []byte) {
		c, err := city.Decode(city.RecordKind(kind), b)
		if err != nil {
			return
		}
		canonical, err := city.Encode(c)
		if err != nil {
			t.Fatal(err)
		}
		again, err := city.Decode(city.RecordKind(kind), canonical)
		if err != nil {
			t.Fatalf("the canonical form of %x cannot be read: %v", b, err)
		}
		if twice, err := city.Encode(again); err != nil || !bytes.Equal(twice, canonical) {
			t.Fatalf("%x has the forms %x and %x (%v)", b, canonical, twice, err)
		}
	})
}

func TestRecordKinds(t *testing.T) {
	want := []string{"area", "building", "line", "organisation", "person", "place", "post"}
	for i, k := range city.RecordKinds() {
		if k.String() != want[i] {
			t.Errorf("kind %d is %s, want %s", i, k, want[i])
		}
	}
	if got := city.RecordKind(99).String(); got != "unknown" {
		t.Errorf("no kind is called %s", got)
	}
	// The first name there is names a thing; the box is that of its plan, else of its point.
	at := geo.Point{X: 99, Y: 99}
	b := city.Building{Code: "b", Point: &at}
	if b.Name() != "b" || b.Box() != (geo.Box{Min: at, Max: at}) {
		t.Errorf("%s in %v", b.Name(), b.Box())
	}
	b.Shape, b.Names.En = square, "Block"
	if b.Name() != "Block" || b.Box() != square.Box() {
		t.Errorf("%s in %v", b.Name(), b.Box())
	}
	if a := (city.Address{Road: "建设路", Number: "12号", Compound: "阳光小区", Building: "3号楼"}); a.String() != "建设路12号阳光小区3号楼" {
		t.Errorf("address %s", a)
	}
}
