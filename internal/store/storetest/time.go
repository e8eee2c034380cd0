package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/internal/city"
)

// everyDateAndRevision: random puts, deletes, renumberings and reverses of a thing of each
// kind; then every one of them at every date and every revision is what the naive model says.
func everyDateAndRevision(t *testing.T, f Factory) {
	d := start(t, f)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		h := &historian{rt: rt, d: d, first: d.state().Revision}
		names := []string{"a" + itoa(n), "b" + itoa(n), "c" + itoa(n), "d" + itoa(n)}
		h.now = newModel(names)
		h.past = []*model{h.now.clone()}
		for range rapid.IntRange(1, 8).Draw(rt, "changes") {
			h.step()
		}
		for i := range h.past {
			h.compare(int64(i))
		}
	})
}

// historian drives a store and the model alike. Revisions count from the first one.
type historian struct {
	rt    *rapid.T
	d     *desk
	first int64
	now   *model
	past  []*model // by revision
}

func (h *historian) step() {
	if len(h.past) > 1 && rapid.IntRange(0, 5).Draw(h.rt, "what") == 0 {
		h.reverse()
		return
	}
	next := h.now.clone()
	var entries []city.Entry
	for range rapid.IntRange(1, 4).Draw(h.rt, "entries") {
		entries = append(entries, h.entry(next))
	}
	r := h.apply(city.Change{Effective: city.OpenStart, Entries: entries})
	if h.now.sameVersions(next) {
		if r.Entries != 0 || r.Number != h.latest() {
			h.rt.Fatalf("%+v changes nothing, yet is revision %+v", entries, r)
		}
		return
	}
	h.record(r, next)
}

func (h *historian) latest() int64 { return h.first + int64(len(h.past)) - 1 }

func (h *historian) apply(c city.Change) city.Revision {
	r, err := h.d.Apply(h.d.ctx(), c)
	if err != nil {
		h.rt.Fatalf("apply %+v: %v", c, err)
	}
	return r
}

func (h *historian) record(r city.Revision, next *model) {
	if r.Number != h.latest()+1 || r.Entries == 0 {
		h.rt.Fatalf("revision %+v after %d", r, h.latest())
	}
	h.now = next
	h.past = append(h.past, next.clone())
}

// entry draws an operation and does it on the model.
func (h *historian) entry(m *model) city.Entry {
	i := rapid.IntRange(0, len(m.areas)-1).Draw(h.rt, "thing")
	start := rapid.IntRange(0, lastCell).Draw(h.rt, "from")
	end := rapid.IntRange(start+1, lastCell+1).Draw(h.rt, "to")
	op := rapid.IntRange(0, 9).Draw(h.rt, "op")
	if op < 3 && m.given[i] {
		m.delete(i, start, end)
		return city.Entry{Op: city.Delete, Key: thing(i, m.code(i), "", nil).Key(), Valid: period(start, end)}
	}
	if op == 9 {
		m.renumber(i, m.code(i)+"'")
	}
	content := rapid.SampledFrom([]string{"甲", "乙", "丙"}).Draw(h.rt, "content")
	m.put(i, start, end, content)
	codes := m.codes[i]
	return city.PutContent(thing(i, m.code(i), content, slices.Clone(codes[:len(codes)-1])), period(start, end))
}

// thing is the ith thing of the model: one of each kind.
func thing(i int, code, name string, former []string) city.Content {
	if len(former) == 0 {
		former = nil
	}
	names := city.Names{Zh: name}
	switch kinds := city.RecordKinds(); kinds[i%len(kinds)] {
	case city.KindBuilding:
		return &city.Building{Code: code, Former: former, Names: names, Shape: square(i)}
	case city.KindLine:
		return &city.Line{Layer: city.LayerRiver, Code: code, Former: former, Names: names, Shape: line(city.LayerRiver, "x").Shape}
	case city.KindPlace:
		return &city.Place{Kind: "venue", Code: code, Former: former, Names: names, Point: square(i)[0][0][0], State: city.PlacePlanned}
	case city.KindOrganisation:
		return &city.Organisation{Code: code, Former: former, Names: names, Kind: "firm", Point: &square(i)[0][0][0]}
	case city.KindPerson:
		return &city.Person{Code: code, Former: former, Sealed: []byte(name + "sealed")}
	case city.KindPost:
		return &city.Post{Code: code, Extra: city.PostExtra{Former: former, Names: names}.Kept(), Role: "visiting_team", At: city.Seat{Kind: city.KindArea, Layer: "district", Code: "d"}}
	default:
		return &city.Area{Layer: "district", Code: code, Former: former, Names: names, Shape: square(i)}
	}
}

// reverse takes back the latest change: the model goes back one revision, the codes stay.
func (h *historian) reverse() {
	c, err := city.ReverseOf(h.d.ctx(), h.d, h.latest())
	if err != nil {
		h.rt.Fatal(err)
	}
	next := h.now.clone()
	next.areas = slices.Clone(h.past[len(h.past)-2].areas)
	h.record(h.apply(c), next)
}

