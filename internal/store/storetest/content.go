package storetest

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// fresh: an empty store says that it is empty, and what it was made with.
func fresh(t *testing.T, f Factory) {
	d := start(t, f)
	st := d.state()
	if st.StoreID == "" || st.Timeline != "t-suite" || st.Revision != 0 || st.Hash != [32]byte{} {
		t.Fatalf("state of an empty store: %+v", st)
	}
	got, err := d.Scheme(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "scheme", got, Scheme(t))
	equal(t, "versions", len(d.versions(city.Query{})), 0)
	equal(t, "log", len(d.log(0, 10)), 0)
	other := start(t, f)
	if other.state().StoreID == st.StoreID {
		t.Fatal("two stores have the same id")
	}
}

// roundTrip: what was put comes back, byte for byte.
func roundTrip(t *testing.T, f Factory) {
	d := start(t, f)
	entries := rich()
	r := d.apply(city.Change{Author: "张三", Note: "第一次导入 🏮", Effective: city.OpenStart, Entries: entries})
	equal(t, "revision", r.Number, int64(1))
	equal(t, "entries", r.Entries, len(entries))
	for i, e := range entries {
		got := d.versions(city.Query{Layer: e.Key.Layer, Codes: []string{e.Key.Code}})
		want := city.Versions([]city.Record{{Content: e.Content, ID: int64(i + 1), Valid: e.Valid, RevFrom: 1}})
		equal(t, e.Key.String(), got, want)
	}
	log := d.log(0, 10)
	equal(t, "revisions", len(log), 1)
	equal(t, "revision as applied and as read", log[0].Revision, r)
	for i, e := range entries {
		got, id, err := city.DecodeEntry(log[0].Log[i].Body)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "log entry", got, e)
		equal(t, "id in the log", id, int64(i+1))
		equal(t, "key in the log", log[0].Log[i], city.LogEntry{Seq: i, Kind: "area", Key: e.Key.String(), Op: city.Put, Body: log[0].Log[i].Body})
	}
	// Order and the joined conditions of a query.
	at := day(2)
	equal(t, "keys in force", keys(d.versions(city.Query{Layer: "district", At: &at})),
		[]string{"district/ages", "district/bare", "district/holed", "district/many", "district/繁體·𠮷—ß’é"})
	equal(t, "ids and codes", keys(d.versions(city.Query{IDs: []int64{1, 5, 3, 999}, Codes: []string{"s", "bare", "none"}})), []string{"district/bare", "street/s"})
	equal(t, "no ids", keys(d.versions(city.Query{IDs: []int64{}})), []string{})
	for _, edge := range []city.Date{city.OpenStart, city.FirstDate - 1, city.FirstDate, city.LastDate, city.OpenEnd - 1} {
		var want []string
		for _, v := range d.versions(city.Query{}) {
			if v.Valid.Holds(edge) {
				want = append(want, v.Key().String())
			}
		}
		equal(t, "keys in force at the edge of time", keys(d.versions(city.Query{At: &edge})), want)
	}
}

// roundTripRandom: the same for generated content, one area after the other.
func roundTripRandom(t *testing.T, f Factory) {
	d := start(t, f)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		a := genArea(rt, n)
		d.do(city.PutArea(a, city.Always()))
		got := d.versions(city.Query{Layer: a.Layer, Codes: []string{a.Code}})
		if len(got) != 1 || !reflect.DeepEqual(got[0].Area, a) {
			rt.Fatalf("put %+v\ngot %+v", a, got)
		}
	})
}

func genArea(rt *rapid.T, n int) city.Area {
	text := rapid.Map(rapid.StringN(0, 40, -1), func(s string) string { return strings.ReplaceAll(s, "\x00", "") })
	count := rapid.Ptr(rapid.Int64Range(0, 1<<53-1), true)
	a := city.Area{
		Layer: "district", Code: "r" + strings.Repeat("x", n%60) + string(rune('a'+n%26)) + rapid.StringMatching(`[0-9A-Z一-龥]{0,3}`).Draw(rt, "code"),
		Names: city.Names{Zh: text.Draw(rt, "zh"), ZhHant: text.Draw(rt, "zh_hant"), En: text.Draw(rt, "en")},
		Shape: genShape(rt), Households: count.Draw(rt, "households"), Population: count.Draw(rt, "population"),
		Source: text.Draw(rt, "source"), DataDate: text.Draw(rt, "data_date"),
	}
	a.Code = string([]rune(a.Code)[:min(len([]rune(a.Code)), city.MaxCode)])
	if class := rapid.MapOfN(text, text, 0, 4).Draw(rt, "class"); len(class) > 0 {
		a.Class = class
	}
	return a
}

func genShape(rt *rapid.T) geo.MultiPolygon {
	point := rapid.Custom(func(rt *rapid.T) geo.Point {
		return geo.Point{X: rapid.Int32Range(-geo.MaxX, geo.MaxX).Draw(rt, "x"), Y: rapid.Int32Range(-geo.MaxY, geo.MaxY).Draw(rt, "y")}
	})
	ring := rapid.Map(rapid.SliceOfN(point, 3, 12), func(ps []geo.Point) geo.Ring { return ps })
	polygon := rapid.Map(rapid.SliceOfN(ring, 1, 3), func(rs []geo.Ring) geo.Polygon { return rs })
	return rapid.Map(rapid.SliceOfN(polygon, 1, 3), func(ps []geo.Polygon) geo.MultiPolygon { return ps }).Draw(rt, "shape")
}

// large: five thousand areas in one change, then a change of one of them.
func large(t *testing.T, f Factory) {
	d := start(t, f)
	const n = 5000
	entries := make([]city.Entry, 0, n+1)
	entries = append(entries, put("district", "d", ""), put("street", "s", "d"))
	for i := len(entries); i < n; i++ {
		a := area("grid", "g"+strings.Repeat("0", 4-len(itoa(i)))+itoa(i), "s")
		a.Shape = geo.MultiPolygon{{circle(40)}}
		entries = append(entries, city.PutArea(a, city.Always()))
	}
	equal(t, "entries", d.do(entries...).Entries, n)
	equal(t, "grids", len(d.versions(city.Query{Layer: "grid"})), n-2)
	equal(t, "the same again", d.do(entries...), city.Revision{Number: 1, Timeline: "t-suite", Hash: d.state().Hash})
	equal(t, "one more", d.do(city.PutArea(named("grid", "g0077", "s", "new"), city.Always())).Number, int64(2))
	equal(t, "grids", len(d.versions(city.Query{Layer: "grid", AllRevisions: true})), n-1)
}
