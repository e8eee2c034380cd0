package storetest

import (
	"testing"

	"github.com/redsail/redsail/internal/city"
)

func (d *desk) find(layer, code string, at city.Date, rev int64) city.Found {
	d.t.Helper()
	f, err := city.Find(d.ctx(), d, key(layer, code), at, rev)
	if err != nil {
		d.t.Fatalf("find %s/%s: %v", layer, code, err)
	}
	return f
}

func (d *desk) missing(layer, code string, at city.Date, rev int64) {
	d.t.Helper()
	_, err := city.Find(d.ctx(), d, key(layer, code), at, rev)
	d.failed(err, city.NotFound, "unknown_code")
}

// codes: a code is given once, ids are permanent, a renumbered area resolves from each of
// its former codes.
func codes(t *testing.T, f Factory) {
	d := start(t, f)
	d.do(put("district", "a", ""), put("district", "b", ""), put("street", "a", "a"))
	second := area("district", "a2", "")
	second.Former = []string{"a"}
	third := area("district", "a3", "")
	third.Former = []string{"a", "a2", "never known"}
	d.do(city.PutArea(second, from(10)), city.PutArea(area("street", "a", "a2"), from(10)))
	d.do(city.PutArea(third, from(20)), city.PutArea(area("street", "a", "a3"), from(20)))
	for code, id := range map[string]int64{"a": 1, "b": 2, "a2": 1, "a3": 1, "never known": 1} {
		got, err := d.CodeID(t.Context(), key("district", code))
		if err != nil || got != id {
			t.Fatalf("id of %s: %d, %v; want %d", code, got, err, id)
		}
	}
	for _, c := range []struct {
		code    string
		at      int
		rev     int64
		has     string
		matched city.Matched
	}{
		{"a", 0, 0, "a", city.MatchedCode}, {"a", 15, 0, "a2", city.MatchedFormer}, {"a", 25, 0, "a3", city.MatchedFormer},
		{"a2", 15, 0, "a2", city.MatchedCode}, {"a2", 25, 0, "a3", city.MatchedFormer}, {"a3", 25, 0, "a3", city.MatchedCode},
		{"never known", 25, 0, "a3", city.MatchedFormer}, {"a", 15, 1, "a", city.MatchedCode}, {"a", 25, 2, "a2", city.MatchedFormer},
	} {
		got := d.find("district", c.code, day(c.at), c.rev)
		if got.Key().Code != c.has || got.Matched != c.matched || got.ID != 1 {
			t.Errorf("%s at day %d, revision %d: %s (%s, id %d), want %s (%s)", c.code, c.at, c.rev, got.Key().Code, got.Matched, got.ID, c.has, c.matched)
		}
	}
	d.missing("district", "nobody", day(0), 0)
	d.missing("street", "b", day(0), 0)
	equal(t, "the same code in another layer", d.find("street", "a", day(0), 0).ID, int64(3))
}

// retired: an ended area is found with its last version and its successors, never one of
// several heirs; the heirs name it as their predecessor.
func retired(t *testing.T, f Factory) {
	d := start(t, f)
	d.do(put("district", "old", ""), put("district", "x", ""), put("district", "y", ""), city.PutArea(named("district", "old", "", "second"), from(10)))
	d.apply(city.Change{Effective: day(20), Entries: []city.Entry{city.DeleteArea(key("district", "old"), day(20), "y", "x")}})
	got := d.find("district", "old", day(30), 0)
	equal(t, "matched", got.Matched, city.MatchedRetired)
	equal(t, "last version", got.Content.Name(), "second")
	equal(t, "successors", got.Successors, []string{"y", "x"})
	equal(t, "before the end", d.find("district", "old", day(19), 0).Matched, city.MatchedCode)
	equal(t, "before the end, first version", len(d.find("district", "old", day(9), 0).Successors), 0)
	equal(t, "before it was known", d.find("district", "old", day(30), 1).Matched, city.MatchedCode)
	equal(t, "predecessors", d.find("district", "x", day(30), 0).Predecessors, []string{"old"})
	equal(t, "predecessors before it was known", len(d.find("district", "x", day(30), 1).Predecessors), 0)
	// Who takes over may be said later, and the code may come back for the same area.
	d.apply(city.Change{Effective: day(20), Entries: []city.Entry{city.DeleteArea(key("district", "old"), day(20), "x")}})
	equal(t, "other successors", d.find("district", "old", day(30), 0).Successors, []string{"x"})
	d.apply(city.Change{Effective: day(40), Entries: []city.Entry{city.PutArea(area("district", "old", ""), from(40))}})
	back := d.find("district", "old", day(41), 0)
	equal(t, "back again", []any{back.Matched, back.ID}, []any{city.MatchedCode, int64(1)})
	equal(t, "in between", d.find("district", "old", day(39), 0).Matched, city.MatchedRetired)
	d.do(city.PutArea(area("district", "young", ""), from(50)))
	d.missing("district", "young", day(49), 0)
}

