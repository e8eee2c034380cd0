package storetest

import (
	"bytes"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// people are an organisation, persons and posts that are hard to keep exactly.
func people(t *testing.T, key []byte) []city.Entry {
	t.Helper()
	sealed, err := city.Seal(key, "p·1", &city.Details{Name: canaryName, Phones: []city.Phone{{Use: city.PhonePrivate, Number: canaryPhone}}, Title: "网格长"})
	if err != nil {
		t.Fatal(err)
	}
	grid := city.Seat{Kind: city.KindArea, Layer: "grid", Code: "g"}
	branch := city.Organisation{
		Code: "支部·1", Former: []string{"b0"}, Names: city.Names{Zh: "阳光小区党支部", En: `O'Brien's "branch"; --`}, Kind: "branch", Form: "joint", Parent: "up",
		Of: grid, Covers: []city.Seat{{Kind: city.KindArea, Layer: "compound", Code: "c"}}, Place: city.Seat{Kind: city.KindPlace, Layer: "station", Code: "s"},
		Point: &geo.Point{X: geo.MaxX, Y: -geo.MaxY}, Address: city.Address{Road: "南路"}, Members: ptr(int64(7)), OfficePhone: "000-1234567",
		Class: map[string]string{"": "x"}, Source: "组织部", DataDate: "2026-01-31",
	}
	post := city.Post{
		Code: "岗·1", Role: "grid_head", At: grid, Person: "p·1", Acting: true,
		Tasks: []string{"emergency", "public_order"}, Duty: "巡查\n走访", StandIns: []string{"岗·2"}, OfficePhone: "+86 000-1234",
		Hours: &city.Hours{
			Week:  []city.WeekRule{{Days: city.Workdays, Open: []city.Span{city.Clock(22*60, 6*60)}}},
			Month: []city.MonthRule{{Days: []int{5, 15, 25}, Open: []city.Span{{From: 0, To: city.Midnight}}}}, Calendar: "cn",
		},
		Extra:  &city.PostExtra{Former: []string{"q0"}, Names: city.Names{Zh: "第一网格网格长"}, Specialty: "x;y", Class: map[string]string{"k": "v"}},
		Source: "街道", DataDate: "2026-02-01",
	}
	bare := city.Organisation{Code: "up", Kind: "community_committee"}
	vacant := city.Post{Code: "岗·2", Role: "full_time_worker", At: grid}
	return []city.Entry{
		city.PutContent(&branch, city.Always()), city.PutContent(&city.Person{Code: "p·1", Former: []string{"p0"}, Sealed: sealed, Source: "组织部", DataDate: "2026-01-31"}, from(3)),
		city.PutContent(&post, span(1, 2)), city.PutContent(&bare, city.Always()), city.PutContent(&vacant, city.Period{From: city.FirstDate, To: city.LastDate}),
	}
}

// What stands in no store as it is.
const (
	canaryName  = "甄金丝雀"
	canaryPhone = "13800009471"
)

// peopleRoundTrip: organisations, persons and posts come back byte for byte, from the tables and
// from the log, are found by each condition of a query, and nothing personal stands in the log.
func peopleRoundTrip(t *testing.T, f Factory) {
	d := start(t, f)
	key := bytes.Repeat([]byte{7}, city.KeyBytes)
	d.do(ground()...)
	entries := people(t, key)
	equal(t, "entries", d.do(entries...).Entries, len(entries))
	log := d.log(1, 10)
	for i, e := range entries {
		got := d.records(city.Query{Kind: e.Key.Kind, Layer: e.Key.Layer, Codes: []string{e.Key.Code}})
		id := int64(i + 3)
		equal(t, e.Key.String(), got, []city.Record{{Content: e.Content, ID: id, Valid: e.Valid, RevFrom: 2}})
		back, logged, err := city.DecodeEntry(log[0].Log[i].Body)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "log entry", back, e)
		equal(t, "id in the log", logged, id)
		equal(t, "by id", len(d.records(city.Query{Kind: e.Key.Kind, IDs: []int64{id}})), 1)
		for _, canary := range []string{canaryName, canaryPhone} {
			if bytes.Contains(log[0].Log[i].Body, []byte(canary)) {
				t.Errorf("the log has %q as it is", canary)
			}
		}
	}
	at := day(1)
	equal(t, "posts in force", recordKeys(d.records(city.Query{Kind: city.KindPost, At: &at})), []string{"post/岗·1", "post/岗·2"})
	equal(t, "the same again", d.do(people(t, key)...).Entries, 0)
	got, ok := d.records(city.Query{Kind: city.KindPerson})[0].Content.(*city.Person)
	if !ok {
		t.Fatal("what is kept as a person is none")
	}
	details, err := city.Unseal(key, got.Code, got.Sealed)
	if err != nil || details.Name != canaryName || details.Phones[0].Number != canaryPhone {
		t.Errorf("unsealed %v", err)
	}
	checkChain(t, d, 0, [32]byte{})
}