// compare reads one revision: all of it, and one date of it.
func (h *historian) compare(back int64) {
	m, rev := h.past[back], h.first+back
	if rev == 0 {
		return // revision 0 cannot be asked for: it means the latest
	}
	at := rapid.IntRange(0, lastCell).Draw(h.rt, "at")
	date := day(at)
	if at == 0 {
		date = city.OpenStart
	}
	for i := range m.areas {
		k := thing(i, m.codes[i][0], "", nil).Key()
		id, err := h.d.CodeID(h.d.ctx(), k)
		if city.KindOf(err) == city.NotFound && err != nil {
			if len(m.areas[i].runs()) > 0 {
				h.rt.Fatalf("%s: %v", m.codes[i][0], err)
			}
			continue
		}
		var want, wantAt []string
		for _, r := range m.areas[i].runs() {
			line := period(r.from, r.to).From.String() + "–" + period(r.from, r.to).To.String() + " " + r.code + " " + r.content
			want = append(want, line)
			if r.from <= at && at < r.to {
				wantAt = append(wantAt, line)
			}
		}
		h.check(city.Query{Kind: k.Kind, IDs: []int64{id}, Revision: rev}, want)
		h.check(city.Query{Kind: k.Kind, IDs: []int64{id}, Revision: rev, At: &date}, wantAt)
		if rev == h.latest() {
			h.check(city.Query{Kind: k.Kind, Layer: k.Layer, IDs: []int64{id}}, want)
		}
	}
}

func (h *historian) check(q city.Query, want []string) {
	vs, err := h.d.Records(h.d.ctx(), q)
	if err != nil {
		h.rt.Fatal(err)
	}
	slices.SortFunc(vs, func(a, b city.Record) int { return int(max(min(int64(a.Valid.From)-int64(b.Valid.From), 1), -1)) })
	var got []string
	for i := range vs {
		v := &vs[i]
		if i > 0 && vs[i-1].Valid.Overlaps(v.Valid) {
			h.rt.Fatalf("versions overlap: %+v and %+v", vs[i-1], v)
		}
		got = append(got, v.Valid.From.String()+"–"+v.Valid.To.String()+" "+v.Key().Code+" "+v.Content.Name())
	}
	if !slices.Equal(got, want) {
		h.rt.Fatalf("query %+v (at %v):\ngot  %v\nwant %v", q, q.At, got, want)
	}
}

// touchedBy: what a revision wrote and what it replaced.
func touchedBy(t *testing.T, f Factory) {
	d := start(t, f)
	d.do(put("district", "a", ""), put("district", "b", ""))
	d.do(city.PutArea(named("district", "a", "", "x"), from(5)))
	d.do(city.DeleteArea(key("district", "b"), day(7)))
	touched := func(rev int64, all bool) []string {
		var out []string
		for _, v := range d.versions(city.Query{TouchedBy: rev, AllRevisions: all}) {
			out = append(out, v.Code+"@"+v.Valid.From.String()+"–"+v.Valid.To.String()+" "+itoa(int(v.RevFrom))+"–"+itoa(int(v.RevTo)))
		}
		return out
	}
	equal(t, "by 1", touched(1, true), []string{"a@– 1–2", "b@– 1–3"})
	equal(t, "by 2", touched(2, true), []string{"a@– 1–2", "a@–2026-01-06 2–0", "a@2026-01-06– 2–0"})
	equal(t, "by 3", touched(3, true), []string{"b@– 1–3", "b@–2026-01-08 3–0"})
	equal(t, "by 2, still known", touched(2, false), []string{"a@–2026-01-06 2–0", "a@2026-01-06– 2–0"})
	equal(t, "by 1, still known", touched(1, false), []string(nil))
	for after, want := range [][]string{1: {"district/a", "district/a", "district/b"}, 2: {"district/b"}, 3: {}} {
		if after > 0 {
			equal(t, "after "+itoa(after), keys(d.versions(city.Query{After: int64(after)})), want)
		}
	}
	equal(t, "after 1, all revisions", len(d.versions(city.Query{After: 1, AllRevisions: true})), 3)
}