// bornAndEnded: what ends on the day on which it began has no version left, and its code is
// found as that of an ended area all the same.
func bornAndEnded(t *testing.T, f Factory) {
	d := start(t, f)
	d.do(put("district", "x", ""))
	d.apply(city.Change{Effective: day(10), Entries: []city.Entry{city.PutArea(area("district", "y", ""), from(10)), city.PutArea(area("district", "z", ""), from(10))}})
	d.apply(city.Change{Effective: day(10), Entries: []city.Entry{city.DeleteArea(key("district", "y"), day(10), "x"), city.DeleteArea(key("district", "z"), day(10))}})
	got := d.find("district", "y", day(10), 0)
	equal(t, "matched", got.Matched, city.MatchedRetired)
	equal(t, "successors", got.Successors, []string{"x"})
	equal(t, "valid", got.Valid, city.Period{From: day(10), To: day(10)})
	equal(t, "without a successor", d.find("district", "z", day(10), 0).Matched, city.MatchedRetired)
	d.missing("district", "y", day(9), 0)
	equal(t, "before it ended", d.find("district", "y", day(10), 2).Matched, city.MatchedCode)
	d.missing("district", "y", day(10), 1)
	// What was taken back never was.
	d.apply(city.Change{Effective: day(10), Entries: []city.Entry{city.PutArea(area("district", "w", ""), from(10))}})
	back, err := city.ReverseOf(d.ctx(), d, 4)
	if err != nil {
		t.Fatal(err)
	}
	d.apply(back)
	d.missing("district", "w", day(10), 0)
	equal(t, "and before that", d.find("district", "w", day(10), 4).Matched, city.MatchedCode)
	equal(t, "still", d.find("district", "y", day(30), 0).Successors, []string{"x"})
}

// codesTaken: no code ever goes over to another area.
func codesTaken(t *testing.T, f Factory) {
	d := start(t, f)
	d.do(put("district", "a", ""), put("district", "b", ""))
	second := area("district", "a2", "")
	second.Former = []string{"a"}
	d.do(city.PutArea(second, from(10)))
	steal := func(code string, former ...string) city.Change {
		a := area("district", code, "")
		a.Former = former
		return city.Change{Effective: day(30), Entries: []city.Entry{city.PutArea(a, from(30))}}
	}
	d.refuse(city.Conflict, "code_taken", steal("a"))            // it is the former code of a2
	d.refuse(city.Conflict, "code_taken", steal("c", "a", "b"))  // one area cannot come from two
	d.refuse(city.Conflict, "code_taken", steal("b", "a2"))      // b is an area of its own
	d.refuse(city.Conflict, "code_taken", steal("c", "b", "a2")) // the same the other way round
	self := area("district", "c", "")
	self.Former = []string{"c"}
	d.refuse(city.Invalid, "bad_code", city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutArea(self, city.Always())}})
	semicolon := area("district", "c", "")
	semicolon.Former = []string{"x;y"}
	d.refuse(city.Invalid, "bad_code", city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutArea(semicolon, city.Always())}})
	d.refuse(city.Invalid, "unknown_successor", city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.DeleteArea(key("district", "b"), day(1), "b")}})
	d.apply(steal("c", "b"))
}