// personsInTime: a person is renumbered, ended, brought back and reversed as anything else is.
func personsInTime(t *testing.T, f Factory) {
	d := start(t, f)
	one := func(code string, sealed string, former ...string) city.Content {
		return &city.Person{Code: code, Former: former, Sealed: []byte(sealed)}
	}
	d.do(city.PutContent(one("a", "first"), city.Always()), city.PutContent(one("b", "b"), city.Always()))
	before := unrevised(d.everything(city.Query{}))
	d.do(city.PutContent(one("a2", "second", "a"), from(10)), city.DeleteKey(city.Key{Kind: city.KindPerson, Layer: city.LayerPerson, Code: "b"}, day(20)))
	got, err := city.Find(t.Context(), d, city.Key{Kind: city.KindPerson, Layer: city.LayerPerson, Code: "a"}, day(12), 0)
	if err != nil || got.Key().Code != "a2" || got.Matched != city.MatchedFormer {
		t.Errorf("%+v, %v", got, err)
	}
	back, err := city.ReverseOf(t.Context(), d, 2)
	if err != nil {
		t.Fatal(err)
	}
	d.apply(back)
	equal(t, "after the reverse", unrevised(d.everything(city.Query{})), before)
	checkChain(t, d, 0, [32]byte{})
}

// peopleRefused: what is no organisation, person or post leaves no trace.
func peopleRefused(t *testing.T, f Factory) {
	d := start(t, f)
	grid := city.Seat{Kind: city.KindArea, Layer: "grid", Code: "g"}
	for name, c := range map[string]struct {
		bad  city.Content
		kind city.Kind
		code string
	}{
		"unknown role":           {&city.Post{Code: "x", Role: "king", At: grid}, city.NotFound, "unknown_role"},
		"role of another layer":  {&city.Post{Code: "x", Role: "street_contact", At: grid}, city.Invalid, "bad_seat"},
		"seat of no layer":       {&city.Post{Code: "x", Role: "visiting_team", At: city.Seat{Kind: city.KindArea, Layer: "moon", Code: "g"}}, city.NotFound, "unknown_layer"},
		"seat of nothing":        {&city.Post{Code: "x", Role: "visiting_team"}, city.NotFound, "unknown_layer"},
		"seat of a person":       {&city.Post{Code: "x", Role: "visiting_team", At: city.Seat{Kind: city.KindPerson, Layer: "person", Code: "p"}}, city.Invalid, "bad_seat"},
		"unknown task":           {&city.Post{Code: "x", Role: "grid_head", At: grid, Tasks: []string{"idle"}}, city.Invalid, "bad_task"},
		"in for itself":          {&city.Post{Code: "x", Role: "grid_head", At: grid, StandIns: []string{"x"}}, city.Invalid, "bad_stand_in"},
		"phone with letters":     {&city.Post{Code: "x", Role: "grid_head", At: grid, OfficePhone: "12a45"}, city.Invalid, "bad_phone"},
		"day 32":                 {&city.Post{Code: "x", Role: "grid_head", At: grid, Hours: &city.Hours{Month: []city.MonthRule{{Days: []int{32}}}}}, city.Invalid, "bad_hours"},
		"nothing sealed":         {&city.Person{Code: "x"}, city.Invalid, "bad_person"},
		"too much sealed":        {&city.Person{Code: "x", Sealed: make([]byte, city.MaxSealed+1)}, city.Invalid, "bad_person"},
		"unknown organisation":   {&city.Organisation{Code: "x", Kind: "guild"}, city.NotFound, "unknown_kind"},
		"above itself":           {&city.Organisation{Code: "x", Kind: "firm", Parent: "x"}, city.Invalid, "bad_parent"},
		"a grid as its place":    {&city.Organisation{Code: "x", Kind: "firm", Place: grid}, city.Invalid, "bad_seat"},
		"fewer than no members":  {&city.Organisation{Code: "x", Kind: "firm", Members: ptr(int64(-1))}, city.Invalid, "bad_count"},
		"organisation far away":  {&city.Organisation{Code: "x", Kind: "firm", Point: &geo.Point{X: geo.MaxX + 1}}, city.Invalid, "bad_shape"},
		"organisation of no one": {&city.Organisation{Code: "x", Kind: "firm", Covers: []city.Seat{{}}}, city.NotFound, "unknown_layer"},
	} {
		t.Run(name, func(t *testing.T) {
			d.t = t
			good := building("good")
			d.refuse(c.kind, c.code, city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(&good, city.Always()), city.PutContent(c.bad, city.Always())}})
		})
	}
	d.t = t
}