// reverse: the reverse restores exactly what the revision replaced; its own reverse, what
// the revision wrote.
func reverse(t *testing.T, f Factory) {
	d := start(t, f)
	d.do(put("district", "d", ""), put("district", "e", ""), put("street", "s", "d"), city.PutArea(named("district", "d", "", "later"), from(100)))
	renumbered := area("district", "d2", "")
	renumbered.Former = []string{"d"}
	steps := [][]city.Entry{
		{put("district", "new", "")},
		{city.PutArea(named("district", "e", "", "x"), span(5, 8))},
		{city.DeleteArea(key("district", "e"), day(5), "d")},
		{city.DeleteArea(key("street", "s"), city.OpenStart), city.DeleteArea(key("district", "d"), city.OpenStart, "e")},
		{city.PutArea(renumbered, from(50)), city.PutArea(area("street", "s", "d2"), from(50)), city.PutArea(renumbered, from(100)), city.PutArea(area("street", "s", "d"), city.Period{From: city.OpenStart, To: day(50)})},
	}
	undo := func(n int64) city.Revision {
		t.Helper()
		c, err := city.ReverseOf(t.Context(), d, n)
		if err != nil {
			t.Fatal(err)
		}
		return d.apply(c)
	}
	for i, entries := range steps {
		before := timeless(d.versions(city.Query{}))
		r := d.do(entries...)
		after := timeless(d.versions(city.Query{}))
		back := undo(r.Number)
		equal(t, "versions after the reverse of step "+itoa(i), timeless(d.versions(city.Query{})), before)
		again := undo(back.Number)
		equal(t, "versions after the reverse of the reverse", timeless(d.versions(city.Query{})), after)
		undo(again.Number)
		equal(t, "versions after the third reverse", timeless(d.versions(city.Query{})), before)
	}
	checkChain(t, d, 0, [32]byte{})
}

// reverseOneByOne: what was taken back is as if it had not been, so that the revision before it can be taken
// back too; and who takes back that, what stood.
func reverseOneByOne(t *testing.T, f Factory) {
	d := start(t, f)
	empty := timeless(d.versions(city.Query{}))
	undo := func(n int64) int64 {
		t.Helper()
		c, err := city.ReverseOf(t.Context(), d, n)
		if err != nil {
			t.Fatal(err)
		}
		return d.apply(c).Number
	}
	first := d.do(put("district", "d", ""), put("district", "e", "")).Number
	second := d.do(city.PutArea(named("district", "d", "", "x"), from(5))).Number
	third := d.do(city.PutArea(named("district", "d", "", "y"), span(7, 9)), put("street", "s", "e")).Number
	was := timeless(d.versions(city.Query{}))
	_, err := city.ReverseOf(t.Context(), d, second)
	d.failed(err, city.Conflict, "conflict")
	third2 := undo(third)
	again := undo(third2)
	equal(t, "after the reverse of the reverse", timeless(d.versions(city.Query{})), was)
	_, err = city.ReverseOf(t.Context(), d, second)
	d.failed(err, city.Conflict, "conflict")
	var later *city.LaterError
	if !errors.As(err, &later) || later.Revision != again {
		t.Fatalf("revision %v, want %d: %v", later, again, err)
	}
	thirdBack := undo(again)
	secondBack := undo(second)
	firstBack := undo(first)
	equal(t, "after all is taken back", timeless(d.versions(city.Query{})), empty)

	deeds, err := city.Deeds(t.Context(), d, firstBack, 100, func(ctx context.Context, r city.Revision) (*city.Tally, error) { return city.TallyOf(ctx, d, r.Number) })
	if err != nil {
		t.Fatal(err)
	}
	got := map[int64][2]int64{}
	for _, it := range deeds {
		got[it.Number] = [2]int64{it.Reverses, it.ReversedBy}
	}
	equal(t, "who took back whom", got, map[int64][2]int64{
		first: {0, firstBack}, second: {0, secondBack}, third: {0, third2}, third2: {third, again}, again: {third2, thirdBack},
		thirdBack: {again, 0}, secondBack: {second, 0}, firstBack: {first, 0},
	})
	checkChain(t, d, 0, [32]byte{})
}

// timeless drops the revisions of versions.
func timeless(vs []city.Version) []city.Version {
	for i := range vs {
		vs[i].RevFrom, vs[i].RevTo = 0, 0
	}
	return vs
}

// reverseRefused: not after a later touch, not when rules forbid it, not on another revision.
func reverseRefused(t *testing.T, f Factory) {
	d := start(t, f)
	d.do(put("district", "d", ""), put("district", "e", ""))
	d.do(put("street", "s", "e"))
	d.do(city.PutArea(named("district", "d", "", "x"), from(3)))
	_, err := city.ReverseOf(t.Context(), d, 1)
	d.failed(err, city.Conflict, "conflict")
	second, err := city.ReverseOf(t.Context(), d, 2)
	if err != nil {
		t.Fatal(err)
	}
	third, err := city.ReverseOf(t.Context(), d, 3)
	if err != nil {
		t.Fatal(err)
	}
	d.apply(third)
	d.refuse(city.Stale, "stale_revision", second)
	_, err = city.ReverseOf(t.Context(), d, 3)
	d.failed(err, city.Conflict, "conflict")

	// A later touch may leave nothing but an end.
	made := d.do(put("district", "short", ""))
	d.do(city.DeleteArea(key("district", "short"), city.OpenStart))
	_, err = city.ReverseOf(t.Context(), d, made.Number)
	d.failed(err, city.Conflict, "conflict")

	parent := d.do(put("district", "f", ""))
	d.do(put("street", "under", "f"))
	orphaned, err := city.ReverseOf(t.Context(), d, parent.Number)
	if err != nil {
		t.Fatal(err)
	}
	d.refuse(city.Conflict, "has_children", orphaned)
}