// nesting: a parent must exist, and must not end above its children.
func nesting(t *testing.T, f Factory) {
	d := start(t, f)
	d.refuse(city.Invalid, "unknown_parent", city.Change{Effective: city.OpenStart, Entries: []city.Entry{put("street", "s", "d")}})
	d.do(put("street", "s", "d"), put("grid", "g", "s"), put("district", "d", ""), put("grid", "free", "")) // in any order, and without a parent
	end := func(entries ...city.Entry) city.Change { return city.Change{Effective: day(5), Entries: entries} }
	d.refuse(city.Conflict, "has_children", end(city.DeleteArea(key("district", "d"), day(5))))
	d.refuse(city.Conflict, "has_children", end(city.DeleteArea(key("street", "s"), day(5))))
	// Mentioning the child, or saying again what it is, does not save it from being orphaned.
	d.refuse(city.Conflict, "has_children", end(city.DeleteArea(key("street", "s"), day(5)), city.PutArea(area("grid", "g", "s"), from(5))))
	d.do(put("district", "e", ""))
	d.refuse(city.Conflict, "has_children", end(city.DeleteArea(key("district", "d"), day(5), "e"), city.DeleteArea(key("grid", "free"), day(6), "g")))
	renumbered := area("district", "d2", "")
	renumbered.Former = []string{"d"}
	d.refuse(city.Conflict, "has_children", end(city.PutArea(renumbered, from(5))))
	d.apply(end(city.PutArea(renumbered, from(5)), city.PutArea(area("street", "s", "d2"), from(5))))
	d.apply(end(city.DeleteArea(key("grid", "g"), day(5)), city.DeleteArea(key("street", "s"), day(5)), city.DeleteArea(key("district", "d2"), day(5))))
	at := day(5)
	equal(t, "what is left", keys(d.versions(city.Query{At: &at})), []string{"district/e", "grid/free"})
}

// nestingInTime: the rules hold at the effective date and at every later one, and nothing
// changes before it.
func nestingInTime(t *testing.T, f Factory) {
	d := start(t, f)
	d.apply(city.Change{Effective: day(10), Entries: []city.Entry{city.PutArea(area("district", "d", ""), span(10, 20))}})
	under := func(effective int, p city.Period) city.Change {
		return city.Change{Effective: day(effective), Entries: []city.Entry{city.PutArea(area("street", "s", "d"), p)}}
	}
	d.refuse(city.Invalid, "unknown_parent", under(5, span(5, 15)))
	d.refuse(city.Invalid, "unknown_parent", under(0, span(9, 15)))
	d.refuse(city.Invalid, "unknown_parent", under(10, from(10)))
	d.refuse(city.Invalid, "unknown_parent", under(10, span(15, 25)))
	d.refuse(city.Invalid, "bad_entry", under(25, span(10, 30)))
	d.refuse(city.Invalid, "bad_entry", under(11, span(10, 20)))
	d.apply(under(10, span(10, 20)))
	shorter := func(n int) city.Change {
		return city.Change{Effective: day(n), Entries: []city.Entry{city.DeleteArea(key("district", "d"), day(n))}}
	}
	d.refuse(city.Conflict, "has_children", shorter(15))
	d.refuse(city.Invalid, "bad_entry", city.Change{Effective: day(16), Entries: shorter(15).Entries})
	d.refuse(city.Conflict, "has_children", city.Change{Effective: day(0), Entries: []city.Entry{
		{Op: city.Delete, Key: key("district", "d"), Valid: span(12, 13)}}})
	d.apply(city.Change{Effective: day(15), Entries: []city.Entry{city.DeleteArea(key("street", "s"), day(15)), city.DeleteArea(key("district", "d"), day(15))}})
}
